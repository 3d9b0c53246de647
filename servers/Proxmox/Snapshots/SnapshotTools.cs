using System.ComponentModel;
using HomelabMcp.Core;
using HomelabMcp.Hosting;
using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace HomelabMcp.Proxmox;

/// <summary>A guest's snapshots, oldest first.</summary>
internal sealed record SnapshotPage(string Target, int Vmid, UntrustedText Name, IReadOnlyList<SnapshotItem> Items, int Total, string? Next = null);

[McpServerToolType]
internal sealed class SnapshotTools(TargetClients<ProxmoxTarget> clients)
{
    [McpServerTool(Name = "proxmox_snapshots", Title = "List a guest's snapshots", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Snapshots of a VM or container, oldest first.")]
    public async Task<SnapshotPage> List(
        [Description("Name, VMID or IP.")] string guest,
        [Description("Target, if several.")] string? target = null,
        CancellationToken cancel = default)
    {
        var (name, client) = clients.For(target);
        var row = await client.FindAsync(guest, cancel);
        var items = await SnapshotItem.ListAsync(client, row, cancel);
        return new(name, row.Vmid, row.Name, items, items.Count);
    }

    [McpServerTool(Name = "proxmox_snapshot_create", Title = "Snapshot a guest", ReadOnly = false, Destructive = false, Idempotent = false, OpenWorld = false, UseStructuredContent = true)]
    [Operation]
    [Description("Takes a snapshot and waits until it is complete.")]
    public async Task<OperationReply> Create(
        [Description("Name, VMID or IP.")] string guest,
        [Description("Its name.")] string snapshot,
        IProgress<ProgressNotificationValue> progress,
        [Description("What it is for.")] string? description = null,
        [Description("Save a running VM's memory too.")] bool memory = false,
        [Description("Target, if several.")] string? target = null,
        CancellationToken cancel = default)
    {
        if (ProxmoxSyntax.ConfigId(snapshot) is { } wrong || snapshot is "current") throw new HomelabException($"'snapshot': '{UntrustedText.CleanOf(snapshot)}' is no name for a snapshot: a letter, then at least one letter, digit, '-' or '_', and not 'current'.");
        var (name, client) = clients.For(target, Access.Operate);
        var row = await client.FindAsync(guest, cancel);
        if ((await SnapshotItem.ListAsync(client, row, cancel)).Any(item => item.Name == snapshot)) throw new HomelabException($"Guest {row.Vmid} has a snapshot '{snapshot}' already: choose another name.");
        var parameters = new Dictionary<string, object?> { ["snapname"] = snapshot, ["description"] = description, ["vmstate"] = memory && row.Api is "qemu" ? true : null };
        return await DoneAsync(name, client, row, await client.Guests.At(row).Snapshot.CreateAsync(parameters, cancel), $"snapshot '{snapshot}' taken", progress, cancel);
    }

    [McpServerTool(Name = "proxmox_snapshot_rollback", Title = "Roll a guest back", ReadOnly = false, Destructive = true, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Operation("Roll Proxmox guest {guest} back to snapshot {snapshot}? What it wrote since then is lost.")]
    [Description("Puts a guest back to a snapshot and waits until it is done. What was written since is lost.")]
    public async Task<OperationReply> Rollback(
        [Description("Name, VMID or IP.")] string guest,
        [Description("Name of the snapshot.")] string snapshot,
        IProgress<ProgressNotificationValue> progress,
        [Description("Target, if several.")] string? target = null,
        CancellationToken cancel = default)
    {
        var (name, client) = clients.For(target, Access.Operate);
        var row = await client.FindAsync(guest, cancel);
        await InsistAsync(client, row, snapshot, cancel);
        return await DoneAsync(name, client, row, await client.Guests.At(row).Snapshot[snapshot]["rollback"].CreateAsync(cancel: cancel), $"rolled back to '{snapshot}'", progress, cancel);
    }

    [McpServerTool(Name = "proxmox_snapshot_delete", Title = "Delete a snapshot", ReadOnly = false, Destructive = true, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Operation("Delete snapshot {snapshot} of Proxmox guest {guest}? It cannot be brought back.")]
    [Description("Deletes a snapshot and waits until it is gone. The guest itself stays as it is.")]
    public async Task<OperationReply> Delete(
        [Description("Name, VMID or IP.")] string guest,
        [Description("Name of the snapshot.")] string snapshot,
        IProgress<ProgressNotificationValue> progress,
        [Description("Target, if several.")] string? target = null,
        CancellationToken cancel = default)
    {
        var (name, client) = clients.For(target, Access.Operate);
        var row = await client.FindAsync(guest, cancel);
        await InsistAsync(client, row, snapshot, cancel);
        return await DoneAsync(name, client, row, await client.Guests.At(row).Snapshot[snapshot].DeleteAsync(cancel: cancel), $"snapshot '{snapshot}' deleted", progress, cancel);
    }

    // Proxmox accepts any name and fails in the task; the list knows better, and knows what was probably meant.
    private static async Task InsistAsync(ProxmoxTarget client, GuestRow row, string snapshot, CancellationToken cancel)
    {
        var names = (await SnapshotItem.ListAsync(client, row, cancel)).Select(item => item.Name).ToList();
        if (names.Count == 0) throw new HomelabException($"Guest {row.Vmid} has no snapshots.");
        if (!names.Contains(snapshot, StringComparer.Ordinal)) throw new HomelabException($"Guest {row.Vmid} has no snapshot '{UntrustedText.CleanOf(snapshot)}': {Nearest.Hint(snapshot, names)}.");
    }

    private static async Task<OperationReply> DoneAsync(
        string target, ProxmoxTarget client, GuestRow row, ProxmoxResult answer, string done, IProgress<ProgressNotificationValue> progress, CancellationToken cancel)
    {
        var task = (await Running.FinishAsync(client, answer, progress, cancel))?.Ensure();
        client.View.Wrote(row.Vmid);
        var status = (await client.Guests.StatusAsync(row, cancel)).Text("status") ?? "unknown";
        return new(target, row.Vmid, row.Name, row.Node, done, status) { Task = task?.Upid.Text, Warnings = task?.HasWarnings is true ? true : null };
    }
}
