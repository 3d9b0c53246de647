namespace HomelabMcp.Simulation.Proxmox.Parameters;

/// <summary>Sub-keys of property strings; read by <see cref="PropertyStrings.PropertyFormats"/>.</summary>
internal static class DriveFormats
{
    public const string Text = """
        [pve-qm-ide]
        aio = s enum=native,threads,io_uring
        backup detect_zeroes replicate shared snapshot ssd = b
        bps bps_rd bps_wr iops iops_max iops_rd iops_rd_max iops_wr iops_wr_max = i
        bps_max_length bps_rd_max_length bps_wr_max_length iops_max_length iops_rd_max_length iops_wr_max_length = i 1..
        bps_rd_length => bps_rd_max_length
        bps_wr_length => bps_wr_max_length
        cache = s enum=none,writethrough,writeback,unsafe,directsync
        discard = s enum=ignore,on
        file*! = s fmt=pve-volume-id-or-qm-path
        format = s enum=raw,qcow,qed,qcow2,vmdk,cloop
        iops_rd_length => iops_rd_max_length
        iops_wr_length => iops_wr_max_length
        mbps mbps_max mbps_rd mbps_rd_max mbps_wr mbps_wr_max = n
        media = s enum=cdrom,disk
        model = s fmt=urlencoded maxlen=120
        rerror = s enum=ignore,report,stop
        serial = s fmt=urlencoded maxlen=60
        size = s fmt=disk-size
        volume => file
        werror = s enum=enospc,ignore,report,stop
        wwn = s re=(?:^(0x)[0-9a-fA-F]{16})

        [qemu-efidisk]
        efitype = s enum=2m,4m
        file*! = s fmt=pve-volume-id-or-qm-path
        format = s enum=raw,qcow,qed,qcow2,vmdk,cloop
        import-from = s fmt=pve-volume-id-or-absolute-path
        ms-cert = s enum=2011,2023,2023w,2023k
        pre-enrolled-keys = b
        size = s fmt=disk-size
        volume => file

        [qemu-ide]
        aio = s enum=native,threads,io_uring
        backup detect_zeroes replicate shared snapshot ssd = b
        bps bps_rd bps_wr iops iops_max iops_rd iops_rd_max iops_wr iops_wr_max = i
        bps_max_length bps_rd_max_length bps_wr_max_length iops_max_length iops_rd_max_length iops_wr_max_length = i 1..
        bps_rd_length => bps_rd_max_length
        bps_wr_length => bps_wr_max_length
        cache = s enum=none,writethrough,writeback,unsafe,directsync
        discard = s enum=ignore,on
        file*! = s fmt=pve-volume-id-or-qm-path
        format = s enum=raw,qcow,qed,qcow2,vmdk,cloop
        import-from = s fmt=pve-volume-id-or-absolute-path
        iops_rd_length => iops_rd_max_length
        iops_wr_length => iops_wr_max_length
        mbps mbps_max mbps_rd mbps_rd_max mbps_wr mbps_wr_max = n
        media = s enum=cdrom,disk
        model = s fmt=urlencoded maxlen=120
        rerror = s enum=ignore,report,stop
        serial = s fmt=urlencoded maxlen=60
        size = s fmt=disk-size
        volume => file
        werror = s enum=enospc,ignore,report,stop
        wwn = s re=(?:^(0x)[0-9a-fA-F]{16})

        [qemu-sata]
        aio = s enum=native,threads,io_uring
        backup detect_zeroes replicate shared snapshot ssd = b
        bps bps_rd bps_wr iops iops_max iops_rd iops_rd_max iops_wr iops_wr_max = i
        bps_max_length bps_rd_max_length bps_wr_max_length iops_max_length iops_rd_max_length iops_wr_max_length = i 1..
        bps_rd_length => bps_rd_max_length
        bps_wr_length => bps_wr_max_length
        cache = s enum=none,writethrough,writeback,unsafe,directsync
        discard = s enum=ignore,on
        file*! = s fmt=pve-volume-id-or-qm-path
        format = s enum=raw,qcow,qed,qcow2,vmdk,cloop
        import-from = s fmt=pve-volume-id-or-absolute-path
        iops_rd_length => iops_rd_max_length
        iops_wr_length => iops_wr_max_length
        mbps mbps_max mbps_rd mbps_rd_max mbps_wr mbps_wr_max = n
        media = s enum=cdrom,disk
        rerror = s enum=ignore,report,stop
        serial = s fmt=urlencoded maxlen=60
        size = s fmt=disk-size
        volume => file
        werror = s enum=enospc,ignore,report,stop
        wwn = s re=(?:^(0x)[0-9a-fA-F]{16})

        [qemu-scsi]
        aio = s enum=native,threads,io_uring
        backup detect_zeroes iothread replicate ro scsiblock shared snapshot ssd = b
        bps bps_rd bps_wr iops iops_max iops_rd iops_rd_max iops_wr iops_wr_max = i
        bps_max_length bps_rd_max_length bps_wr_max_length iops_max_length iops_rd_max_length iops_wr_max_length = i 1..
        bps_rd_length => bps_rd_max_length
        bps_wr_length => bps_wr_max_length
        cache = s enum=none,writethrough,writeback,unsafe,directsync
        discard = s enum=ignore,on
        file*! = s fmt=pve-volume-id-or-qm-path
        format = s enum=raw,qcow,qed,qcow2,vmdk,cloop
        import-from = s fmt=pve-volume-id-or-absolute-path
        iops_rd_length => iops_rd_max_length
        iops_wr_length => iops_wr_max_length
        mbps mbps_max mbps_rd mbps_rd_max mbps_wr mbps_wr_max = n
        media = s enum=cdrom,disk
        product = s re=[A-Za-z0-9\-_\s]{0,16}
        queues = i 2..
        rerror = s enum=ignore,report,stop
        serial = s fmt=urlencoded maxlen=60
        size = s fmt=disk-size
        vendor = s re=[A-Za-z0-9\-_\s]{0,8}
        volume => file
        werror = s enum=enospc,ignore,report,stop
        wwn = s re=(?:^(0x)[0-9a-fA-F]{16})

        [qemu-tpmstate]
        file*! = s fmt=pve-volume-id-or-qm-path
        format = s enum=raw,qcow2,vmdk
        import-from = s fmt=pve-volume-id-or-absolute-path
        size = s fmt=disk-size
        version = s enum=v1.2,v2.0
        volume => file

        [qemu-unused]
        file*! = s fmt=pve-volume-id
        volume => file

        [qemu-virtio]
        aio = s enum=native,threads,io_uring
        backup detect_zeroes iothread replicate ro shared snapshot = b
        bps bps_rd bps_wr iops iops_max iops_rd iops_rd_max iops_wr iops_wr_max = i
        bps_max_length bps_rd_max_length bps_wr_max_length iops_max_length iops_rd_max_length iops_wr_max_length = i 1..
        bps_rd_length => bps_rd_max_length
        bps_wr_length => bps_wr_max_length
        cache = s enum=none,writethrough,writeback,unsafe,directsync
        discard = s enum=ignore,on
        file*! = s fmt=pve-volume-id-or-qm-path
        format = s enum=raw,qcow,qed,qcow2,vmdk,cloop
        import-from = s fmt=pve-volume-id-or-absolute-path
        iops_rd_length => iops_rd_max_length
        iops_wr_length => iops_wr_max_length
        mbps mbps_max mbps_rd mbps_rd_max mbps_wr mbps_wr_max = n
        media = s enum=cdrom,disk
        rerror = s enum=ignore,report,stop
        serial = s fmt=urlencoded maxlen=60
        size = s fmt=disk-size
        volume => file
        werror = s enum=enospc,ignore,report,stop
        """;
}
