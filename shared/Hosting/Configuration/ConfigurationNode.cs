using System.Globalization;
using System.Text.Json.Nodes;
using HomelabMcp.Core;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace HomelabMcp.Hosting;

/// <summary>One place in the file: reads what is expected there and notes a fault where something else stands.</summary>
internal sealed class ConfigurationNode(YamlNode node, string path, string file, List<Fault> faults)
{
    public string Path => path;

    public int Line => Math.Max(1, (int)node.Start.Line);

    public void Wrong(string message) => faults.Add(new(file, Line, path, message));

    /// <summary>The fields of a mapping, by name; keys outside <paramref name="known"/> are faults unless it is null.</summary>
    public IReadOnlyDictionary<string, ConfigurationNode> Fields(IReadOnlyCollection<string>? known)
    {
        var fields = new Dictionary<string, ConfigurationNode>(StringComparer.Ordinal);
        if (node is not YamlMappingNode mapping)
        {
            Wrong($"This must be a mapping{(known is null ? "" : $" ({string.Join(", ", known.Order(StringComparer.Ordinal))})")}, not {Kind()}.");
            return fields;
        }

        foreach (var (key, value) in mapping.Children)
        {
            if (key is not YamlScalarNode { Value: { Length: > 0 } name })
            {
                faults.Add(new(file, Math.Max(1, (int)key.Start.Line), path, "A key must be a plain word."));
                continue;
            }

            var place = path is "" ? name : $"{path}.{name}";
            if (known is not null && !known.Contains(name)) faults.Add(new(file, Math.Max(1, (int)key.Start.Line), place, $"There is no key '{name}' here: {Nearest.Hint(name, known)}."));
            else fields[name] = new(value, place, file, faults);
        }

        return fields;
    }

    /// <summary>A text; null with a fault where there is none.</summary>
    public string? Text()
    {
        if (node is YamlScalarNode { Value: { } value } scalar && (value.Length > 0 || scalar.Style is not ScalarStyle.Plain)) return value;
        Wrong($"This must be a text, not {Kind()}.");
        return null;
    }

    public string? OneOf(params string[] choices)
    {
        if (Text() is not { } text) return null;
        if (choices.Contains(text, StringComparer.Ordinal)) return text;
        Wrong($"'{text}' is not known here: {Nearest.Hint(text, choices)}.");
        return null;
    }

    public IReadOnlyList<string> Texts()
    {
        if (node is YamlSequenceNode sequence) return [.. sequence.Children.Select((item, index) => new ConfigurationNode(item, $"{path}[{index}]", file, faults).Text()).OfType<string>()];
        Wrong($"This must be a list, not {Kind()}.");
        return [];
    }

    public TimeSpan? Duration()
    {
        if (Text() is not { } text) return null;
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        if (digits is > 0 and < 8)
        {
            var number = int.Parse(text.AsSpan(0, digits), CultureInfo.InvariantCulture);
            TimeSpan? duration = text[digits..] switch
            {
                "s" or "" => TimeSpan.FromSeconds(number),
                "ms" => TimeSpan.FromMilliseconds(number),
                "m" => TimeSpan.FromMinutes(number),
                "h" => TimeSpan.FromHours(number),
                _ => null,
            };
            if (duration > TimeSpan.Zero && duration <= TimeSpan.FromDays(7)) return duration;
        }

        Wrong($"'{text}' is not a time: write a number and s, m or h, such as 60s.");
        return null;
    }

    /// <summary>Any value as JSON: plain scalars typed as YAML's core schema types them, quoted ones as text.</summary>
    public JsonNode? Json() => Json(node);

    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children
            .Where(child => child.Key is YamlScalarNode { Value: not null })
            .Select(child => KeyValuePair.Create(((YamlScalarNode)child.Key).Value!, Json(child.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(Json)]),
        YamlScalarNode { Style: ScalarStyle.Plain } scalar => Plain(scalar.Value ?? ""),
        YamlScalarNode scalar => scalar.Value,
        _ => null,
    };

    private static JsonNode? Plain(string text) => text switch
    {
        "" or "~" or "null" => null,
        "true" => true,
        "false" => false,
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
        _ => text,
    };

    private string Kind() => node switch
    {
        YamlMappingNode => "a mapping",
        YamlSequenceNode => "a list",
        YamlScalarNode { Value: null or "" } => "nothing",
        YamlScalarNode scalar => $"'{(scalar.Value.Length <= 40 ? scalar.Value : $"{scalar.Value[..40]}…")}'",
        _ => "this",
    };
}
