using System.Globalization;

using HomelabMcp.Simulation.Proxmox.State;

namespace HomelabMcp.Simulation.Demo;

/// <summary>The demo home as a Proxmox cluster: nodes, storages and what they hold, guests, pools, backups, tasks of the last days.</summary>
internal static class DemoCluster
{
    private static readonly string[] Snapshotted = ["homeassistant", "docker01", "gitea", "nextcloud", "k3s01"];
    private static readonly string[] BackedUp = ["homeassistant", "postgres01", "gitea", "netbox01", "wiki01", "vaultwarden", "nas01", "paperless"];

    public static ClusterState Build(DateTimeOffset now)
    {
        var state = new ClusterState { Name = "home", Options = { ["keyboard"] = "de", ["mac_prefix"] = "BC:24:11" } };
        for (var index = 0; index < Home.Nodes.Count; index++)
        {
            var (name, address, cpus, memory) = Home.Nodes[index];
            state.Nodes[name] = new NodeState { Name = name, Id = index + 1, Address = address, Cpus = cpus, Memory = (long)memory << 30, Booted = now.AddDays(-41 + (index * 9)), Dns = Home.NameServer, SearchDomain = Home.Domain };
        }
        foreach (var storage in Storages())
            state.Storages[storage.Id] = storage;
        AddFiles(state, now);
        foreach (var pool in new[] { ("prod", "Everything the family would miss"), ("media", "Films, music, books"), ("lab", "May break at any time") })
            state.Pools[pool.Item1] = new PoolState { Comment = pool.Item2 };
        foreach (var machine in Home.Machines)
            AddGuest(state, machine, now);
        AddSnapshots(state, now);
        AddBackups(state, now);
        state.BackupJobs["backup-nightly"] = new(StringComparer.Ordinal) { ["schedule"] = "02:30", ["storage"] = "pbs", ["pool"] = "prod", ["mode"] = "snapshot", ["enabled"] = "1", ["notes-template"] = "{{guestname}}", ["prune-backups"] = "keep-daily=7,keep-weekly=4" };
        state.BackupJobs["backup-lab"] = new(StringComparer.Ordinal) { ["schedule"] = "sun 04:00", ["storage"] = "nas", ["pool"] = "lab", ["mode"] = "stop", ["enabled"] = "0", ["compress"] = "zstd", ["prune-backups"] = "keep-last=2" };
        DemoTasks.Add(state, now);
        return state;
    }

    private static IEnumerable<StorageState> Storages() =>
    [
        new() { Id = "local", Type = "dir", Total = 100_861_726_720, Base = 12L << 30, Options = { ["content"] = "backup,iso,vztmpl,snippets,import", ["path"] = "/var/lib/vz" } },
        new() { Id = "local-lvm", Type = "lvmthin", Total = 900L << 30, Options = { ["content"] = "images,rootdir", ["thinpool"] = "data", ["vgname"] = "pve" } },
        new() { Id = "local-zfs", Type = "zfspool", Total = 450L << 30, Options = { ["content"] = "images,rootdir", ["nodes"] = "pve3", ["pool"] = "rpool/data", ["sparse"] = "1" } },
        new() { Id = "nas", Type = "nfs", Total = 12L << 40, Base = 5L << 40, Options = { ["content"] = "backup,images,iso,rootdir,vztmpl", ["export"] = "/mnt/tank/proxmox", ["path"] = "/mnt/pve/nas", ["server"] = Home.NasAddress } },
        new() { Id = "pbs", Type = "pbs", Total = 4L << 40, Base = 1L << 40, Options = { ["content"] = "backup", ["datastore"] = "home", ["server"] = Home.BackupAddress, ["username"] = "proxmox@pbs" } },
    ];

    private static void AddFiles(ClusterState state, DateTimeOffset now)
    {
        var created = now.AddDays(-60).ToUnixTimeSeconds();
        foreach (var node in state.Nodes.Keys)
        {
            Put(state, "local", node, "vztmpl/debian-13-standard_13.1-2_amd64.tar.zst", "vztmpl", "tzst", 129_710_398, created);
            Put(state, "local", node, "vztmpl/alpine-3.22-default_20250617_amd64.tar.xz", "vztmpl", "txz", 3_283_852, created);
        }
        Put(state, "local", "pve1", "vztmpl/ubuntu-24.04-standard_24.04-2_amd64.tar.zst", "vztmpl", "tzst", 141_589_318, created);
        Put(state, "local", "pve1", "iso/debian-13.1.0-amd64-netinst.iso", "iso", "iso", 821_035_008, created);
        Put(state, "local", "pve1", "snippets/cloud-user.yaml", "snippets", "snippet", 812, created);
        Put(state, "local", "pve1", "import/debian-13-genericcloud-amd64.qcow2", "import", "qcow2", 411_041_792, created);
        Put(state, "nas", "pve1", "iso/virtio-win-0.1.271.iso", "iso", "iso", 724_115_456, created);
        Put(state, "nas", "pve1", "iso/Win11_25H2_English_x64.iso", "iso", "iso", 7_736_125_440, created);
        Put(state, "nas", "pve1", "iso/kali-linux-2025.3-installer-amd64.iso", "iso", "iso", 4_507_828_224, created);
    }

    private static void Put(ClusterState state, string storage, string node, string name, string content, string format, long size, long created)
    {
        var volume = new Volume { Id = $"{storage}:{name}", Node = node, Content = content, Format = format, Size = size, Used = size, Created = created };
        state.Storages[storage].Volumes[state.Storages[storage].Key(node, volume.Id)] = volume;
    }

