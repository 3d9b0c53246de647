using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Proxmox;

/// <summary>A task in a list.</summary>
internal sealed record TaskItem(string Task, string Type, string Node, UntrustedText Status)
{
    public string? On { get; init; }
    public string? User { get; init; }
    public DateTimeOffset? Started { get; init; }
    public DateTimeOffset? Ended { get; init; }

    internal bool Failed => Ended is not null && Status.Raw is not "OK" && !Status.Raw.StartsWith("WARNINGS: ", StringComparison.Ordinal);

    internal static TaskItem From(JsonObject row) => new(row.Text("upid") ?? "", row.Text("type") ?? "", row.Text("node") ?? "", row.Text("status") is { Length: > 0 } status && row.ContainsKey("endtime") ? status : "running")
    {
        On = row.Text("id") is { Length: > 0 } id ? id : null,
        User = row.Text("tokenid") is { } token ? $"{row.Text("user")}!{token}" : row.Text("user"),
        Started = Time(row.Whole("starttime")),
        Ended = Time(row.Whole("endtime")),
    };

    internal static async Task<IReadOnlyList<TaskItem>> OfGuestAsync(ProxmoxTarget client, GuestRow row, int limit, CancellationToken cancel) =>
        [.. (await client.Client.Nodes[row.Node].Tasks.GetAsync(new Dictionary<string, object?> { ["vmid"] = row.Vmid, ["limit"] = limit }, cancel)).Ensure().ToEnumerable().Select(From)];

    private static DateTimeOffset? Time(long? seconds) => seconds is { } given ? DateTimeOffset.FromUnixTimeSeconds(given) : null;
}
