using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace HomelabMcp.Simulation.Tests.Proxmox.Replay;

/// <summary>Answers with what changes from run to run masked: times, ids handed out, measurements, generated addresses; and lists in one order.</summary>
internal static partial class Comparison
{
    private static readonly HashSet<string> Volatile = new(StringComparer.Ordinal)
    {
        "digest", "pid", "pstart", "starttime", "endtime", "uptime", "snaptime", "ctime", "ticket", "CSRFPreventionToken", "ssl_fingerprint",
        "vmgenid", "smbios1", "meta", "cpu", "cpus", "maxcpu", "mem", "memhost", "disk", "diskread", "diskwrite", "netin", "netout", "maxdisk", "maxmem", "balloon",
        "freemem", "ballooninfo", "blockstat", "used", "avail", "used_fraction", "statistics", "total", "last_update", "next-run", "saved",
        "free", "available", "loadavg", "cpuinfo", "wait",
    };

    public static string Normalise(JsonNode? node) => Mask(node, "")?.ToJsonString() ?? "null";

    private static JsonNode? Mask(JsonNode? node, string key) => node switch
    {
        null => null,
        _ when Volatile.Contains(key) => Blank(node),
        JsonObject row => new JsonObject(row.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => KeyValuePair.Create(pair.Key, (string?)row["key"] is { } option && pair.Key is "value" && Volatile.Contains(option) ? Blank(pair.Value!) : Mask(pair.Value, pair.Key)))),
        JsonArray items => new JsonArray([.. items.Select(item => Mask(item, key)).OrderBy(item => item?.ToJsonString(), StringComparer.Ordinal)]),
        JsonValue value when value.TryGetValue<string>(out var text) => key is "content" or "privs" ? string.Join(',', text.Split(',').Order(StringComparer.Ordinal)) : Text(text),
        _ => node.DeepClone(),
    };

    /// <summary>Of a value that varies only its kind is kept: number, text or nested.</summary>
    private static JsonNode Blank(JsonNode node) => node switch
    {
        JsonObject row => new JsonObject(row.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, pair.Value is null ? null : Blank(pair.Value)))),
        JsonArray items => new JsonArray([.. items.Select(item => item is null ? null : Blank(item))]),
        _ => node.GetValueKind().ToString(),
    };

    private static string Text(string text) => Uuid().Replace(Mac().Replace(UpidNumbers().Replace(text, "UPID:${node}:P:S:T:"), "MAC"), "UUID");

    [GeneratedRegex("UPID:(?<node>[a-z0-9]+):[0-9A-F]{8}:[0-9A-F]{8}:[0-9A-F]{8}:", RegexOptions.None, 1000)]
    private static partial Regex UpidNumbers();

    [GeneratedRegex("(?i)BC:24:11(:[0-9A-F]{2}){3}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Mac();

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Uuid();
}
