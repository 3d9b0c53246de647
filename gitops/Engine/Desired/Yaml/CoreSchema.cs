using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace HomelabMcp.Engine;

/// <summary>
/// What an unquoted scalar is by YAML 1.2's core schema: <c>true</c> and <c>false</c>, decimal, <c>0o</c> and
/// <c>0x</c> numbers; <c>yes</c>, <c>no</c>, <c>on</c>, <c>off</c> and <c>1_000</c> are text.
/// </summary>
internal static partial class CoreSchema
{
    public static bool IsNull(string text) => text is "" or "~" or "null" or "Null" or "NULL";

    /// <summary>The value of an unquoted scalar that is not null.</summary>
    public static JsonValue Value(string text)
    {
        switch (text)
        {
            case "true" or "True" or "TRUE": return JsonValue.Create(true);
            case "false" or "False" or "FALSE": return JsonValue.Create(false);
        }

        if (text.Length > 40 || text.Length == 0 || !(char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.')) return JsonValue.Create(text);
        if (text.StartsWith("0x", StringComparison.Ordinal) && long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex))
            return JsonValue.Create(hex);
        if (OctalPattern().IsMatch(text)) return JsonValue.Create(Convert.ToInt64(text[2..], 8));
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) return JsonValue.Create(whole);
        return FloatPattern().IsMatch(text) && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? JsonValue.Create(number)
            : JsonValue.Create(text);
    }

    /// <summary>Whether a text needs quotes to stay text.</summary>
    public static bool NeedsQuotes(string text) => IsNull(text) || Value(text).GetValueKind() is not System.Text.Json.JsonValueKind.String;

    [GeneratedRegex("^0o[0-7]{1,20}$", RegexOptions.None, 1000)]
    private static partial Regex OctalPattern();

    [GeneratedRegex("^[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FloatPattern();
}
