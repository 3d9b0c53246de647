using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.State;
using HomelabMcp.Simulation.Proxmox.Storages;

namespace HomelabMcp.Simulation.Proxmox.Guests;

/// <summary>Turns drives as asked for (<c>local:32</c>, <c>local:cloudinit</c>) into drives as kept, making their volumes.</summary>
internal sealed class DriveAllocation(Cluster cluster)
{
    private const long CloudInitSize = 4L << 20;
    private const long EfiSize = 528L << 10;
    private const long TpmSize = 4L << 20;

    private readonly Volumes _volumes = new(cluster);

    /// <summary>Refuses storages that are missing or hold no such content, before anything is made.</summary>
    public void CheckStorages(GuestKind kind, string node, IEnumerable<KeyValuePair<string, string>> options)
    {
        foreach (var (option, text) in options)
            if (GuestOptions.HoldsVolume(kind, option) && Drive.Parse(kind, option, text).Place is var (storage, name))
            {
                if (name.StartsWith("iso/", StringComparison.Ordinal) || name is "")
                    _volumes.Storage(storage);
                else
                    _volumes.Check(storage, node, kind == GuestKind.Lxc ? "rootdir" : "images");
            }
    }

    /// <summary>The option's text as the configuration keeps it.</summary>
    public string Settle(Guest guest, string option, string text, List<string> log)
    {
        var drive = Drive.Parse(guest.Kind, option, text);
        if (drive.Place is not var (storageId, name) || drive.Volume is "none" or "cdrom")
            return drive.ToString();
        if (guest.Kind == GuestKind.Qemu && name is "cloudinit")
            return CloudInit(guest, option, storageId, drive, log);
        if (drive.Wanted is { } size)
            return Allocate(guest, option, storageId, drive, size, log);
        if (_volumes.Find(guest.Node, drive.Volume) is not { } volume)
            throw ApiError.Die($"volume '{drive.Volume}' does not exist\n");
        if (volume.Content is "images" or "rootdir")
        {
            drive.Size = volume.Size;
            foreach (var unused in guest.Config.Where(other => GuestOptions.IsUnused(other.Key) && other.Value == drive.Volume).Select(other => other.Key).ToList())
                guest.Config.Remove(unused);
        }
        else if (volume.Content is "iso")
            drive.Size = volume.Size;
        return drive.ToString();
    }

    private string CloudInit(Guest guest, string option, string storageId, Drive drive, List<string> log)
    {
        var storage = _volumes.Check(storageId, guest.Node, "images");
        var volume = _volumes.Create(storage, guest.Kind, guest.Node, guest.Id, CloudInitSize, storage.HoldsFiles ? "qcow2" : null, "cloudinit", log);
        drive.Volume = volume.Id;
        drive.Values.Remove("format");
        drive.Values["media"] = "cdrom";
        log.Add($"{option}: successfully created disk '{drive}'");
        log.Add("generating cloud-init ISO");
        return drive.ToString();
    }

    private string Allocate(Guest guest, string option, string storageId, Drive drive, long size, List<string> log)
    {
        var storage = _volumes.Check(storageId, guest.Node, guest.Kind == GuestKind.Lxc ? "rootdir" : "images");
        drive.Values.Remove("format", out var format);
        if (drive.Values.Remove("import-from", out var source))
            size = _volumes.Find(guest.Node, source)?.Size is { } imported ? Math.Max(imported, 1L << 20) : throw ApiError.Die($"volume '{source}' does not exist\n");
        size = option switch { "efidisk0" => EfiSize, "tpmstate0" => TpmSize, _ => size };
        var volume = _volumes.Create(storage, guest.Kind, guest.Node, guest.Id, size, format, null, log);
        drive.Volume = volume.Id;
        drive.Size = size;
        if (guest.Kind == GuestKind.Qemu)
            log.Add($"{option}: successfully created disk '{drive}'");
        else
            DescribeFileSystem(storage, size, log);
        return drive.ToString();
    }

    private void DescribeFileSystem(StorageState storage, long size, List<string> log)
    {
        if (storage.Type is "zfspool")
            return;
        log.Add($"Creating filesystem with {size / 4096} 4k blocks and {size / 16384} inodes");
        log.Add($"Filesystem UUID: {cluster.NewUuid()}");
        log.Add("Superblock backups stored on blocks: ");
        log.Add("\t32768, 98304, 163840, 229376");
    }
}
