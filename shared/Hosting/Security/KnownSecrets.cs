using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HomelabMcp.Hosting;

/// <summary>
/// The secrets that this process has resolved, so that a reply or a log line which holds one by accident can be cleaned:
/// the second net below <see cref="Core.Secret{T}"/>.
/// </summary>
public sealed class KnownSecrets
{
    // Shorter values ("admin", "1234") occur in ordinary text; taking them out would garble replies and hide nothing.
    private const int Shortest = 8;
    private readonly ConcurrentDictionary<string, string> values = new(StringComparer.Ordinal);

    /// <summary>Whether there is anything to look for.</summary>
    public bool Any => !values.IsEmpty;

    /// <summary>Remembers a value; short ones are not looked for.</summary>
    public void Add(string value)
    {
        foreach (var part in value.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            if (part.Length >= Shortest) values[part] = JsonEncodedText.Encode(part).ToString();
    }

    /// <summary>The text with every known secret replaced, also in its JSON spelling; the same object when there was none.</summary>
    public string Redacted(string text)
    {
        foreach (var (value, escaped) in values)
        {
            if (text.Contains(value, StringComparison.Ordinal)) text = text.Replace(value, "[secret]", StringComparison.Ordinal);
            if (escaped != value && text.Contains(escaped, StringComparison.Ordinal)) text = text.Replace(escaped, "[secret]", StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>A JSON value with every known secret in its strings and keys replaced.</summary>
    public JsonNode? Redacted(JsonNode? node) => node switch
    {
        JsonObject fields => new JsonObject(fields.Select(field => KeyValuePair.Create(Redacted(field.Key), Redacted(field.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Redacted)]),
        JsonValue value when value.GetValueKind() is JsonValueKind.String => Redacted(value.GetValue<string>()),
        null => null,
        _ => node.DeepClone(),
    };
}
