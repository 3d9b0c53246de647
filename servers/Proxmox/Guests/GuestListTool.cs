using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using HomelabMcp.Core;
using HomelabMcp.Hosting;
using ModelContextProtocol.Server;

namespace HomelabMcp.Proxmox;

/// <summary>How much a reply tells.</summary>
internal enum Detail
{
    Concise,
    Full,
}

/// <summary>A guest in a list.</summary>
internal sealed record GuestItem(int Vmid, UntrustedText Name)
{
    public string? Type { get; init; }
    public string? Node { get; init; }
    public string? Status { get; init; }
    public IReadOnlyList<UntrustedText>? Tags { get; init; }
    public string? Pool { get; init; }
    public string? Lock { get; init; }
    public bool? Template { get; init; }
    public double? Cores { get; init; }
    public double? CpuPercent { get; init; }
    public long? MemoryMiB { get; init; }
    public long? MemoryUsedMiB { get; init; }
    public long? DiskGiB { get; init; }
    public long? UptimeSeconds { get; init; }
}

/// <summary>Guests that match.</summary>
internal sealed record GuestPage(string Target, IReadOnlyList<GuestItem> Items, int Total, int Running, string? Next = null, string? Hint = null);

[McpServerToolType]
internal sealed class GuestListTool(TargetClients<ProxmoxTarget> clients)
{
    private static readonly string[] Fields = ["type", "node", "status", "tags", "pool", "lock", "template", "cores", "cpuPercent", "memoryMiB", "memoryUsedMiB", "diskGiB", "uptimeSeconds"];
    private static readonly string[] Concise = ["type", "node", "status", "tags", "lock"];

    [McpServerTool(Name = "proxmox_guests", Title = "List Proxmox guests", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("VMs and containers, by VMID. Narrow with query, node, tag, state, type or pool; all must match.")]
    public async Task<GuestPage> List(
        [Description("Part of a name, or a VMID.")] string? query = null,
        [Description("Node.")] string? node = null,
        [Description("Tag.")] string? tag = null,
        [Description("Power state.")][AllowedValues("running", "stopped", "any")] string state = "any",
        [Description("Sort.")][AllowedValues("vm", "container", "any")] string type = "any",
        [Description("Pool.")] string? pool = null,
        [Description("Page size.")][Range(1, 200)] int limit = 25,
        [Description("'next' of the last page.")] string? cursor = null,
        [Description("Fields besides vmid and name.")] string[]? fields = null,
        [Description("full adds usage, pool and sizes.")] Detail detail = Detail.Concise,
        [Description("Target, if several.")] string? target = null,
        CancellationToken cancel = default)
    {
        var (name, client) = clients.For(target);
        var shown = Shown(fields, detail);
        var rows = await client.View.GuestsAsync(cancel);
        var matching = rows
            .Where(row => query is null || row.Name.Contains(query, StringComparison.OrdinalIgnoreCase) || row.Vmid.ToString(CultureInfo.InvariantCulture) == query)
            .Where(row => node is null || row.Node == node)
            .Where(row => tag is null || GuestTags.Plain(row.Tags).Contains(tag, StringComparer.OrdinalIgnoreCase))
            .Where(row => state is "any" || row.Status == state)
            .Where(row => type is "any" || row.Api == (type is "vm" ? "qemu" : "lxc"))
            .Where(row => pool is null || row.Pool == pool)
            .OrderBy(row => row.Vmid).ToList();
        var page = matching.Where(row => row.Vmid > After(cursor)).Take(limit).ToList();
        var next = page.Count > 0 && page[^1].Vmid < matching[^1].Vmid ? page[^1].Vmid.ToString(CultureInfo.InvariantCulture) : null;
        return new(name, [.. page.Select(row => Item(row, shown))], matching.Count, matching.Count(row => row.IsRunning), next, Hint(rows.Length, matching.Count, next));
    }

    private static HashSet<string> Shown(string[]? fields, Detail detail)
    {
        foreach (var field in fields ?? [])
            if (field is not ("vmid" or "name") && !Fields.Contains(field, StringComparer.Ordinal)) throw new HomelabException($"'{UntrustedText.CleanOf(field)}' is not a field of a guest: {Nearest.Hint(field, Fields)}.");
        return [.. fields ?? (detail is Detail.Full ? Fields : Concise)];
    }

    private static int After(string? cursor) => cursor is null ? -1
        : int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var vmid) ? vmid
        : throw new HomelabException("'cursor' must be the 'next' of an earlier page.");

    private static string? Hint(int seen, int matching, string? next) => (seen, matching) switch
    {
        (0, _) => "The credential sees no guest: either there is none, or it lacks VM.Audit on /vms.",
        (_, 0) => "Nothing matches: drop a filter, or look at proxmox_overview for nodes.",
        _ => next is null ? null : "There are more: narrow the filters, or go on with cursor.",
    };

    private static GuestItem Item(GuestRow row, HashSet<string> shown)
    {
        T? If<T>(string field, T? value) where T : struct => shown.Contains(field) ? value : null;
        string? Word(string field, string? value) => shown.Contains(field) ? value : null;
        return new(row.Vmid, row.Name)
        {
            Type = Word("type", row.Api is "qemu" ? "vm" : "container"),
            Node = Word("node", row.Node),
            Status = Word("status", row.Status),
            Tags = shown.Contains("tags") && GuestTags.Plain(row.Tags) is { Length: > 0 } tags ? [.. tags.Select(tag => new UntrustedText(tag))] : null,
            Pool = Word("pool", row.Pool),
            Lock = Word("lock", row.Lock),
            Template = row.IsTemplate ? true : null,
            Cores = If<double>("cores", row.MaxCpu),
            CpuPercent = If<double>("cpuPercent", row.Cpu is { } cpu && row.IsRunning ? Math.Round(cpu * 100, 1) : null),
            MemoryMiB = If<long>("memoryMiB", row.MaxMemory >> 20),
            MemoryUsedMiB = If<long>("memoryUsedMiB", row.IsRunning ? row.Memory >> 20 : null),
            DiskGiB = If<long>("diskGiB", row.MaxDisk >> 30),
            UptimeSeconds = If<long>("uptimeSeconds", row.IsRunning ? row.Uptime : null),
        };
    }
}
