using System.Text.Json.Nodes;

using HomelabMcp.Simulation.Proxmox.State;

namespace HomelabMcp.Simulation.Tests.Proxmox.Replay;

/// <summary>
/// What stood around a recorded request when it was asked. The recordings are not in time order; their names tell the
/// situation: a guest that ran, a pool that held a guest, a job that existed.
/// </summary>
internal static class Situation
{
    private static readonly string[] Running110 =
    [
        "qemu-suspend", "qemu-reset", "qemu-shutdown", "qemu-delete-running", "qemu-reboot-timeout", "qemu-status-after-start",
        "qemu-agent-", "qemu-config-put-while-running-cores", "qemu-start-already-running", "qemu-config-put-revert",
    ];

    /// <summary>Requests of tasks whose own recording is held back, by the name of what follows from them.</summary>
    public static readonly IReadOnlyDictionary<string, (string Method, string Path, string Body)> HeldBack = new Dictionary<string, (string, string, string)>
    {
        ["qemu-config-post-async"] = ("POST", "/nodes/pve1/qemu/110/config", "ide2=local%3Acloudinit&net1=virtio%2Cbridge%3Dvmbr0"),
        ["qemu-reboot-timeout"] = ("POST", "/nodes/pve1/qemu/110/status/reboot", "timeout=3"),
        ["qemu-resume"] = ("POST", "/nodes/pve1/qemu/110/status/resume", ""),
        ["qemu-start-already-running"] = ("POST", "/nodes/pve1/qemu/110/status/start", ""),
        ["qemu-snapshot-duplicate"] = ("POST", "/nodes/pve1/qemu/111/snapshot", "snapname=snap1"),
        ["qemu-template-convert"] = ("POST", "/nodes/pve1/qemu/111/template", ""),
    };

    public static void Arrange(ClusterState state, Recording recording, DateTimeOffset now)
    {
        var name = recording.Name;
        var path = recording.Path + recording.Body;
        if (name.StartsWith("node-tasks", StringComparison.Ordinal))
            AddTasks(state, recording);
        if ((path.Contains("110", StringComparison.Ordinal) || name is "backup-not-backed-up") && !name.StartsWith("qemu-create-minimal", StringComparison.Ordinal))
            Add110(state, recording, now);
        if (path.Contains("111", StringComparison.Ordinal) && !name.StartsWith("qemu-create", StringComparison.Ordinal) || name is "backup-not-backed-up" || name.StartsWith("qemu-clone-", StringComparison.Ordinal))
            Add111(state, name, now);
        if (path.Contains("112", StringComparison.Ordinal) && name is not "qemu-create-bad-storage" || name.StartsWith("task-", StringComparison.Ordinal))
            Add112(state, name, now);
        if (name is "qemu-start-no-kvm" or "qemu-start-no-kvm.task-status" or "qemu-start-no-kvm.task-log" or "backup-not-backed-up")
            RecordedState.AddMachine(state, 120, "qemu-clone-full.config", Power.Stopped, now);
        if (name is "qemu-delete" or "qemu-delete.task-status" || name.StartsWith("qemu-delete-template-with-linked", StringComparison.Ordinal))
            RecordedState.AddMachine(state, 121, "qemu-clone-linked.config", Power.Stopped, now);
        // The measurements of these two were made up, and show a container running that did not.
        if (name.StartsWith("cluster-resources", StringComparison.Ordinal) || name.StartsWith("pool-one", StringComparison.Ordinal))
            state.Guests[101].Power = Power.Running;
        if (name is "lxc-config-after")
            RecordedState.AddGuest(state, 101, GuestKind.Lxc, recording.Data, Power.Stopped, now);
        AddAccounts(state, name);
        AddDatacenterObjects(state, name);
    }

