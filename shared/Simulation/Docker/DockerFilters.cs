using System.Text.Json;
using System.Text.Json.Nodes;

namespace HomelabMcp.Simulation.Docker;

/// <summary>The `filters` parameter: {"label":["a=b"]} or the older {"label":{"a=b":true}}.</summary>
internal sealed class DockerFilters
{
    private readonly Dictionary<string, string[]> _values = new(StringComparer.Ordinal);

    public static DockerFilters Parse(string? text, params ReadOnlySpan<string> known)
    {
        var filters = new DockerFilters();
        if (string.IsNullOrEmpty(text))
            return filters;
        JsonNode? node;
        try
        {
            node = JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            throw new DockerFault(500, $"invalid character '{text[0]}' looking for beginning of value");
        }
        foreach (var (key, value) in node as JsonObject ?? [])
        {
            if (!known.Contains(key))
                throw new DockerFault(400, $"Invalid filter '{key}'");
            filters._values[key] = value switch
            {
                JsonArray list => [.. list.Select(item => item!.GetValue<string>())],
                JsonObject map => [.. map.Where(pair => pair.Value?.GetValue<bool>() == true).Select(pair => pair.Key)],
                _ => throw new DockerFault(500, "json: cannot unmarshal value into Go value of type map[string]map[string]bool"),
            };
        }
        return filters;
    }

    public IReadOnlyList<string> this[string key] => _values.TryGetValue(key, out var values) ? values : [];

    public bool Allows(string key, Func<string, bool> matches) => this[key] is not { Count: > 0 } values || values.Any(matches);

    /// <summary>Labels are the one filter whose values are joined by "and".</summary>
    public bool AllowsLabels(JsonObject? labels) => this["label"].All(wanted =>
    {
        var parts = wanted.Split('=', 2);
        return labels?[parts[0]]?.GetValue<string>() is { } value && (parts.Length == 1 || value == parts[1]);
    });
}