    private static void AddGuest(ClusterState state, HomeMachine machine, DateTimeOffset now)
    {
        var kind = machine.IsVm ? GuestKind.Qemu : GuestKind.Lxc;
        var storage = state.Storages[machine.Node is "pve3" && !machine.IsVm ? "local-zfs" : "local-lvm"];
        var (id, prefix) = (machine.Id.ToString(CultureInfo.InvariantCulture), machine.IsTemplate ? "base" : "vm");
        var volume = storage.Type is "zfspool" ? $"subvol-{id}-disk-0" : $"{prefix}-{id}-disk-0";
        var cloudInit = $"{storage.Id}:vm-{id}-cloudinit";
        var config = machine.IsVm ? DemoGuests.Machine(machine, $"{storage.Id}:{volume}", cloudInit) : DemoGuests.Container(machine, $"{storage.Id}:{volume}");
        AddVolume(storage, machine, $"{storage.Id}:{volume}", (long)machine.DiskGib << 30, now);
        if (config.ContainsKey("ide2"))
            AddVolume(storage, machine, cloudInit, 4L << 20, now);
        if (machine.Name is "nextcloud" or "immich" or "frigate" or "gitea")
            AddDataDisk(state, machine, config, now);
        var guest = new Guest { Id = machine.Id, Kind = kind, Node = machine.Node, Config = new SortedDictionary<string, string>(config, StringComparer.Ordinal) };
        if (machine.State is not "stopped")
        {
            guest.Power = machine.State is "paused" ? Power.Paused : Power.Running;
            guest.Started = now.AddHours(-20 - (machine.Id * 7 % 500)).ToUnixTimeSeconds();
            guest.Pid = 2000 + (machine.Id * 13);
        }
        state.Guests[machine.Id] = guest;
        if (machine.Pool is { } pool)
            state.Pools[pool].Guests.Add(machine.Id);
    }

    private static void AddVolume(StorageState storage, HomeMachine machine, string id, long size, DateTimeOffset now) =>
        storage.Volumes[storage.Key(machine.Node, id)] = new Volume { Id = id, Node = machine.Node, Content = machine.IsVm ? "images" : "rootdir", Format = storage.Type is "zfspool" ? "subvol" : "raw", Size = size, Used = size / 100 * (20 + (machine.Id % 45)), Created = now.AddDays(-200).ToUnixTimeSeconds(), Guest = machine.Id };

    private static void AddDataDisk(ClusterState state, HomeMachine machine, Dictionary<string, string> config, DateTimeOffset now)
    {
        var nas = state.Storages["nas"];
        var volume = $"nas:{machine.Id}/vm-{machine.Id}-disk-0.{(machine.IsVm ? "qcow2" : "raw")}";
        AddVolume(nas, machine, volume, 200L << 30, now);
        if (machine.IsVm)
            config["scsi1"] = $"{volume},backup=0,size=200G";
        else
            config["mp0"] = $"{volume},mp=/srv/data,backup=1,size=200G";
    }

    private static void AddSnapshots(ClusterState state, DateTimeOffset now)
    {
        foreach (var machine in Home.Machines.Where(machine => Snapshotted.Contains(machine.Name, StringComparer.Ordinal)))
        {
            var guest = state.Guests[machine.Id];
            if (guest.Config.Keys.Any(option => option is "mp0"))
                continue;
            var before = new SortedDictionary<string, string>(guest.Config, StringComparer.Ordinal);
            before.Remove("description");
            guest.Snapshots.Add(new Snapshot { Name = "before-upgrade", Time = now.AddDays(-12).ToUnixTimeSeconds(), Description = "before apt full-upgrade", Config = before });
            guest.Config["parent"] = "before-upgrade";
            if (machine.Name is not "k3s01")
                continue;
            guest.Snapshots.Add(new Snapshot { Name = "cluster-joined", Time = now.AddDays(-5).ToUnixTimeSeconds(), Description = "k3s02 has joined", Parent = "before-upgrade", Config = new SortedDictionary<string, string>(before, StringComparer.Ordinal) });
            guest.Config["parent"] = "cluster-joined";
        }
    }

    private static void AddBackups(ClusterState state, DateTimeOffset now)
    {
        var pbs = state.Storages["pbs"];
        foreach (var machine in Home.Machines.Where(machine => BackedUp.Contains(machine.Name, StringComparer.Ordinal)))
            for (var day = 3; day >= 1; day--)
            {
                var at = new DateTimeOffset(now.UtcDateTime.Date.AddDays(-day).AddHours(2).AddMinutes(30).AddSeconds(machine.Id), TimeSpan.Zero);
                var guest = state.Guests[machine.Id];
                var id = string.Create(CultureInfo.InvariantCulture, $"pbs:backup/{(machine.IsVm ? "vm" : "ct")}/{machine.Id}/{at.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}");
                pbs.Volumes[id] = new Volume
                {
                    Id = id,
                    Node = machine.Node,
                    Content = "backup",
                    Format = machine.IsVm ? "pbs-vm" : "pbs-ct",
                    Size = ((long)machine.DiskGib << 30) / 3,
                    Created = at.ToUnixTimeSeconds(),
                    Guest = machine.Id,
                    Notes = machine.Name,
                    Protected = day == 3 && machine.Name is "vaultwarden",
                    Saved = new Guest { Id = guest.Id, Kind = guest.Kind, Node = guest.Node, Config = new SortedDictionary<string, string>(guest.Config, StringComparer.Ordinal) },
                };
            }
    }
}
