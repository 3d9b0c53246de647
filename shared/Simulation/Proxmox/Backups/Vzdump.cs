using System.Globalization;

using HomelabMcp.Simulation.Proxmox.Guests;
using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.State;
using HomelabMcp.Simulation.Proxmox.Storages;
using HomelabMcp.Simulation.Proxmox.Tasks;

namespace HomelabMcp.Simulation.Proxmox.Backups;

/// <summary>POST /nodes/{node}/vzdump: backs guests up into a storage, each as a volume that can be restored.</summary>
internal static class Vzdump
{
    public static void Map(Routes routes) => routes.On("POST /nodes/{node}/vzdump", Start);

    private static string Start(Call call)
    {
        var (cluster, node) = (call.Cluster, call.Node);
        var asked = call.Arguments.List("vmid").Select(id => int.Parse(id, CultureInfo.InvariantCulture)).ToList();
        var pool = call.Text("pool");
        if (asked.Count == 0 && !call.Flag("all") && pool is null)
            throw ApiError.Parameter("vmid", "property is missing and it is not optional");
        foreach (var id in asked)
            call.Demand($"/vms/{id}", "VM.Backup");
        var storageId = call.Text("storage") ?? "local";
        var storage = new Volumes(cluster).Storage(storageId);
        call.Demand($"/storage/{storageId}", "Datastore.AllocateSpace");
        if (!storage.Content.Contains("backup", StringComparer.Ordinal))
            throw ApiError.Die($"could not get storage information for '{storageId}': storage '{storageId}' does not support backups\n");
        var ids = asked.Count > 0 ? asked : [.. cluster.State.Guests.Values.Where(guest => guest.Node == node && (pool is null || cluster.PoolOf(guest.Id) == pool)).Select(guest => guest.Id)];
        var options = new Options(call.Text("mode") ?? "snapshot", call.Text("compress") ?? "0", call.Text("notes-template"), call.Flag("protected"), call.Text("prune-backups"));
        var locked = new List<Guest>();
        return call.Start("vzdump", asked.Count == 1 ? asked[0].ToString(CultureInfo.InvariantCulture) : "", new Work(log =>
        {
            foreach (var guest in locked)
                BackUp(cluster, storage, guest, options, log);
            log.Add("INFO: Backup job finished successfully");
        })
        {
            Begin = log =>
            {
                log.Add($"INFO: starting new backup job: vzdump {string.Join(' ', ids)} --storage {storageId} --mode {options.Mode}");
                foreach (var id in ids)
                    locked.Add(Lock(cluster, node, id, log));
            },
            Undo = () => locked.ForEach(GuestLock.Release),
            Length = Math.Max(1, ids.Count),
        });
    }

    private static Guest Lock(Cluster cluster, string node, int id, List<string> log)
    {
        if (cluster.Find(id) is not { } guest || guest.Node != node)
            throw new TaskFailure($"unable to find VM '{id}'");
        if (guest.Lock is { } reason)
        {
            log.Add($"ERROR: Backup of {guest.Word} {id} failed - {guest.Word} is locked ({reason})");
            log.Add("INFO: Backup job finished with errors");
            throw new TaskFailure("job errors");
        }
        GuestLock.Take(guest, "backup");
        return guest;
    }

