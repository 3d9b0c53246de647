using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace HomelabMcp.Docker;

/// <summary>The short spellings that people know from the docker command, brought into one form each. A value that cannot be read comes back unchanged.</summary>
internal static partial class ContainerValues
{
    /// <summary>"512m", "1.5g" or bytes, to bytes.</summary>
    public static JsonNode Bytes(JsonNode value)
    {
        if (Text(value) is not { } text || Size().Match(text.Trim()) is not { Success: true } match)
            return value;
        decimal unit = match.Groups["unit"].Value.ToLowerInvariant() switch { "k" => 1L << 10, "m" => 1L << 20, "g" => 1L << 30, "t" => 1L << 40, _ => 1 };
        return JsonValue.Create((long)(decimal.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) * unit));
    }

    /// <summary>A command line to its words, quotes respected; a list stays.</summary>
    public static JsonNode Words(JsonNode value)
    {
        if (Text(value) is not { } text)
            return value;
        var words = new JsonArray();
        var word = new StringBuilder();
        var (quote, open) = ('\0', false);
        foreach (var c in text)
        {
            if (quote != '\0' && c == quote)
                quote = '\0';
            else if (quote == '\0' && c is '"' or '\'' && quote == '\0')
                (quote, open) = (c, true);
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (open || word.Length > 0)
                    words.Add((JsonNode)word.ToString());
                word.Clear();
                open = false;
            }
            else
                word.Append(c);
        }
        if (open || word.Length > 0)
            words.Add((JsonNode)word.ToString());
        return words;
    }

    /// <summary>A list of NAME=value to a map; a value without one is the empty text.</summary>
    public static JsonNode Environment(JsonNode value)
    {
        if (value is not JsonArray list || list.Any(item => item is null || Text(item) is null))
            return value;
        var map = new JsonObject();
        foreach (var item in list)
        {
            var parts = Text(item!)!.Split('=', 2);
            map[parts[0]] = parts.Length > 1 ? parts[1] : "";
        }
        return map;
    }

    /// <summary>"8080:80" to "8080:80/tcp".</summary>
    public static JsonNode Port(JsonNode value)
    {
        var text = Text(value) ?? (value.GetValueKind() is JsonValueKind.Number ? value.ToJsonString() : null);
        return text is null ? value : JsonValue.Create(text.Contains('/', StringComparison.Ordinal) ? text.ToLowerInvariant() : text + "/tcp");
    }

    /// <summary>Without the options that say what is the rule anyway.</summary>
    public static JsonNode Volume(JsonNode value)
    {
        if (Text(value) is not { } text)
            return value;
        var parts = text.Split(':');
        if (parts.Length < 3)
            return value;
        var options = parts[2].Split(',').Where(option => option is not ("rw" or "z" or "Z" or "rprivate")).Order(StringComparer.Ordinal).ToList();
        return JsonValue.Create(options.Count == 0 ? $"{parts[0]}:{parts[1]}" : $"{parts[0]}:{parts[1]}:{string.Join(',', options)}");
    }

    /// <summary>A list of names to a map of empty settings; a name without settings to an empty map.</summary>
    public static JsonNode Networks(JsonNode value) => value switch
    {
        JsonArray list when list.All(item => item is not null && Text(item) is not null) =>
            new JsonObject(list.Select(item => Text(item!)!).Distinct(StringComparer.Ordinal).Select(name => KeyValuePair.Create(name, (JsonNode?)new JsonObject()))),
        JsonObject map => new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)(pair.Value?.DeepClone() ?? new JsonObject())))),
        _ => value,
    };

    /// <summary>Without CAP_, upper case.</summary>
    public static JsonNode Capability(JsonNode value)
    {
        if (Text(value)?.ToUpperInvariant() is not { } text)
            return value;
        return JsonValue.Create(text.StartsWith("CAP_", StringComparison.Ordinal) ? text[4..] : text);
    }

    /// <summary>YAML reads a bare `no` as false.</summary>
    public static JsonNode Restart(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.False => JsonValue.Create("no"),
        JsonValueKind.String when value.GetValue<string>() is "" => JsonValue.Create("no"),
        JsonValueKind.String when value.GetValue<string>() is "on-failure:0" => JsonValue.Create("on-failure"),
        _ => value,
    };

    /// <summary>"1m30s", "500ms" to the one spelling of that duration.</summary>
    public static JsonNode Duration(JsonNode value) =>
        Text(value) is { } text && TryDuration(text, out var span) ? JsonValue.Create(DurationText(span)) : value;

    /// <summary>"nginx" to "nginx:latest", without docker.io/library.</summary>
    public static JsonNode Image(JsonNode value)
    {
        if (Text(value) is not { Length: > 0 } text)
            return value;
        foreach (var prefix in (ReadOnlySpan<string>)["docker.io/library/", "index.docker.io/library/", "docker.io/", "index.docker.io/"])
        {
            if (text.StartsWith(prefix, StringComparison.Ordinal))
            {
                text = text[prefix.Length..];
                break;
            }
        }
        var last = text[(text.LastIndexOf('/') + 1)..];
        return JsonValue.Create(last.Contains(':', StringComparison.Ordinal) || last.Contains('@', StringComparison.Ordinal) || text.StartsWith("sha256:", StringComparison.Ordinal)
            ? text : text + ":latest");
    }

    /// <summary>A test given as a line is run by the shell.</summary>
    public static JsonNode HealthTest(JsonNode value) => Text(value) is { } line ? new JsonArray("CMD-SHELL", line) : value;

    public static bool TryDuration(string text, out TimeSpan span)
    {
        span = TimeSpan.Zero;
        if (text is "0")
            return true;
        if (GoDuration().Match(text) is not { Success: true } match)
            return false;
        for (var i = 0; i < match.Groups["number"].Captures.Count; i++)
        {
            var number = double.Parse(match.Groups["number"].Captures[i].Value, CultureInfo.InvariantCulture);
            span += match.Groups["unit"].Captures[i].Value switch
            {
                "h" => TimeSpan.FromHours(number),
                "m" => TimeSpan.FromMinutes(number),
                "s" => TimeSpan.FromSeconds(number),
                "ms" => TimeSpan.FromMilliseconds(number),
                _ => TimeSpan.FromMicroseconds(number),
            };
        }
        return true;
    }

    public static string DurationText(TimeSpan span) => span.Ticks % TimeSpan.TicksPerSecond == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{span.Ticks / TimeSpan.TicksPerSecond}s")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds}ms");

    private static string? Text(JsonNode value) => value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : null;

    [GeneratedRegex("^(?<number>\\d+(\\.\\d+)?) ?(?<unit>[bkmgtBKMGT]?)(i?[bB])?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Size();

    [GeneratedRegex("^((?<number>\\d+(\\.\\d+)?)(?<unit>h|ms|us|m|s))+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex GoDuration();
}
