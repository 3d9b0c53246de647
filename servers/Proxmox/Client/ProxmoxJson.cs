using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HomelabMcp.Proxmox;

/// <summary>
/// Reads scalars whatever type Proxmox gave them: booleans come as 0, 1, "1" or true, numbers often as text.
/// </summary>
internal static class ProxmoxJson
{
    internal static string? Text(JsonNode? node) => node switch
    {
        JsonValue value when value.GetValueKind() is JsonValueKind.String => value.GetValue<string>(),
        JsonValue value when value.GetValueKind() is JsonValueKind.True => "1",
        JsonValue value when value.GetValueKind() is JsonValueKind.False => "0",
        JsonValue value => value.ToJsonString(),
        _ => null,
    };

    internal static string? Text(this JsonObject row, string key) => Text(row[key]);

    internal static long? Whole(this JsonObject row, string key) =>
        decimal.TryParse(Text(row[key]), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? (long)number : null;

    internal static double? Number(this JsonObject row, string key) =>
        double.TryParse(Text(row[key]), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    internal static bool Flag(this JsonObject row, string key) => Text(row[key]) is "1" or "true";
}
