using HomelabMcp.Core;

namespace HomelabMcp.Proxmox;

/// <summary>A snapshot of a guest.</summary>
internal sealed record SnapshotItem(string Name)
{
    public UntrustedText? Description { get; init; }
    public DateTimeOffset? Taken { get; init; }
    public string? Parent { get; init; }
    public bool? WithMemory { get; init; }

    /// <summary>A guest's snapshots, oldest first, without the entry by which Proxmox shows the present.</summary>
    internal static async Task<IReadOnlyList<SnapshotItem>> ListAsync(ProxmoxTarget client, GuestRow row, CancellationToken cancel) =>
    [
        .. (await client.Guests.At(row).Snapshot.GetAsync(cancel: cancel)).Ensure().ToEnumerable()
            .Where(entry => entry.Text("name") is not "current")
            .Select(entry => new SnapshotItem(entry.Text("name") ?? "")
            {
                Description = entry.Text("description")?.TrimEnd('\n') is { Length: > 0 } text ? new UntrustedText(text) : (UntrustedText?)null,
                Taken = entry.Whole("snaptime") is { } time ? DateTimeOffset.FromUnixTimeSeconds(time) : null,
                Parent = entry.Text("parent"),
                WithMemory = entry.Flag("vmstate") ? true : null,
            })
            .OrderBy(snapshot => snapshot.Taken),
    ];
}
