namespace HomelabMcp.Simulation.Proxmox.Parameters;

/// <summary>The options of a guest configuration, shared by create and update; read by <see cref="ParameterCatalogue"/>.</summary>
internal static class ConfigParameters
{
    public const string QemuConfig = """
        acpi allow-ksm autostart ciupgrade freeze keephugepages kvm localtime numa onboot protection reboot tablet tdf template = b
        affinity = s fmt=pve-cpuset
        agent = s fmt=qemu-agent
        amd-sev = s fmt=pve-qemu-sev-fmt
        arch = s enum=x86_64,aarch64
        args cipassword ciuser searchdomain = s
        audio0 = s fmt=qemu-audio
        balloon migrate_speed = i 0..
        bios = s enum=seabios,ovmf
        boot = s fmt=pve-qm-boot
        bootdisk = s fmt=pve-qm-bootdisk re=(ide|sata|scsi|virtio)\d+
        cdrom = s fmt=pve-qm-ide
        cicustom = s fmt=pve-qm-cicustom
        citype = s enum=configdrive2,nocloud,opennebula
        cores smp sockets vcpus = i 1..
        cpu = s fmt=pve-vm-cpu-conf
        cpulimit = n 0..128
        cpuunits = i 1..262144
        description = s maxlen=8192
        efidisk0 = s fmt=qemu-efidisk
        force = b requires=archive
        hookscript = s fmt=pve-volume-id
        hostpci[0-15] = s fmt=pve-qm-hostpci
        hotplug = s fmt=pve-hotplug-features
        hugepages = s enum=any,2,1024
        ide[0-3] = s fmt=qemu-ide
        intel-tdx = s fmt=pve-qemu-tdx-fmt
        ipconfig[0-31] = s fmt=pve-qm-ipconfig
        ivshmem = s fmt=qemu-ivshmem
        keyboard = s enum=de,de-ch,da,en-gb,en-us,es,fi,fr,fr-be,fr-ca,fr-ch,hu,is,it,ja,lt,mk,nl,no,pl,pt,pt-br,sv,sl,tr
        lock = s enum=backup,clone,create,migrate,rollback,snapshot,snapshot-delete,suspending,suspended
        machine = s fmt=qemu-machine
        memory = s fmt=qemu-memory
        migrate_downtime = n 0..
        name = s fmt=dns-name
        nameserver = s fmt=address-list
        net[0-31] = s fmt=qemu-net
        numa[0-7] = s fmt=qemu-numa
        ostype = s enum=other,wxp,w2k,w2k3,w2k8,wvista,win7,win8,win10,win11,l24,l26,solaris
        parallel[0-2] = s re=/dev/parport\d+|/dev/usb/lp\d+
        rng0 = s fmt=pve-qm-rng
        sata[0-5] = s fmt=qemu-sata
        scsi[0-30] = s fmt=qemu-scsi
        scsihw = s enum=lsi,lsi53c810,virtio-scsi-pci,virtio-scsi-single,megasas,pvscsi
        serial[0-3] = s re=(/dev/.+|socket)
        shares = i 0..50000
        smbios1 = s fmt=pve-qm-smbios1 maxlen=512
        spice_enhancements = s fmt=qemu-spice_enhancements
        sshkeys = s fmt=urlencoded
        startdate = s re=(now|\d{4}-\d{1,2}-\d{1,2}(T\d{1,2}:\d{1,2}:\d{1,2})?)
        startup = s fmt=pve-startup-order
        tags = s fmt=pve-tag-list
        tpmstate0 = s fmt=qemu-tpmstate
        unused[0-255] = s fmt=qemu-unused
        usb[0-13] = s fmt=qemu-usb
        vga = s fmt=qemu-vga
        virtio[0-15] = s fmt=qemu-virtio
        virtiofs[0-9] = s fmt=qemu-virtiofs
        vmgenid = s re=(?:[a-fA-F0-9]{8}(?:-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}|[01])
        vmstatestorage = s fmt=pve-storage-id
        watchdog = s fmt=pve-qm-watchdog
        """;

    public const string LxcConfig = """
        arch = s enum=amd64,i386,arm64,armhf,riscv32,riscv64
        cmode = s enum=shell,console,tty
        console debug onboot protection template unprivileged = b
        cores = i 1..8192
        cpulimit = n 0..8192
        cpuunits = i 0..500000
        description = s maxlen=8192
        dev[0-255] = s fmt=lxc-dev
        entrypoint = s re=(?:[^\x00-\x08\x10-\x1F\x7F]+)
        env = s re=(?:(?:\w+=[^\x00-\x08\x10-\x1F\x7F]*)(?:\0\w+=[^\x00-\x08\x10-\x1F\x7F]*)*)
        features = s fmt=lxc-features
        hookscript = s fmt=pve-volume-id
        hostname = s fmt=dns-name maxlen=255
        lock = s enum=backup,create,destroyed,disk,fstrim,migrate,mounted,rollback,snapshot,snapshot-delete
        memory = i 16..
        mp[0-255] = s fmt=lxc-mp
        nameserver = s fmt=lxc-ip-with-ll-iface-list
        net[0-31] = s fmt=lxc-net
        ostype = s enum=debian,devuan,ubuntu,centos,fedora,opensuse,archlinux,alpine,gentoo,nixos,unmanaged
        rootfs = s fmt=lxc-rootfs
        searchdomain = s fmt=dns-name-list
        startup = s fmt=pve-startup-order
        swap = i 0..
        tags = s fmt=pve-tag-list
        timezone = s fmt=pve-ct-timezone
        tty = i 0..6
        unused[0-255] = s fmt=lxc-unused
        """;
}