    private static void Add110(ClusterState state, Recording recording, DateTimeOffset now)
    {
        var name = recording.Name;
        var power = name.Contains("suspended", StringComparison.Ordinal) || name.StartsWith("qemu-resume", StringComparison.Ordinal) ? Power.Paused
            : Running110.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)) && !name.Contains("stopped", StringComparison.Ordinal) ? Power.Running
            : Power.Stopped;
        var source = name.StartsWith("qemu-config-", StringComparison.Ordinal) && recording.Method == "GET" && recording.Status == 200 && !name.Contains("task", StringComparison.Ordinal) ? name
            : name.Contains("migrate", StringComparison.Ordinal) || name.StartsWith("qemu-status", StringComparison.Ordinal) ? "qemu-config-110-after2"
            : "qemu-config-after-json-false";
        var guest = RecordedState.AddMachine(state, 110, source, power, now);
        guest.Deaf = name.StartsWith("qemu-shutdown", StringComparison.Ordinal) || name.StartsWith("qemu-reboot", StringComparison.Ordinal);
        if (name is "qemu-pending-110")
            RecordedState.AddPending(guest, recording.Data);
        if (name is "qemu-delete-protected")
            guest.Config["protection"] = "1";
        if (name.StartsWith("qemu-move", StringComparison.Ordinal) || name.StartsWith("qemu-migrate-precheck", StringComparison.Ordinal) || name.StartsWith("qemu-resize-shrink", StringComparison.Ordinal))
            Resize(state, guest, "size=2G");
    }

    private static void Resize(ClusterState state, Guest guest, string size)
    {
        guest.Config["scsi0"] = guest.Config["scsi0"].Replace("size=1G", size, StringComparison.Ordinal);
        foreach (var volume in state.Storages["local"].Volumes.Values.Where(volume => volume.Guest == 110 && volume.Format == "raw"))
            volume.Size = 2L << 30;
    }

    private static void Add111(ClusterState state, string name, DateTimeOffset now)
    {
        var guest = RecordedState.AddMachine(state, 111, "qemu-template-convert.config", Power.Stopped, now);
        if (!name.StartsWith("qemu-clone-linked", StringComparison.Ordinal) && !name.StartsWith("qemu-delete-template", StringComparison.Ordinal))
        {
            guest.Config.Remove("template");
            guest.Config["scsi0"] = "local:111/vm-111-disk-0.qcow2,size=1G";
            state.Storages["local"].Volumes.Remove("pve1|local:111/base-111-disk-0.qcow2");
            RecordedState.AddVolumes(state, guest);
        }
        if (name.Contains("snapshot-", StringComparison.Ordinal) && !name.StartsWith("qemu-snapshot-create", StringComparison.Ordinal) && !name.Contains("missing", StringComparison.Ordinal))
        {
            guest.Snapshots.Add(new Snapshot { Name = "snap1", Description = "before x", Time = now.ToUnixTimeSeconds(), Config = new SortedDictionary<string, string>(guest.Config) });
            guest.Config["parent"] = "snap1";
        }
    }

    private static void Add112(ClusterState state, string name, DateTimeOffset now)
    {
        var running = name is "qemu-shutdown-running-task" or "qemu-stop-mcp" or "qemu-suspend-todisk-perm" || name.StartsWith("task-", StringComparison.Ordinal);
        RecordedState.AddMachine(state, 112, "qemu-config-112", running ? Power.Running : Power.Stopped, now);
    }

    private static void AddAccounts(ClusterState state, string name)
    {
        if (name is "token-create-dup" or "token-delete")
            state.Access.Users["mcp@pve"].Tokens["new1"] = new TokenState { Secret = Guid.NewGuid().ToString() };
    }

    private static void AddDatacenterObjects(ClusterState state, string name)
    {
        if (name is "pool-create-dup" || name.StartsWith("pool-update", StringComparison.Ordinal) || name is "pool-delete-nonempty")
            state.Pools["lab"] = new PoolState { Comment = "lab" };
        if (name is "pool-update-remove" or "pool-delete-nonempty")
            state.Pools["lab"].Guests.Add(110);
        if (name is "storage-create-dup" or "storage-delete")
            state.Storages["extra"] = new StorageState { Id = "extra", Type = "dir", Options = { ["path"] = "/mnt/extra", ["content"] = "images" } };
        if (name.StartsWith("ha-re", StringComparison.Ordinal) && name is not "ha-resources")
            state.HaResources["vm:110"] = new() { ["max_restart"] = "2", ["state"] = "started" };
        if (name is "ha-rule-list")
            state.HaRules["pin110"] = new() { ["nodes"] = "pve1:2,pve2:1", ["resources"] = "vm:110", ["strict"] = "0", ["type"] = "node-affinity" };
        if (name is "backup-job-get" or "backup-job-update" or "backup-job-delete")
            state.BackupJobs["backup-nightly"] = new() { ["compress"] = "zstd", ["enabled"] = "1", ["mode"] = "snapshot", ["notes-template"] = "{{guestname}}", ["prune-backups"] = "keep-last=3", ["schedule"] = "02:30", ["storage"] = "local", ["vmid"] = "100,101" };
    }

    private static void AddTasks(ClusterState state, Recording recording)
    {
        foreach (var row in recording.Data.AsArray().Reverse())
            state.Tasks.Add(new TaskRecord { Upid = (string)row!["upid"]!, ExitStatus = row["endtime"] is null ? null : (string)row["status"]!, Ended = (long?)row["endtime"] ?? 0 });
    }
}
