using HomelabMcp.Core;

namespace HomelabMcp.Proxmox;

/// <summary>A vzdump archive of a guest, before it is destroyed.</summary>
internal sealed class GuestBackup(GuestAccess access)
{
    /// <summary>One sentence on how it would be taken, from the storages last seen; null when none takes backups.</summary>
    internal string? Plan(string node) => Best(access.View.KnownStorages, node) is { } storage ? $"vzdump to storage {storage.Name}" : null;

    internal async Task<BackupReceipt> TakeAsync(GuestRow row, CancellationToken cancel)
    {
        var storage = Best(await access.View.StoragesAsync(cancel), row.Node)
            ?? throw new PlatformException(PlatformFailure.Failed, $"No storage on node {row.Node} takes backups: give one the content type 'backup'.");
        var before = await ArchivesAsync(row, storage, cancel);
        var mode = await access.IsRunningAsync(row, cancel) ? "snapshot" : "stop";
        var task = await DumpAsync(row, storage, mode, cancel);
        if (!task.Succeeded && mode is "snapshot" && task.Finished)
        {
            // Its storage cannot snapshot: the guest is about to be destroyed, so stopping it for the archive costs nothing.
            mode = "stop";
            task = await DumpAsync(row, storage, mode, cancel);
        }

        task.Ensure();
        var archive = (await ArchivesAsync(row, storage, cancel)).Except(before).Order(StringComparer.Ordinal).LastOrDefault()
            ?? throw new PlatformException(PlatformFailure.Failed, $"vzdump of {row.Vmid} reported success, but storage {storage.Name} shows no new archive of it.");
        return new(archive, $"vzdump of {row.Api}/{row.Vmid} in mode {mode} to {archive}");
    }

    private async Task<ProxmoxTask> DumpAsync(GuestRow row, StorageRow storage, string mode, CancellationToken cancel)
    {
        var answer = await access.Client.Nodes[row.Node]["vzdump"].CreateAsync(
            new Dictionary<string, object?> { ["vmid"] = row.Vmid, ["storage"] = storage.Name, ["mode"] = mode, ["compress"] = "zstd", ["remove"] = false }, cancel);
        return await access.WaitAsync(answer.Ensure().ToText() ?? "", cancel);
    }

    private async Task<HashSet<string>> ArchivesAsync(GuestRow row, StorageRow storage, CancellationToken cancel)
    {
        var content = await access.Client.Nodes[row.Node].Storage[storage.Name].Content.GetAsync(
            new Dictionary<string, object?> { ["content"] = "backup", ["vmid"] = row.Vmid }, cancel);
        return [.. content.Ensure().ToEnumerable().Select(volume => volume.Text("volid")).OfType<string>()];
    }

    // What other nodes can restore from comes first, then a backup server, then room.
    private StorageRow? Best(IEnumerable<StorageRow> storages, string node)
    {
        var fit = storages.Where(storage => storage.Node == node && storage.IsAvailable && storage.Content.Contains("backup", StringComparer.Ordinal)).ToList();
        return fit.FirstOrDefault(storage => storage.Name == access.Options.BackupStorage)
            ?? fit.OrderByDescending(storage => storage.Type is "pbs").ThenByDescending(storage => storage.IsShared).ThenByDescending(storage => storage.Free).ThenBy(storage => storage.Name, StringComparer.Ordinal).FirstOrDefault();
    }
}
