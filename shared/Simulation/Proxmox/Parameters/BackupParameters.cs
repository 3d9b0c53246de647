namespace HomelabMcp.Simulation.Proxmox.Parameters;

/// <summary>Backup jobs, backups and high availability; form of a line: see <see cref="ParameterCatalogue"/>.</summary>
internal static class BackupParameters
{
    public const string Text = """
        GET /cluster/backup
          ? ["perm","/",["Sys.Audit"]]

        POST /cluster/backup
          ? ["perm","/",["Sys.Modify"]]
          all enabled quiet remove repeat-missed stdexcludes stop = b
          bwlimit lockwait stopwait = i 0..
          comment = s maxlen=512
          compress = s enum=0,1,gzip,lzo,zstd
          dow = s fmt=pve-day-of-week-list requires=starttime
          dumpdir pool script tmpdir = s
          exclude vmid = s fmt=pve-vmid-list
          exclude-path = a
          fleecing = s fmt=backup-fleecing
          id = s fmt=pve-configid
          ionice = i 0..8
          mailnotification = s enum=always,failure
          mailto = s fmt=email-or-username-list
          maxfiles = i 1..
          mode = s enum=snapshot,suspend,stop
          node = s fmt=pve-node
          notes-template = s maxlen=1024 requires=storage
          notification-mode = s enum=auto,legacy-sendmail,notification-system
          pbs-change-detection-mode = s enum=legacy,data,metadata
          performance = s fmt=backup-performance
          pigz zstd = i
          protected = b requires=storage
          prune-backups = s fmt=prune-backups
          schedule = s fmt=pve-calendar-event maxlen=128
          starttime = s re=\d{1,2}:\d{1,2}
          storage = s fmt=pve-storage-id

        GET /cluster/backup/{id}
          ? ["perm","/",["Sys.Audit"]]
          id! = s maxlen=50 re=\S+

        PUT /cluster/backup/{id}
          ? ["perm","/",["Sys.Modify"]]
          all enabled quiet remove repeat-missed stdexcludes stop = b
          bwlimit lockwait stopwait = i 0..
          comment = s maxlen=512
          compress = s enum=0,1,gzip,lzo,zstd
          delete = s fmt=pve-configid-list
          dow = s fmt=pve-day-of-week-list requires=starttime
          dumpdir pool script tmpdir = s
          exclude vmid = s fmt=pve-vmid-list
          exclude-path = a
          fleecing = s fmt=backup-fleecing
          id! = s maxlen=50 re=\S+
          ionice = i 0..8
          mailnotification = s enum=always,failure
          mailto = s fmt=email-or-username-list
          maxfiles = i 1..
          mode = s enum=snapshot,suspend,stop
          node = s fmt=pve-node
          notes-template = s maxlen=1024 requires=storage
          notification-mode = s enum=auto,legacy-sendmail,notification-system
          pbs-change-detection-mode = s enum=legacy,data,metadata
          performance = s fmt=backup-performance
          pigz zstd = i
          protected = b requires=storage
          prune-backups = s fmt=prune-backups
          schedule = s fmt=pve-calendar-event maxlen=128
          starttime = s re=\d{1,2}:\d{1,2}
          storage = s fmt=pve-storage-id

        DELETE /cluster/backup/{id}
          ? ["perm","/",["Sys.Modify"]]
          id! = s maxlen=50 re=\S+

        POST /nodes/{node}/vzdump
          ? all
          all quiet remove stdexcludes stdout stop = b
          bwlimit lockwait stopwait = i 0..
          compress = s enum=0,1,gzip,lzo,zstd
          dumpdir pool script tmpdir = s
          exclude vmid = s fmt=pve-vmid-list
          exclude-path = a
          fleecing = s fmt=backup-fleecing
          ionice = i 0..8
          job-id = s maxlen=50 re=\S+
          mailnotification = s enum=always,failure
          mailto = s fmt=email-or-username-list
          maxfiles = i 1..
          mode = s enum=snapshot,suspend,stop
          node = s fmt=pve-node
          notes-template = s maxlen=1024 requires=storage
          notification-mode = s enum=auto,legacy-sendmail,notification-system
          pbs-change-detection-mode = s enum=legacy,data,metadata
          performance = s fmt=backup-performance
          pigz zstd = i
          protected = b requires=storage
          prune-backups = s fmt=prune-backups
          storage = s fmt=pve-storage-id

        GET /cluster/ha
          ? ["perm","/",["Sys.Audit"]]

        GET /cluster/ha/groups
          ? ["perm","/",["Sys.Audit"]]

        GET /cluster/ha/resources
          ? ["perm","/",["Sys.Audit"]]
          type = s enum=ct,vm

        POST /cluster/ha/resources
          ? ["perm","/",["Sys.Console"]]
          comment = s maxlen=4096
          failback = b
          group = s fmt=pve-configid
          max_relocate max_restart = i 0..
          sid! = s fmt=pve-ha-resource-or-vm-id
          state = s enum=started,stopped,enabled,disabled,ignored
          type = s enum=ct,vm

        GET /cluster/ha/resources/{sid}
          ? ["perm","/",["Sys.Audit"]]
          sid! = s fmt=pve-ha-resource-or-vm-id

        PUT /cluster/ha/resources/{sid}
          ? ["perm","/",["Sys.Console"]]
          comment = s maxlen=4096
          delete = s fmt=pve-configid-list maxlen=4096
          digest = s maxlen=64
          failback = b
          group = s fmt=pve-configid
          max_relocate max_restart = i 0..
          sid! = s fmt=pve-ha-resource-or-vm-id
          state = s enum=started,stopped,enabled,disabled,ignored

        DELETE /cluster/ha/resources/{sid}
          ? ["perm","/",["Sys.Console"]]
          purge = b
          sid! = s fmt=pve-ha-resource-or-vm-id

        GET /cluster/ha/rules
          ? ["perm","/",["Sys.Audit"]]
          resource = s
          type = s enum=node-affinity,resource-affinity

        POST /cluster/ha/rules
          ? ["perm","/",["Sys.Console"]]
          affinity = s enum=positive,negative
          comment = s maxlen=4096
          disable strict = b
          nodes = s fmt=pve-ha-node-list
          resources! = s fmt=pve-ha-resource-id-list
          rule! = s fmt=pve-configid
          type! = s enum=node-affinity,resource-affinity

        GET /cluster/ha/rules/{rule}
          ? ["perm","/",["Sys.Audit"]]
          rule! = s fmt=pve-configid

        PUT /cluster/ha/rules/{rule}
          ? ["perm","/",["Sys.Console"]]
          affinity = s enum=positive,negative
          comment = s maxlen=4096
          delete = s fmt=pve-configid-list maxlen=4096
          digest = s maxlen=64
          disable strict = b
          nodes = s fmt=pve-ha-node-list
          resources = s fmt=pve-ha-resource-id-list
          rule! = s fmt=pve-configid
          type! = s enum=node-affinity,resource-affinity

        DELETE /cluster/ha/rules/{rule}
          ? ["perm","/",["Sys.Console"]]
          rule! = s fmt=pve-configid

        GET /cluster/ha/status/current
          ? ["perm","/",["Sys.Audit"]]
        """;
}
