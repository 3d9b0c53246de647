using System.Globalization;

using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.State;
using HomelabMcp.Simulation.Proxmox.Storages;
using HomelabMcp.Simulation.Proxmox.Tasks;

namespace HomelabMcp.Simulation.Proxmox.Guests;

/// <summary>A guest out of a backup, with the id asked for; over an existing one only by force.</summary>
internal static class Restore
{
    public static string Machine(Call call, string archive) => Begin(call, GuestKind.Qemu, archive, "qmrestore");

    public static string Container(Call call, string archive) => Begin(call, GuestKind.Lxc, archive, "vzrestore");

    private static string Begin(Call call, GuestKind kind, string archive, string type)
    {
        var (cluster, id, node) = (call.Cluster, call.VmId, call.Node);
        var old = cluster.Find(id);
        if (old is not null && !call.Flag("force"))
            CreateMachine.DemandFree(call, kind == GuestKind.Qemu ? "VM" : "CT", id);
        if (old is { IsRunning: true })
            throw ApiError.Die($"unable to restore {old.Word} {id} - {(kind == GuestKind.Qemu ? "vm is running" : "container is running")}\n");
        if (old?.Config.GetValueOrDefault("protection") is "1")
            throw ApiError.Die($"unable to restore {old.Word} {id} - protection mode enabled\n");
        var (storage, pool, start, unique) = (call.Text("storage"), call.Text("pool"), call.Flag("start"), call.Flag("unique"));
        return call.Start(type, call.Text("vmid")!, new Work(log =>
        {
            if (old is not null)
                CreateMachine.Discard(cluster, old);
            var volume = new Volumes(cluster).Find(node, archive);
            var guest = Rebuild(cluster, volume!.Saved!, id, node, storage, unique, log);
            cluster.State.Guests[id] = guest;
            Pools.Join(cluster.State, pool, id);
            if (start)
                PowerOperations.Run(cluster, guest);
        })
        {
            Begin = log =>
            {
                if (new Volumes(cluster).Find(node, archive) is not { Saved: { } saved })
                    throw new TaskFailure($"unable to restore {(kind == GuestKind.Qemu ? "VM" : "CT")} {id} - volume '{archive}' does not exist");
                if (saved.Kind != kind)
                    throw new TaskFailure($"unable to restore {(kind == GuestKind.Qemu ? "VM" : "CT")} {id} - archive '{archive}' is of another guest type");
                log.Add($"restore {(kind == GuestKind.Qemu ? "vma" : "proxmox")} archive: {archive}");
            },
        });
    }

    private static Guest Rebuild(Cluster cluster, Guest saved, int id, string node, string? storageId, bool unique, List<string> log)
    {
        var guest = new Guest { Id = id, Kind = saved.Kind, Node = node, Config = new SortedDictionary<string, string>(saved.Config, StringComparer.Ordinal) };
        var volumes = new Volumes(cluster);
        foreach (var option in new[] { "lock", "parent", "snaptime" })
            guest.Config.Remove(option);
        foreach (var drive in Drive.Of(saved).Where(drive => drive.Place is not null && (!drive.IsCdrom || drive.IsCloudInit)))
        {
            var storage = volumes.Check(storageId ?? drive.Place!.Value.Storage, node, saved.Kind == GuestKind.Lxc ? "rootdir" : "images");
            var format = drive.Volume.EndsWith(".qcow2", StringComparison.Ordinal) ? "qcow2" : null;
            drive.Volume = volumes.Create(storage, saved.Kind, node, id, drive.Size, format, drive.IsCloudInit ? "cloudinit" : null, log).Id;
            guest.Config[drive.Option] = drive.ToString();
        }
        if (unique)
            foreach (var (option, value) in guest.Config.Where(option => GuestOptions.IsNet(option.Key)).ToList())
                guest.Config[option] = Clone.WithNewAddress(cluster, guest.Kind, option, value);
        if (guest.Config.ContainsKey("vmgenid"))
            guest.Config["vmgenid"] = cluster.NewUuid();
        log.Add(string.Create(CultureInfo.InvariantCulture, $"progress 100% (read {Load.MaximumDisk(guest)} bytes, duration 1 sec)"));
        return guest;
    }
}
