namespace HomelabMcp.Simulation.Proxmox.Parameters;

/// <summary>Endpoints below /cluster, /pools and /storage; form of a line: see <see cref="ParameterCatalogue"/>.</summary>
internal static class ClusterParameters
{
    public const string Text = """
        GET /version
          ? all

        GET /cluster
          ? all

        GET /cluster/resources
          ? all
          type = s enum=vm,storage,node,sdn

        GET /cluster/status
          ? ["perm","/",["Sys.Audit"]]

        GET /cluster/nextid
          ? all
          vmid = i 100..999999999 fmt=pve-vmid

        GET /cluster/tasks
          ? all

        GET /cluster/log
          ? all
          max = i 1..

        GET /cluster/options
          ? ["perm","/",["Sys.Audit"]]

        GET /cluster/config
          ? ["perm","/",["Sys.Audit"]]

        GET /cluster/config/nodes
          ? ["perm","/",["Sys.Audit"]]

        GET /cluster/replication
          ? all

        GET /cluster/sdn/vnets
          ? all
          pending running = b

        GET /cluster/sdn/zones
          ? all
          pending running = b
          type = s enum=evpn,faucet,qinq,simple,vlan,vxlan

        GET /cluster/firewall/options
          ? ["perm","/",["Sys.Audit"]]

        GET /cluster/firewall/rules
          ? ["perm","/",["Sys.Audit"]]

        GET /cluster/firewall/groups
          ? all

        GET /cluster/firewall/aliases
          ? ["perm","/",["Sys.Audit"]]

        GET /cluster/firewall/ipset
          ? ["perm","/",["Sys.Audit"]]

        GET /cluster/backup-info/not-backed-up
          ? ["perm","/",["Sys.Audit"]]

        GET /pools
          ? all
          poolid = s fmt=pve-poolid
          type = s enum=qemu,lxc,storage requires=poolid

        POST /pools
          ? ["perm","/pool/{poolid}",["Pool.Allocate"]]
          comment = s
          poolid! = s fmt=pve-poolid

        PUT /pools
          ? ["perm","/pool/{poolid}",["Pool.Allocate"]]
          allow-move delete = b
          comment = s
          poolid! = s fmt=pve-poolid
          storage = s fmt=pve-storage-id-list
          vms = s fmt=pve-vmid-list

        DELETE /pools
          ? ["perm","/pool/{poolid}",["Pool.Allocate"]]
          poolid! = s fmt=pve-poolid

        GET /pools/{poolid}
          ? ["perm","/pool/{poolid}",["Pool.Audit"]]
          poolid! = s fmt=pve-poolid
          type = s enum=qemu,lxc,storage

        PUT /pools/{poolid}
          ? ["perm","/pool/{poolid}",["Pool.Allocate"]]
          allow-move delete = b
          comment = s
          poolid! = s fmt=pve-poolid
          storage = s fmt=pve-storage-id-list
          vms = s fmt=pve-vmid-list

        DELETE /pools/{poolid}
          ? ["perm","/pool/{poolid}",["Pool.Allocate"]]
          poolid! = s fmt=pve-poolid

        GET /storage
          ? all
          type = s enum=btrfs,cephfs,cifs,dir,esxi,iscsi,iscsidirect,lvm,lvmthin,nfs,pbs,rbd,zfs,zfspool

        GET /storage/{storage}
          ? ["perm","/storage/{storage}",["Datastore.Allocate"]]
          storage! = s fmt=pve-storage-id

        POST /storage
          ? ["perm","/storage",["Datastore.Allocate"]]
          authsupported blocksize comstar_hg comstar_tg data-pool datastore encryption-key is_mountpoint iscsiprovider keyring lio_tpg master-pubkey namespace pool saferemove_throughput share target username = s
          base = s fmt=pve-volume-id
          bwlimit = s fmt=qemu-bwlimit
          content = s fmt=pve-storage-content-list
          content-dirs = s fmt=pve-dir-override-list
          create-base-path create-subdirs disable fuse krbd mkdir nocow nowritecache saferemove shared skip-cert-verification snapshot-as-volume-chain sparse tagged_only = b
          domain password = s maxlen=256
          export mountpoint path subdir zfs-base-path = s fmt=pve-storage-path
          fingerprint = s re=([A-Fa-f0-9]{2}:){31}[A-Fa-f0-9]{2}
          format = s enum=raw,qcow2,subvol,vmdk
          fs-name = s fmt=pve-configid
          max-protected-backups = i -1..
          monhost = s fmt=pve-storage-portal-dns-list
          nodes = s fmt=pve-node-list
          options = s fmt=pve-storage-options
          port = i 1..65535
          portal = s fmt=pve-storage-portal-dns
          preallocation = s enum=off,metadata,falloc,full
          prune-backups = s fmt=prune-backups
          saferemove-stepsize = i enum=1,2,4,8,16,32
          server = s fmt=pve-storage-server
          smbversion = s enum=default,2.0,2.1,3,3.0,3.11
          storage! = s fmt=pve-storage-id
          thinpool vgname = s fmt=pve-storage-vgname
          type! = s enum=btrfs,cephfs,cifs,dir,esxi,iscsi,iscsidirect,lvm,lvmthin,nfs,pbs,rbd,zfs,zfspool

        PUT /storage/{storage}
          ? ["perm","/storage",["Datastore.Allocate"]]
          blocksize comstar_hg comstar_tg data-pool encryption-key is_mountpoint keyring lio_tpg master-pubkey namespace pool saferemove_throughput username = s
          bwlimit = s fmt=qemu-bwlimit
          content = s fmt=pve-storage-content-list
          content-dirs = s fmt=pve-dir-override-list
          create-base-path create-subdirs disable fuse krbd mkdir nocow nowritecache saferemove shared skip-cert-verification snapshot-as-volume-chain sparse tagged_only = b
          delete = s fmt=pve-configid-list maxlen=4096
          digest = s maxlen=64
          domain password = s maxlen=256
          fingerprint = s re=([A-Fa-f0-9]{2}:){31}[A-Fa-f0-9]{2}
          format = s enum=raw,qcow2,subvol,vmdk
          fs-name = s fmt=pve-configid
          max-protected-backups = i -1..
          monhost = s fmt=pve-storage-portal-dns-list
          mountpoint subdir zfs-base-path = s fmt=pve-storage-path
          nodes = s fmt=pve-node-list
          options = s fmt=pve-storage-options
          port = i 1..65535
          preallocation = s enum=off,metadata,falloc,full
          prune-backups = s fmt=prune-backups
          saferemove-stepsize = i enum=1,2,4,8,16,32
          server = s fmt=pve-storage-server
          smbversion = s enum=default,2.0,2.1,3,3.0,3.11
          storage! = s fmt=pve-storage-id

        DELETE /storage/{storage}
          ? ["perm","/storage",["Datastore.Allocate"]]
          storage! = s fmt=pve-storage-id
        """;
}
