using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Hub.Commands;

/// <summary>Plans as people read them.</summary>
internal static class PlanText
{
    /// <summary>A field that changes.</summary>
    public static string Of(FieldChange change) => Of(change.Path, change.Before, change.After);

    /// <summary>A field before and after.</summary>
    public static string Of(string path, JsonNode? before, JsonNode? after) => (before, after) switch
    {
        (null, _) => $"{path}: {Value(after)}",
        (_, null) => $"{path}: {Value(before)} → (default)",
        _ => $"{path}: {Value(before)} → {Value(after)}",
    };

    /// <summary>A value in one line, cut where it is long.</summary>
    public static string Value(JsonNode? value)
    {
        var text = value switch
        {
            null => "-",
            JsonValue scalar when scalar.TryGetValue<string>(out var plain) => plain,
            _ => CanonicalJson.Text(value),
        };
        text = text.ReplaceLineEndings("⏎");
        return text.Length > 160 ? text[..157] + "…" : text;
    }
}