    private static void BackUp(Cluster cluster, StorageState storage, Guest guest, Options options, List<string> log)
    {
        GuestLock.Release(guest);
        var now = cluster.Now;
        var name = FileName(storage, guest, options, now);
        log.Add($"INFO: Starting Backup of VM {guest.Id} ({guest.Type})");
        log.Add($"INFO: Backup started at {now.UtcDateTime:yyyy-MM-dd HH:mm:ss}");
        log.Add($"INFO: status = {(guest.IsRunning ? "running" : "stopped")}");
        log.Add($"INFO: backup mode: {(guest.IsRunning ? options.Mode : "stop")}");
        log.Add(guest.Kind == GuestKind.Qemu ? $"INFO: VM Name: {guest.Name}" : $"INFO: CT Name: {guest.Name}");
        foreach (var drive in Drive.Of(guest).Where(drive => !drive.IsCdrom && drive.Place is not null))
            log.Add($"INFO: include {(guest.Kind == GuestKind.Qemu ? "disk" : "mount point")} '{drive.Option}' '{drive.Volume}' {PropertyStrings.DiskSize.Print(drive.Size)}");
        log.Add($"INFO: creating vzdump archive '{storage.Options.GetValueOrDefault("path", "/mnt/pve/" + storage.Id)}/dump/{name}'");
        var size = Math.Max(1 << 20, Load.MaximumDisk(guest) / 9);
        new Volumes(cluster).Add(new Volume
        {
            Id = $"{storage.Id}:backup/{name}",
            Node = guest.Node,
            Content = "backup",
            Format = Format(storage, guest, options),
            Size = size,
            Created = now.ToUnixTimeSeconds(),
            Guest = guest.Id,
            Notes = Notes(cluster, guest, options.Notes),
            Protected = options.Protected,
            Saved = new Guest { Id = guest.Id, Kind = guest.Kind, Node = guest.Node, Config = new SortedDictionary<string, string>(guest.Config, StringComparer.Ordinal) },
        });
        log.Add($"INFO: archive file size: {Clone.Gibibytes(size).Replace(" GiB", "GB", StringComparison.Ordinal).Replace(" MiB", "MB", StringComparison.Ordinal)}");
        Prune(storage, guest, options.Prune, log);
        log.Add($"INFO: Finished Backup of VM {guest.Id} (00:00:01)");
        log.Add($"INFO: Backup finished at {now.UtcDateTime:yyyy-MM-dd HH:mm:ss}");
    }

    private static string Format(StorageState storage, Guest guest, Options options)
    {
        if (storage.Type is "pbs")
            return guest.Kind == GuestKind.Qemu ? "pbs-vm" : "pbs-ct";
        var ending = options.Compress switch { "zstd" => ".zst", "gzip" or "1" => ".gz", "lzo" => ".lzo", _ => "" };
        return (guest.Kind == GuestKind.Qemu ? "vma" : "tar") + ending;
    }

    private static string FileName(StorageState storage, Guest guest, Options options, DateTimeOffset now) => storage.Type is "pbs"
        ? string.Create(CultureInfo.InvariantCulture, $"{(guest.Kind == GuestKind.Qemu ? "vm" : "ct")}/{guest.Id}/{now.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}")
        : string.Create(CultureInfo.InvariantCulture, $"vzdump-{guest.Type}-{guest.Id}-{now.UtcDateTime:yyyy_MM_dd-HH_mm_ss}.{Format(storage, guest, options)}");

    private static string? Notes(Cluster cluster, Guest guest, string? template) => template?
        .Replace("{{guestname}}", guest.Name, StringComparison.Ordinal)
        .Replace("{{vmid}}", guest.Id.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{{node}}", guest.Node, StringComparison.Ordinal)
        .Replace("{{cluster}}", cluster.State.Name, StringComparison.Ordinal);

    /// <summary>Only <c>keep-last</c> is carried out; other rules keep everything.</summary>
    private static void Prune(StorageState storage, Guest guest, string? rule, List<string> log)
    {
        if (rule?.Split(',').FirstOrDefault(part => part.StartsWith("keep-last=", StringComparison.Ordinal)) is not { } last)
            return;
        var keep = int.Parse(last[10..], CultureInfo.InvariantCulture);
        var backups = storage.Volumes.Where(volume => volume.Value is { Content: "backup", Protected: false } && volume.Value.Guest == guest.Id).OrderByDescending(volume => volume.Value.Created).ToList();
        foreach (var (key, volume) in backups.Skip(keep))
        {
            storage.Volumes.Remove(key);
            log.Add($"INFO: removing backup '{volume.Id}'");
        }
    }

    private sealed record Options(string Mode, string Compress, string? Notes, bool Protected, string? Prune);
}
