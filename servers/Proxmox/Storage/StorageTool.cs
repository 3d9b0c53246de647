using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using HomelabMcp.Core;
using HomelabMcp.Hosting;
using ModelContextProtocol.Server;

namespace HomelabMcp.Proxmox;

/// <summary>A storage: one entry for a shared one, one a node for a local one.</summary>
internal sealed record StorageItem(string Storage, string Type, IReadOnlyList<string> Content, bool Shared, bool Available)
{
    public string? Node { get; init; }
    public long? SizeGiB { get; init; }
    public long? FreeGiB { get; init; }
    public double? UsedPercent { get; init; }

    internal static StorageItem From(StorageRow row) => new(row.Name, row.Type, row.Content, row.IsShared, row.IsAvailable)
    {
        Node = row.IsShared ? null : row.Node,
        SizeGiB = row.Size >> 30,
        FreeGiB = row.Size is null ? null : row.Free >> 30,
        UsedPercent = row is { Size: > 0, Used: { } used } ? Math.Round(used * 100.0 / row.Size.Value, 1) : null,
    };
}

/// <summary>A volume on a storage.</summary>
internal sealed record VolumeItem(UntrustedText Volume, string Content)
{
    public long? SizeMiB { get; init; }
    public int? Vmid { get; init; }
    public DateTimeOffset? Created { get; init; }
    public UntrustedText? Notes { get; init; }
}

/// <summary>Storages, or the volumes of one.</summary>
internal sealed record StorageReply(string Target, int Total)
{
    public IReadOnlyList<StorageItem>? Storages { get; init; }
    public IReadOnlyList<VolumeItem>? Volumes { get; init; }
    public string? Next { get; init; }
}

[McpServerToolType]
internal sealed class StorageTool(TargetClients<ProxmoxTarget> clients)
{
    [McpServerTool(Name = "proxmox_storage", Title = "Look at Proxmox storage", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Without storage: all storages and how full they are. With storage: its volumes (disks, backups, ISO images, templates).")]
    public async Task<StorageReply> Read(
        [Description("Storage whose volumes to list.")] string? storage = null,
        [Description("Node.")] string? node = null,
        [Description("Only this content.")][AllowedValues("images", "rootdir", "backup", "iso", "vztmpl", "snippets", "import", "any")] string content = "any",
        [Description("Of this guest: name, VMID or IP.")] string? guest = null,
        [Description("Page size.")][Range(1, 200)] int limit = 25,
        [Description("'next' of the last page.")] string? cursor = null,
        [Description("Target, if several.")] string? target = null,
        CancellationToken cancel = default)
    {
        var (name, client) = clients.For(target);
        var skip = cursor is null ? 0 : int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : throw new HomelabException("'cursor' must be the 'next' of an earlier page.");
        var rows = (await client.View.StoragesAsync(cancel)).Where(row => node is null || row.Node == node).ToList();
        if (storage is null)
        {
            var shown = rows.Where(row => content is "any" || row.Content.Contains(content, StringComparer.Ordinal))
                .DistinctBy(row => row.IsShared ? row.Name : $"{row.Name}@{row.Node}").OrderBy(row => row.Name, StringComparer.Ordinal).ThenBy(row => row.Node, StringComparer.Ordinal).ToList();
            return new(name, shown.Count) { Storages = [.. shown.Skip(skip).Take(limit).Select(StorageItem.From)], Next = Next(skip, limit, shown.Count) };
        }

        var owner = guest is null ? null : await client.FindAsync(guest, cancel);
        var place = rows.Where(row => row.Name == storage).OrderByDescending(row => row.Node == owner?.Node).ThenByDescending(row => row.IsAvailable).FirstOrDefault()
            ?? throw new HomelabException($"There is no storage '{UntrustedText.CleanOf(storage)}'{(node is null ? "" : $" on node {UntrustedText.CleanOf(node)}")}: {Nearest.Hint(storage, [.. rows.Select(row => row.Name).Distinct()])}.");
        var parameters = new Dictionary<string, object?> { ["content"] = content is "any" ? null : content, ["vmid"] = owner?.Vmid };
        var volumes = (await client.Client.Nodes[place.Node].Storage[storage].Content.GetAsync(parameters, cancel)).Ensure().ToEnumerable()
            .OrderBy(volume => volume.Text("volid"), StringComparer.Ordinal).ToList();
        return new(name, volumes.Count)
        {
            Volumes = [.. volumes.Skip(skip).Take(limit).Select(Volume)],
            Next = Next(skip, limit, volumes.Count),
        };
    }

    private static string? Next(int skip, int limit, int total) => skip + limit < total ? (skip + limit).ToString(CultureInfo.InvariantCulture) : null;

    private static VolumeItem Volume(System.Text.Json.Nodes.JsonObject row) => new(row.Text("volid") ?? "", row.Text("content") ?? "")
    {
        SizeMiB = row.Whole("size") >> 20,
        Vmid = (int?)row.Whole("vmid"),
        Created = row.Whole("ctime") is { } time ? DateTimeOffset.FromUnixTimeSeconds(time) : null,
        Notes = row.Text("notes") is { Length: > 0 } notes ? new UntrustedText(notes) : (UntrustedText?)null,
    };
}
