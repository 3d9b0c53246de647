using System.ComponentModel;
using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.Hosting;
using ModelContextProtocol.Server;

namespace HomelabMcp.Proxmox;

/// <summary>One guest, from all that Proxmox tells of it.</summary>
internal sealed record GuestReply(string Target, int Vmid, UntrustedText Name, string Type, string Node, string Status)
{
    public IReadOnlyList<UntrustedText>? Tags { get; init; }
    public string? Pool { get; init; }
    public string? Lock { get; init; }
    public GuestUsage? Usage { get; init; }
    public IReadOnlyDictionary<string, UntrustedText>? Config { get; init; }
    public IReadOnlyList<string>? NeedsRestartFor { get; init; }
    public IReadOnlyList<GuestInterface>? Network { get; init; }
    public IReadOnlyList<SnapshotItem>? Snapshots { get; init; }
    public IReadOnlyList<TaskItem>? RecentTasks { get; init; }
    public IReadOnlyList<string>? Unknown { get; init; }
}

/// <summary>What a running guest uses.</summary>
internal sealed record GuestUsage(double? CpuPercent, long? MemoryMiB, long? MemoryUsedMiB, long? UptimeSeconds);

[McpServerToolType]
internal sealed class GuestReadTool(TargetClients<ProxmoxTarget> clients)
{
    private const int ShortText = 400;

    [McpServerTool(Name = "proxmox_guest", Title = "Read a Proxmox guest", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("One VM or container: configuration, status, network, snapshots, recent tasks. What could not be read stands under 'unknown'.")]
    public async Task<GuestReply> Read(
        [Description("Name, VMID or IP.")] string guest,
        [Description("full gives long texts and more tasks.")] Detail detail = Detail.Concise,
        [Description("Target, if several.")] string? target = null,
        CancellationToken cancel = default)
    {
        var (name, client) = clients.For(target);
        var row = await client.FindAsync(guest, cancel);
        var config = await client.Guests.ConfigAsync(row, cancel) ?? throw new HomelabException($"Guest {row.Vmid} is gone.");
        var parts = new Parts();
        var status = parts.Of("status", client.Guests.StatusAsync(row, cancel));
        var network = parts.Of("network", client.Addresses.OfAsync(row, config, cancel));
        var snapshots = parts.Of("snapshots", SnapshotItem.ListAsync(client, row, cancel));
        var tasks = parts.Of("recentTasks", TaskItem.OfGuestAsync(client, row, detail is Detail.Full ? 20 : 5, cancel));
        var pending = parts.Of("needsRestartFor", PendingAsync(client, row, cancel));
        var now = await status;
        return new(name, row.Vmid, config.Text(GuestType.Of(row.Api).NameField) ?? row.Name, row.Api is "qemu" ? "vm" : "container", row.Node, now?.Text("qmpstatus") ?? now?.Text("status") ?? row.Status)
        {
            Tags = GuestTags.Plain(config.Text("tags")) is { Length: > 0 } tags ? [.. tags.Select(tag => new UntrustedText(tag))] : null,
            Pool = row.Pool,
            Lock = config.Text("lock"),
            Usage = now?.Text("status") is "running" ? new(now.Number("cpu") is { } cpu ? Math.Round(cpu * 100, 1) : null, now.Whole("maxmem") >> 20, now.Whole("mem") >> 20, now.Whole("uptime")) : null,
            Config = Shown(config, detail),
            NeedsRestartFor = await pending is { Count: > 0 } waiting ? waiting : null,
            Network = await network,
            Snapshots = await snapshots,
            RecentTasks = await tasks,
            Unknown = parts.Unknown,
        };
    }

    private static SortedDictionary<string, UntrustedText> Shown(JsonObject config, Detail detail)
    {
        var shown = new SortedDictionary<string, UntrustedText>(StringComparer.Ordinal);
        foreach (var (key, value) in config)
        {
            if (key is "digest" or "tags" or "lock" or "vmgenid" or "smbios1" or "meta" or "cipassword" || ProxmoxJson.Text(value) is not { } text) continue;
            var plain = key is "description" ? GuestTags.WithoutMark(text) : key is "sshkeys" ? Uri.UnescapeDataString(text) : text;
            if (plain is not "") shown[key] = detail is Detail.Concise && plain.Length > ShortText ? $"{plain[..ShortText]}… (detail=full for the rest)" : plain;
        }

        return shown;
    }

    private static async Task<List<string>> PendingAsync(ProxmoxTarget client, GuestRow row, CancellationToken cancel) =>
        [.. (await client.Guests.At(row).Pending.GetAsync(cancel: cancel)).Ensure().ToEnumerable()
            .Where(entry => entry.ContainsKey("pending") || entry.ContainsKey("delete")).Select(entry => entry.Text("key")).OfType<string>().Order(StringComparer.Ordinal)];

    /// <summary>Parts of an answer of which some may be missing, with the reason.</summary>
    private sealed class Parts
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> missing = new();

        internal IReadOnlyList<string>? Unknown => missing.IsEmpty ? null : [.. missing.Order(StringComparer.Ordinal)];

        internal async Task<T?> Of<T>(string name, Task<T> part) where T : class
        {
            try
            {
                return await part;
            }
            catch (PlatformException error)
            {
                missing.Enqueue($"{name}: {error.Message}");
                return null;
            }
        }
    }
}
