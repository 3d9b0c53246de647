namespace HomelabMcp.Simulation.Proxmox.Parameters;

/// <summary>Sub-keys of property strings; read by <see cref="PropertyStrings.PropertyFormats"/>.</summary>
internal static class QemuFormats
{
    public const string Text = """
        [pve-qm-boot]
        legacy* = s re=[acdn]{1,4}
        order = s fmt=pve-qm-bootdev-list

        [pve-qm-cicustom]
        meta network user vendor = s fmt=pve-volume-id

        [pve-qm-hostpci]
        device-id sub-device-id sub-vendor-id vendor-id = s re=(?:^0x[0-9a-fA-F]{4}$)
        driver = s enum=vfio,keep
        host* = s re=(?:(?:(?:[a-f0-9]{4,}:)?[a-f0-9]{2}:[a-f0-9]{2}(?:\.[a-f0-9])?)(;(?:(?:[a-f0-9]{4,}:)?[a-f0-9]{2}:[a-f0-9]{2}(?:\.[a-f0-9])?))*)
        legacy-igd pcie rombar x-vga = b
        mapping = s fmt=pve-configid
        mdev = s re=[^/\.:]+
        romfile = s re=[^,;]+

        [pve-qm-ipconfig]
        gw = s fmt=ipv4 requires=ip
        gw6 = s fmt=ipv6 requires=ip6
        ip = s fmt=pve-ipv4-config
        ip6 = s fmt=pve-ipv6-config

        [pve-qm-rng]
        max_bytes period = i
        source*! = s enum=/dev/urandom,/dev/random,/dev/hwrng

        [pve-qm-smbios1]
        base64 = b
        family manufacturer product serial sku version = s re=[A-Za-z0-9+\/]+={0,2}
        uuid = s re=[a-fA-F0-9]{8}(?:-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}

        [pve-qm-watchdog]
        action = s enum=reset,shutdown,poweroff,pause,debug,none
        model* = s enum=i6300esb,ib700

        [pve-vm-cpu-conf]
        cputype* = s
        flags = s re=(?:(?:([+-])([a-zA-Z0-9\-_\.]+))(;(?:([+-])([a-zA-Z0-9\-_\.]+)))*)
        guest-phys-bits = i 32..64
        hidden = b
        hv-vendor-id = s re=(?:[a-zA-Z0-9]{1,12})
        level = i 0..4294967295
        phys-bits = s fmt=pve-phys-bits
        reported-model = s enum=486,a64fx,athlon,Broadwell,Broadwell-IBRS,Broadwell-noTSX,Broadwell-noTSX-IBRS,Cascadelake-Server,Cascadelake-Server-noTSX,Cascadelake-Server-v2,Cascadelake-Server-v4,Cascadelake-Server-v5,ClearwaterForest,Conroe,Cooperlake,Cooperlake-v2,core2duo,coreduo,cortex-a35,cortex-a53,cortex-a55,cortex-a57,cortex-a710,cortex-a72,cortex-a76,EPYC,EPYC-Genoa,EPYC-Genoa-v2,EPYC-IBPB,EPYC-Milan,EPYC-Milan-v2,EPYC-Milan-v3,EPYC-Rome,EPYC-Rome-v2,EPYC-Rome-v3,EPYC-Rome-v4,EPYC-Rome-v5,EPYC-Turin,EPYC-v3,EPYC-v4,EPYC-v5,GraniteRapids,GraniteRapids-v2,GraniteRapids-v3,Haswell,Haswell-IBRS,Haswell-noTSX,Haswell-noTSX-IBRS,host,Icelake-Client,Icelake-Client-noTSX,Icelake-Server,Icelake-Server-noTSX,Icelake-Server-v3,Icelake-Server-v4,Icelake-Server-v5,Icelake-Server-v6,Icelake-Server-v7,IvyBridge,IvyBridge-IBRS,KnightsMill,kvm32,kvm64,max,Nehalem,Nehalem-IBRS,neoverse-n1,neoverse-n2,neoverse-v1,Opteron_G1,Opteron_G2,Opteron_G3,Opteron_G4,Opteron_G5,Penryn,pentium,pentium2,pentium3,phenom,qemu32,qemu64,SandyBridge,SandyBridge-IBRS,SapphireRapids,SapphireRapids-v2,SapphireRapids-v3,SapphireRapids-v4,SierraForest,SierraForest-v2,SierraForest-v3,Skylake-Client,Skylake-Client-IBRS,Skylake-Client-noTSX-IBRS,Skylake-Client-v4,Skylake-Server,Skylake-Server-IBRS,Skylake-Server-noTSX-IBRS,Skylake-Server-v4,Skylake-Server-v5,Westmere,Westmere-IBRS

        [qemu-agent]
        enabled*! freeze-fs fstrim_cloned_disks = b
        freeze-fs-on-backup guest-fsfreeze => freeze-fs
        type = s enum=virtio,isa

        [qemu-audio]
        device! = s enum=ich9-intel-hda,intel-hda,AC97
        driver = s enum=spice,none

        [qemu-bwlimit]
        clone default migration move restore = n 0..

        [qemu-ivshmem]
        name = s re=[a-zA-Z0-9\-]+
        size! = i 1..

        [qemu-machine]
        aw-bits = n 32..64
        enable-s3 enable-s4 = b
        type* = s maxlen=40 re=(pc|pc(-i440fx)?-\d+(\.\d+)+(\+pve\d+)?(\.pxe)?|q35|pc-q35-\d+(\.\d+)+(\+pve\d+)?(\.pxe)?|virt(?:-\d+(\.\d+)+)?(\+pve\d+)?)
        viommu = s enum=intel,virtio

        [qemu-memory]
        current*! = i 16..

        [qemu-net]
        bridge = s fmt=pve-bridge-id
        e1000 e1000-82540em e1000-82544gc e1000-82545em e1000e i82551 i82557b i82559er ne2k_isa ne2k_pci pcnet rtl8139 virtio vmxnet3 => macaddr as model
        firewall host-tunnel link_down = b
        macaddr = s fmt=mac-addr
        model*! = s enum=e1000,e1000-82540em,e1000-82544gc,e1000-82545em,e1000e,i82551,i82557b,i82559er,ne2k_isa,ne2k_pci,pcnet,rtl8139,virtio,vmxnet3
        mtu = i 1..65520
        queues = i 0..64
        rate = n 0..
        tag = i 1..4094
        trunks = s re=(?:\d+(?:-\d+)?(?:;\d+(?:-\d+)?)*)

        [qemu-numa]
        cpus! hostnodes = s re=(?:\d+(?:-\d+)?(?:;\d+(?:-\d+)?)*)
        memory = n
        policy = s enum=preferred,bind,interleave

        [qemu-spice_enhancements]
        foldersharing = b
        videostreaming = s enum=off,all,filter

        [qemu-usb]
        host* = s re=(?:(?:(?:(?:(0x)?([0-9A-Fa-f]{4}):(0x)?([0-9A-Fa-f]{4})))|(?:(?:(\d+)\-(\d+(\.\d+)*)))|[Ss][Pp][Ii][Cc][Ee]))
        mapping = s fmt=pve-configid
        usb3 = b

        [qemu-vga]
        clipboard = s enum=vnc
        memory = i 4..512
        type* = s enum=cirrus,qxl,qxl2,qxl3,qxl4,none,serial0,serial1,serial2,serial3,std,virtio,virtio-gl,vmware

        [qemu-virtiofs]
        cache = s enum=auto,always,metadata,never
        direct-io expose-acl expose-xattr = b
        dirid*! = s fmt=pve-configid
        """;
}
