using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.PropertyStrings;
using HomelabMcp.Simulation.Proxmox.State;
using HomelabMcp.Simulation.Proxmox.Storages;
using HomelabMcp.Simulation.Proxmox.Tasks;

namespace HomelabMcp.Simulation.Proxmox.Guests;

/// <summary>Growing a disk, and moving it to another storage.</summary>
internal static class Disks
{
    public static void Map(Routes routes)
    {
        routes.On("PUT /nodes/{node}/qemu/{vmid}/resize", call => Resize(call, GuestKind.Qemu));
        routes.On("PUT /nodes/{node}/lxc/{vmid}/resize", call => Resize(call, GuestKind.Lxc));
        routes.On("POST /nodes/{node}/qemu/{vmid}/move_disk", call => Move(call, GuestKind.Qemu, "disk", "qmmove"));
        routes.On("POST /nodes/{node}/lxc/{vmid}/move_volume", call => Move(call, GuestKind.Lxc, "volume", "move_volume"));
    }

    private static string Resize(Call call, GuestKind kind)
    {
        var skip = GuestLock.MaySkip(call);
        var (cluster, guest, option, size) = (call.Cluster, call.Guest(kind), call.Arguments.Required("disk"), call.Arguments.Required("size"));
        if (call.Text("digest") is { } digest && digest != guest.Digest())
            throw ApiError.Die("checksum mismatch (file change by other user?)\n");
        return call.Start("resize", call.Text("vmid")!, new Work(log =>
        {
            var (drive, target) = Target(guest, option, size);
            drive.Size = target;
            guest.Config[option] = drive.ToString();
            if (new Volumes(cluster).Find(guest.Node, drive.Volume) is { } volume)
                volume.Size = target;
            log.Add("Image resized.");
        })
        {
            Begin = log =>
            {
                if (!skip)
                    GuestLock.Check(guest);
                Target(guest, option, size);
            },
        });
    }

    private static (Drive Drive, long Size) Target(Guest guest, string option, string text)
    {
        if (!guest.Config.TryGetValue(option, out var value))
            throw new TaskFailure($"disk '{option}' does not exist");
        var drive = Drive.Parse(guest.Kind, option, value);
        if (drive.IsCdrom)
            throw new TaskFailure("you can't resize a cdrom");
        var amount = DiskSize.Parse(text.TrimStart('+')) ?? throw new TaskFailure("invalid size string");
        var target = text.StartsWith('+') ? drive.Size + amount : amount;
        return target >= drive.Size ? (drive, target) : throw new TaskFailure("shrinking disks is not supported");
    }

    private static string Move(Call call, GuestKind kind, string name, string type)
    {
        var (cluster, guest, option) = (call.Cluster, call.Guest(kind), call.Arguments.Required(name));
        var (storageId, remove, format) = (call.Text("storage") ?? throw ApiError.Parameter("storage", "target storage or target VM has to be set"), call.Flag("delete"), call.Text("format"));
        if (call.Text("digest") is { } digest && digest != guest.Digest())
            throw ApiError.Die("checksum mismatch (file change by other user?)\n");
        GuestLock.Check(guest);
        if (!guest.Config.TryGetValue(option, out var value))
            throw ApiError.Die($"disk '{option}' does not exist\n");
        var drive = Drive.Parse(kind, option, value);
        if (drive.Place is not var (from, _))
            throw ApiError.Die($"disk '{option}' has no associated volume\n");
        var storage = new Volumes(cluster).Check(storageId, guest.Node, kind == GuestKind.Lxc ? "rootdir" : "images");
        call.Demand($"/storage/{storageId}", "Datastore.AllocateSpace");
        if (from == storageId && (format is null || drive.Volume.EndsWith(format, StringComparison.Ordinal)))
            throw ApiError.Die("you can't move to the same storage with same format\n");
        return call.Start(type, call.Text("vmid")!, new Work(log =>
        {
            GuestLock.Release(guest);
            Carry(cluster, guest, drive, storage, format, remove, log);
        })
        {
            Begin = log => GuestLock.Take(guest, "disk"),
            Undo = () => GuestLock.Release(guest),
        });
    }

    private static void Carry(Cluster cluster, Guest guest, Drive drive, StorageState storage, string? format, bool remove, List<string> log)
    {
        var volumes = new Volumes(cluster);
        var (old, size) = (drive.Volume, Clone.Gibibytes(drive.Size));
        log.Add($"copying volume '{old}' from current storage '{drive.Place!.Value.Storage}' to target storage '{storage.Id}'");
        log.Add($"create full clone of drive {drive.Option} ({old})");
        format ??= old.EndsWith(".qcow2", StringComparison.Ordinal) ? "qcow2" : null;
        drive.Volume = volumes.Create(storage, guest.Kind, guest.Node, guest.Id, drive.Size, format, null, log).Id;
        log.Add($"allocated target volume '{drive.Volume}'");
        log.Add($"transferred 0.0 B of {size} (0.00%)");
        log.Add($"transferred {size} of {size} (100.00%)");
        log.Add($"transferred {size} of {size} (100.00%)");
        guest.Config[drive.Option] = drive.ToString();
        if (remove)
        {
            log.Add($"removing source volume '{old}' after successful copy");
            volumes.Remove(guest.Node, old);
            return;
        }
        var index = 0;
        while (guest.Config.ContainsKey($"unused{index}"))
            index++;
        guest.Config[$"unused{index}"] = old;
    }
}
