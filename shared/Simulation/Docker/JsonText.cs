using System.Text.Json;
using System.Text.Json.Nodes;

namespace HomelabMcp.Simulation.Docker;

/// <summary>Lenient reading of request fields: what is absent, null or of another type is simply not there.</summary>
internal static class JsonText
{
    public static string? Of(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;

    public static bool True(JsonNode? node) => node?.GetValueKind() == JsonValueKind.True;

    public static long Number(JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number ? (long)decimal.Parse(node.ToJsonString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture) : 0;

    public static IReadOnlyList<string> List(JsonNode? node) => node switch
    {
        JsonArray list => [.. list.Select(item => Of(item) ?? "")],
        JsonValue value when Of(value) is { } text => [text],
        _ => [],
    };

    public static JsonArray Array(IEnumerable<string> values) => [.. values.Select(value => (JsonNode?)value)];

    /// <summary>The template's keys with the values the client sent for them; keys that the engine does not know are dropped.</summary>
    public static JsonObject Fill(string template, JsonNode? sent)
    {
        var filled = JsonNode.Parse(template)!.AsObject();
        if (sent is not JsonObject given)
            return filled;
        foreach (var (key, value) in given)
        {
            var known = filled.Where(pair => string.Equals(pair.Key, key, StringComparison.OrdinalIgnoreCase)).Select(pair => pair.Key).FirstOrDefault();
            if (known is not null && value is not null)
                filled[known] = value.DeepClone();
        }
        return filled;
    }
}
