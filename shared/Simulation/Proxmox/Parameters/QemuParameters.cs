namespace HomelabMcp.Simulation.Proxmox.Parameters;

/// <summary>Endpoints of virtual machines; form of a line: see <see cref="ParameterCatalogue"/>.</summary>
internal static class QemuParameters
{
    public const string Text = """
        GET /nodes/{node}/qemu
          ? all
          full = b
          node! = s fmt=pve-node

        POST /nodes/{node}/qemu
          ? all
          include qemu-config
          archive = s maxlen=255
          bwlimit = i 0..
          ha-managed live-restore start = b
          import-working-storage storage = s fmt=pve-storage-id
          node! = s fmt=pve-node
          pool = s fmt=pve-poolid
          unique = b requires=archive
          vmid! = i 100..999999999 fmt=pve-vmid

        GET /nodes/{node}/qemu/{vmid}
          ? all
          node! = s fmt=pve-node
          vmid! = i 100..999999999 fmt=pve-vmid

        DELETE /nodes/{node}/qemu/{vmid}
          ? ["perm","/vms/{vmid}",["VM.Allocate"]]
          destroy-unreferenced-disks purge skiplock = b
          node! = s fmt=pve-node
          vmid! = i 100..999999999 fmt=pve-vmid

        GET /nodes/{node}/qemu/{vmid}/config
          ? ["perm","/vms/{vmid}",["VM.Audit"]]
          current = b
          node! = s fmt=pve-node
          snapshot = s fmt=pve-configid maxlen=40
          vmid! = i 100..999999999 fmt=pve-vmid

        PUT /nodes/{node}/qemu/{vmid}/config
          ? ["perm","/vms/{vmid}",["VM.Config.Disk","VM.Config.CDROM","VM.Config.CPU","VM.Config.Memory","VM.Config.Network","VM.Config.HWType","VM.Config.Options","VM.Config.Cloudinit"],"any",1]
          include qemu-config
          delete revert = s fmt=pve-configid-list
          digest = s maxlen=40
          node! = s fmt=pve-node
          skiplock = b
          vmid! = i 100..999999999 fmt=pve-vmid

        POST /nodes/{node}/qemu/{vmid}/config
          ? ["perm","/vms/{vmid}",["VM.Config.Disk","VM.Config.CDROM","VM.Config.CPU","VM.Config.Memory","VM.Config.Network","VM.Config.HWType","VM.Config.Options","VM.Config.Cloudinit"],"any",1]
          include qemu-config
          background_delay = i 1..30
          delete revert = s fmt=pve-configid-list
          digest = s maxlen=40
          import-working-storage = s fmt=pve-storage-id
          node! = s fmt=pve-node
          skiplock = b
          vmid! = i 100..999999999 fmt=pve-vmid

        GET /nodes/{node}/qemu/{vmid}/pending
          ? ["perm","/vms/{vmid}",["VM.Audit"]]
          node! = s fmt=pve-node
          vmid! = i 100..999999999 fmt=pve-vmid

        PUT /nodes/{node}/qemu/{vmid}/unlink
          ? ["perm","/vms/{vmid}",["VM.Config.Disk"]]
          force = b
          idlist! = s fmt=pve-configid-list
          node! = s fmt=pve-node
          vmid! = i 100..999999999 fmt=pve-vmid

        PUT /nodes/{node}/qemu/{vmid}/resize
          ? ["perm","/vms/{vmid}",["VM.Config.Disk"]]
          digest = s maxlen=40
          disk! = s enum=ide0,ide1,ide2,ide3,scsi0,scsi1,scsi2,scsi3,scsi4,scsi5,scsi6,scsi7,scsi8,scsi9,scsi10,scsi11,scsi12,scsi13,scsi14,scsi15,scsi16,scsi17,scsi18,scsi19,scsi20,scsi21,scsi22,scsi23,scsi24,scsi25,scsi26,scsi27,scsi28,scsi29,scsi30,virtio0,virtio1,virtio2,virtio3,virtio4,virtio5,virtio6,virtio7,virtio8,virtio9,virtio10,virtio11,virtio12,virtio13,virtio14,virtio15,sata0,sata1,sata2,sata3,sata4,sata5,efidisk0,tpmstate0
          node! = s fmt=pve-node
          size! = s re=\+?\d+(\.\d+)?[KMGT]?
          skiplock = b
          vmid! = i 100..999999999 fmt=pve-vmid

        GET /nodes/{node}/qemu/{vmid}/status
          ? all
          node! = s fmt=pve-node
          vmid! = i 100..999999999 fmt=pve-vmid

        GET /nodes/{node}/qemu/{vmid}/status/current
          ? ["perm","/vms/{vmid}",["VM.Audit"]]
          node! = s fmt=pve-node
          vmid! = i 100..999999999 fmt=pve-vmid

        POST /nodes/{node}/qemu/{vmid}/status/start
          ? ["perm","/vms/{vmid}",["VM.PowerMgmt"]]
          force-cpu = s
          machine = s fmt=qemu-machine
          migratedfrom node! = s fmt=pve-node
          migration_network = s fmt=CIDR
          migration_type = s enum=secure,insecure
          nets-host-mtu = s re=net\d+=\d+(,net\d+=\d+)*
          skiplock with-conntrack-state = b
          stateuri = s maxlen=128
          targetstorage = s fmt=storage-pair-list
          timeout = i 0..
          vmid! = i 100..999999999 fmt=pve-vmid

        POST /nodes/{node}/qemu/{vmid}/status/stop
          ? ["perm","/vms/{vmid}",["VM.PowerMgmt"]]
          keepActive overrule-shutdown skiplock = b
          migratedfrom node! = s fmt=pve-node
          timeout = i 0..
          vmid! = i 100..999999999 fmt=pve-vmid

        POST /nodes/{node}/qemu/{vmid}/status/shutdown
          ? ["perm","/vms/{vmid}",["VM.PowerMgmt"]]
          forceStop keepActive skiplock = b
          node! = s fmt=pve-node
          timeout = i 0..
          vmid! = i 100..999999999 fmt=pve-vmid

        POST /nodes/{node}/qemu/{vmid}/status/reboot
          ? ["perm","/vms/{vmid}",["VM.PowerMgmt"]]
          node! = s fmt=pve-node
          timeout = i 0..
          vmid! = i 100..999999999 fmt=pve-vmid

        POST /nodes/{node}/qemu/{vmid}/status/reset
          ? ["perm","/vms/{vmid}",["VM.PowerMgmt"]]
          node! = s fmt=pve-node
          skiplock = b
          vmid! = i 100..999999999 fmt=pve-vmid

        POST /nodes/{node}/qemu/{vmid}/status/suspend
          ? ["perm","/vms/{vmid}",["VM.PowerMgmt"]]
          node! = s fmt=pve-node
          skiplock todisk = b
          statestorage = s fmt=pve-storage-id requires=todisk
          vmid! = i 100..999999999 fmt=pve-vmid

        POST /nodes/{node}/qemu/{vmid}/status/resume
          ? ["perm","/vms/{vmid}",["VM.PowerMgmt"]]
          nocheck skiplock = b
          node! = s fmt=pve-node
          vmid! = i 100..999999999 fmt=pve-vmid

        GET /nodes/{node}/qemu/{vmid}/snapshot
          ? ["perm","/vms/{vmid}",["VM.Audit"]]
          node! = s fmt=pve-node
          vmid! = i 100..999999999 fmt=pve-vmid

        POST /nodes/{node}/qemu/{vmid}/snapshot
          ? ["perm","/vms/{vmid}",["VM.Snapshot"]]
          description = s
          node! = s fmt=pve-node
          snapname! = s fmt=pve-configid maxlen=40
          vmid! = i 100..999999999 fmt=pve-vmid
          vmstate = b

        GET /nodes/{node}/qemu/{vmid}/snapshot/{snapname}
          ? all
          node! = s fmt=pve-node
          snapname! = s fmt=pve-configid maxlen=40
          vmid! = i 100..999999999 fmt=pve-vmid

        DELETE /nodes/{node}/qemu/{vmid}/snapshot/{snapname}
          ? ["perm","/vms/{vmid}",["VM.Snapshot"]]
          force = b
          node! = s fmt=pve-node
          snapname! = s fmt=pve-configid maxlen=40
          vmid! = i 100..999999999 fmt=pve-vmid

        GET /nodes/{node}/qemu/{vmid}/snapshot/{snapname}/config
          ? ["perm","/vms/{vmid}",["VM.Snapshot","VM.Snapshot.Rollback","VM.Audit"],"any",1]
          node! = s fmt=pve-node
          snapname! = s fmt=pve-configid maxlen=40
          vmid! = i 100..999999999 fmt=pve-vmid

        PUT /nodes/{node}/qemu/{vmid}/snapshot/{snapname}/config
          ? ["perm","/vms/{vmid}",["VM.Snapshot"]]
          description = s
          node! = s fmt=pve-node
          snapname! = s fmt=pve-configid maxlen=40
          vmid! = i 100..999999999 fmt=pve-vmid

        POST /nodes/{node}/qemu/{vmid}/snapshot/{snapname}/rollback
          ? ["perm","/vms/{vmid}",["VM.Snapshot","VM.Snapshot.Rollback"],"any",1]
          node! = s fmt=pve-node
          snapname! = s fmt=pve-configid maxlen=40
          start = b
          vmid! = i 100..999999999 fmt=pve-vmid

        POST /nodes/{node}/qemu/{vmid}/clone
          ? ["and",["perm","/vms/{vmid}",["VM.Clone"]],["or",["perm","/vms/{newid}",["VM.Allocate"]],["perm","/pool/{pool}",["VM.Allocate"],"require_param","pool"]]]
          bwlimit = i 0..
          description = s
          format = s enum=raw,qcow2,vmdk
          full = b
          name = s fmt=dns-name
          newid! vmid! = i 100..999999999 fmt=pve-vmid
          node! target = s fmt=pve-node
          pool = s fmt=pve-poolid
          snapname = s fmt=pve-configid maxlen=40
          storage = s fmt=pve-storage-id

        POST /nodes/{node}/qemu/{vmid}/template
          ? ["perm","/vms/{vmid}",["VM.Allocate"]]
          disk = s enum=ide0,ide1,ide2,ide3,scsi0,scsi1,scsi2,scsi3,scsi4,scsi5,scsi6,scsi7,scsi8,scsi9,scsi10,scsi11,scsi12,scsi13,scsi14,scsi15,scsi16,scsi17,scsi18,scsi19,scsi20,scsi21,scsi22,scsi23,scsi24,scsi25,scsi26,scsi27,scsi28,scsi29,scsi30,virtio0,virtio1,virtio2,virtio3,virtio4,virtio5,virtio6,virtio7,virtio8,virtio9,virtio10,virtio11,virtio12,virtio13,virtio14,virtio15,sata0,sata1,sata2,sata3,sata4,sata5,efidisk0,tpmstate0
          node! = s fmt=pve-node
          vmid! = i 100..999999999 fmt=pve-vmid

        GET /nodes/{node}/qemu/{vmid}/migrate
          ? ["perm","/vms/{vmid}",["VM.Migrate"]]
          node! target = s fmt=pve-node
          vmid! = i 100..999999999 fmt=pve-vmid

        POST /nodes/{node}/qemu/{vmid}/migrate
          ? ["perm","/vms/{vmid}",["VM.Migrate"]]
          bwlimit = i 0..
          force online with-conntrack-state with-local-disks = b
          migration_network = s fmt=CIDR
          migration_type = s enum=secure,insecure
          node! target! = s fmt=pve-node
          targetstorage = s fmt=storage-pair-list
          vmid! = i 100..999999999 fmt=pve-vmid

        POST /nodes/{node}/qemu/{vmid}/move_disk
          ? ["perm","/vms/{vmid}",["VM.Config.Disk"]]
          bwlimit = i 0..
          delete = b
          digest target-digest = s maxlen=40
          disk! target-disk = s enum=ide0,ide1,ide2,ide3,scsi0,scsi1,scsi2,scsi3,scsi4,scsi5,scsi6,scsi7,scsi8,scsi9,scsi10,scsi11,scsi12,scsi13,scsi14,scsi15,scsi16,scsi17,scsi18,scsi19,scsi20,scsi21,scsi22,scsi23,scsi24,scsi25,scsi26,scsi27,scsi28,scsi29,scsi30,virtio0,virtio1,virtio2,virtio3,virtio4,virtio5,virtio6,virtio7,virtio8,virtio9,virtio10,virtio11,virtio12,virtio13,virtio14,virtio15,sata0,sata1,sata2,sata3,sata4,sata5,efidisk0,tpmstate0,unused0,unused1,unused2,unused3,unused4,unused5,unused6,unused7,unused8,unused9,unused10,unused11,unused12,unused13,unused14,unused15,unused16,unused17,unused18,unused19,unused20,unused21,unused22,unused23,unused24,unused25,unused26,unused27,unused28,unused29,unused30,unused31,unused32,unused33,unused34,unused35,unused36,unused37,unused38,unused39,unused40,unused41,unused42,unused43,unused44,unused45,unused46,unused47,unused48,unused49,unused50,unused51,unused52,unused53,unused54,unused55,unused56,unused57,unused58,unused59,unused60,unused61,unused62,unused63,unused64,unused65,unused66,unused67,unused68,unused69,unused70,unused71,unused72,unused73,unused74,unused75,unused76,unused77,unused78,unused79,unused80,unused81,unused82,unused83,unused84,unused85,unused86,unused87,unused88,unused89,unused90,unused91,unused92,unused93,unused94,unused95,unused96,unused97,unused98,unused99,unused100,unused101,unused102,unused103,unused104,unused105,unused106,unused107,unused108,unused109,unused110,unused111,unused112,unused113,unused114,unused115,unused116,unused117,unused118,unused119,unused120,unused121,unused122,unused123,unused124,unused125,unused126,unused127,unused128,unused129,unused130,unused131,unused132,unused133,unused134,unused135,unused136,unused137,unused138,unused139,unused140,unused141,unused142,unused143,unused144,unused145,unused146,unused147,unused148,unused149,unused150,unused151,unused152,unused153,unused154,unused155,unused156,unused157,unused158,unused159,unused160,unused161,unused162,unused163,unused164,unused165,unused166,unused167,unused168,unused169,unused170,unused171,unused172,unused173,unused174,unused175,unused176,unused177,unused178,unused179,unused180,unused181,unused182,unused183,unused184,unused185,unused186,unused187,unused188,unused189,unused190,unused191,unused192,unused193,unused194,unused195,unused196,unused197,unused198,unused199,unused200,unused201,unused202,unused203,unused204,unused205,unused206,unused207,unused208,unused209,unused210,unused211,unused212,unused213,unused214,unused215,unused216,unused217,unused218,unused219,unused220,unused221,unused222,unused223,unused224,unused225,unused226,unused227,unused228,unused229,unused230,unused231,unused232,unused233,unused234,unused235,unused236,unused237,unused238,unused239,unused240,unused241,unused242,unused243,unused244,unused245,unused246,unused247,unused248,unused249,unused250,unused251,unused252,unused253,unused254,unused255
          format = s enum=raw,qcow2,vmdk
          node! = s fmt=pve-node
          storage = s fmt=pve-storage-id
          target-vmid vmid! = i 100..999999999 fmt=pve-vmid

        GET /nodes/{node}/qemu/{vmid}/feature
          ? ["perm","/vms/{vmid}",["VM.Audit"]]
          feature! = s enum=snapshot,clone,copy
          node! = s fmt=pve-node
          snapname = s fmt=pve-configid maxlen=40
          vmid! = i 100..999999999 fmt=pve-vmid

        GET /nodes/{node}/qemu/{vmid}/rrddata
          ? ["perm","/vms/{vmid}",["VM.Audit"]]
          cf = s enum=AVERAGE,MAX
          node! = s fmt=pve-node
          timeframe! = s enum=hour,day,week,month,year
          vmid! = i 100..999999999 fmt=pve-vmid

        GET /nodes/{node}/qemu/{vmid}/firewall/options
          ? ["perm","/vms/{vmid}",["VM.Audit"]]
          node! = s fmt=pve-node
          vmid! = i 100..999999999 fmt=pve-vmid

        GET /nodes/{node}/qemu/{vmid}/firewall/rules
          ? ["perm","/vms/{vmid}",["VM.Audit"]]
          node! = s fmt=pve-node
          vmid! = i 100..999999999 fmt=pve-vmid

        GET /nodes/{node}/qemu/{vmid}/cloudinit
          ? ["perm","/vms/{vmid}",["VM.Audit"]]
          node! = s fmt=pve-node
          vmid! = i 100..999999999 fmt=pve-vmid

        GET /nodes/{node}/qemu/{vmid}/cloudinit/dump
          ? ["perm","/vms/{vmid}",["VM.Audit"]]
          node! = s fmt=pve-node
          type! = s enum=user,network,meta
          vmid! = i 100..999999999 fmt=pve-vmid

        POST /nodes/{node}/qemu/{vmid}/agent/exec
          ? ["perm","/vms/{vmid}",["VM.GuestAgent.Unrestricted"]]
          command! = a
          input-data = s maxlen=65536
          node! = s fmt=pve-node
          vmid! = i 100..999999999 fmt=pve-vmid

        GET /nodes/{node}/qemu/{vmid}/agent/exec-status
          ? ["perm","/vms/{vmid}",["VM.GuestAgent.Unrestricted"]]
          node! = s fmt=pve-node
          pid! = i
          vmid! = i 100..999999999 fmt=pve-vmid

        GET /nodes/{node}/qemu/{vmid}/agent/info
          ? ["perm","/vms/{vmid}",["VM.GuestAgent.Audit","VM.GuestAgent.Unrestricted"],"any",1]
          node! = s fmt=pve-node
          vmid! = i 100..999999999 fmt=pve-vmid

        GET /nodes/{node}/qemu/{vmid}/agent/network-get-interfaces
          ? ["perm","/vms/{vmid}",["VM.GuestAgent.Audit","VM.GuestAgent.Unrestricted"],"any",1]
          node! = s fmt=pve-node
          vmid! = i 100..999999999 fmt=pve-vmid

        GET /nodes/{node}/qemu/{vmid}/agent/get-host-name
          ? ["perm","/vms/{vmid}",["VM.GuestAgent.Audit","VM.GuestAgent.Unrestricted"],"any",1]
          node! = s fmt=pve-node
          vmid! = i 100..999999999 fmt=pve-vmid

        GET /nodes/{node}/qemu/{vmid}/agent/get-osinfo
          ? ["perm","/vms/{vmid}",["VM.GuestAgent.Audit","VM.GuestAgent.Unrestricted"],"any",1]
          node! = s fmt=pve-node
          vmid! = i 100..999999999 fmt=pve-vmid

        GET /nodes/{node}/qemu/{vmid}/agent/get-users
          ? ["perm","/vms/{vmid}",["VM.GuestAgent.Audit","VM.GuestAgent.Unrestricted"],"any",1]
          node! = s fmt=pve-node
          vmid! = i 100..999999999 fmt=pve-vmid

        GET /nodes/{node}/qemu/{vmid}/agent/get-fsinfo
          ? ["perm","/vms/{vmid}",["VM.GuestAgent.Audit","VM.GuestAgent.Unrestricted"],"any",1]
          node! = s fmt=pve-node
          vmid! = i 100..999999999 fmt=pve-vmid

        GET /nodes/{node}/qemu/{vmid}/agent/get-time
          ? ["perm","/vms/{vmid}",["VM.GuestAgent.Audit","VM.GuestAgent.Unrestricted"],"any",1]
          node! = s fmt=pve-node
          vmid! = i 100..999999999 fmt=pve-vmid

        GET /nodes/{node}/qemu/{vmid}/agent/get-timezone
          ? ["perm","/vms/{vmid}",["VM.GuestAgent.Audit","VM.GuestAgent.Unrestricted"],"any",1]
          node! = s fmt=pve-node
          vmid! = i 100..999999999 fmt=pve-vmid

        GET /nodes/{node}/qemu/{vmid}/agent/get-vcpus
          ? ["perm","/vms/{vmid}",["VM.GuestAgent.Audit","VM.GuestAgent.Unrestricted"],"any",1]
          node! = s fmt=pve-node
          vmid! = i 100..999999999 fmt=pve-vmid

        POST /nodes/{node}/qemu/{vmid}/agent/fsfreeze-status
          ? ["perm","/vms/{vmid}",["VM.GuestAgent.Audit","VM.GuestAgent.FileSystemMgmt","VM.GuestAgent.Unrestricted"],"any",1]
          node! = s fmt=pve-node
          vmid! = i 100..999999999 fmt=pve-vmid

        POST /nodes/{node}/qemu/{vmid}/agent/ping
          ? ["perm","/vms/{vmid}",["VM.GuestAgent.Audit","VM.GuestAgent.Unrestricted"],"any",1]
          node! = s fmt=pve-node
          vmid! = i 100..999999999 fmt=pve-vmid
        """;
}
