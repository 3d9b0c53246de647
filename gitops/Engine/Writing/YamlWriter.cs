using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace HomelabMcp.Engine;

/// <summary>Writes JSON values as block YAML in the way people write manifests: plain where that is safe, quoted elsewhere.</summary>
internal static partial class YamlWriter
{
    /// <summary>The lines of one field, without a line break at the end.</summary>
    public static string Field(string name, JsonNode? value, int indent)
    {
        var text = new StringBuilder();
        Entry(text, name, value, indent);
        return text.ToString().TrimEnd('\n');
    }

    /// <summary>A scalar on one line.</summary>
    public static string Scalar(JsonNode? value) => value is JsonValue scalar && scalar.GetValueKind() is JsonValueKind.String
        ? Text(scalar.GetValue<string>())
        : SpecValue.ScalarText(value) ?? "null";

    private static void Entry(StringBuilder text, string name, JsonNode? value, int indent)
    {
        text.Append(' ', indent).Append(Text(name)).Append(':');
        After(text, value, indent);
    }

    private static void After(StringBuilder text, JsonNode? value, int indent)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } fields:
                text.Append('\n');
                foreach (var (name, inner) in fields) Entry(text, name, inner, indent + 2);
                break;
            case JsonArray { Count: > 0 } items:
                text.Append('\n');
                foreach (var item in items) Item(text, item, indent + 2);
                break;
            case JsonObject: text.Append(" {}\n"); break;
            case JsonArray: text.Append(" []\n"); break;
            case JsonValue scalar when scalar.GetValueKind() is JsonValueKind.String && IsBlock(scalar.GetValue<string>()):
                Block(text, scalar.GetValue<string>(), indent + 2);
                break;
            default: text.Append(' ').Append(Scalar(value)).Append('\n'); break;
        }
    }

    private static void Item(StringBuilder text, JsonNode? item, int indent)
    {
        if (item is JsonObject { Count: > 0 } fields)
        {
            var inner = new StringBuilder();
            foreach (var (name, value) in fields) Entry(inner, name, value, indent + 2);
            inner[indent] = '-';
            text.Append(inner);
            return;
        }

        text.Append(' ', indent).Append('-');
        After(text, item, indent);
    }

    private static bool IsBlock(string text) =>
        text.Contains('\n', StringComparison.Ordinal) && !text.StartsWith(' ') && !text.StartsWith('\n') && !text.EndsWith("\n\n", StringComparison.Ordinal)
        && !text.Contains(" \n", StringComparison.Ordinal) && !text.EndsWith(' ') && !text.Any(letter => char.IsControl(letter) && letter is not '\n')
        && text is not "\n";

    private static void Block(StringBuilder text, string block, int indent)
    {
        text.Append(block.EndsWith('\n') ? " |\n" : " |-\n");
        foreach (var line in block.TrimEnd('\n').Split('\n'))
        {
            if (line.Length > 0) text.Append(' ', indent).Append(line);
            text.Append('\n');
        }
    }

    private static string Text(string text) =>
        SafePlain().IsMatch(text) && !CoreSchema.NeedsQuotes(text) && !text.EndsWith(':') && !text.Contains(": ", StringComparison.Ordinal)
            && !text.Contains(" #", StringComparison.Ordinal) && text is not ("yes" or "no" or "on" or "off" or "y" or "n")
            ? text
            : JsonSerializer.Serialize(text, Quoted);

    private static readonly JsonSerializerOptions Quoted = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [GeneratedRegex("^[\\p{L}0-9_./][\\p{L}0-9_./:@%+=,~()$;#* -]*(?<! )\\z", RegexOptions.None, 1000)]
    private static partial Regex SafePlain();
}
