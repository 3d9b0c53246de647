using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HomelabMcp.Core;

/// <summary>
/// Text that somebody outside controls: a guest's name, a log line, a description, a page. It may try to instruct an
/// assistant or to hide in a terminal, so it is cleaned before it leaves us, and replies label the fields that hold it.
/// </summary>
[JsonConverter(typeof(UntrustedTextConverter))]
public readonly record struct UntrustedText(string Raw)
{
    /// <summary>The text without control characters, invisible and bidirectional formatting; line feeds and tabs stay.</summary>
    public string Clean => CleanOf(Raw);

    /// <inheritdoc/>
    public override string ToString() => Clean;

    /// <summary>Wraps a text from outside.</summary>
    public static implicit operator UntrustedText(string raw) => new(raw);

    /// <summary>Cleans one text.</summary>
    public static string CleanOf(string raw)
    {
        if (!raw.EnumerateRunes().Any(IsHidden)) return raw;
        var clean = new StringBuilder(raw.Length);
        foreach (var rune in raw.EnumerateRunes().Where(rune => !IsHidden(rune))) clean.Append(rune);
        return clean.ToString();
    }

    private static bool IsHidden(Rune rune) => rune.Value is not ('\n' or '\t') && Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
        or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator
        || IsVariationSelector(rune);

    // Variation selectors carry hidden payloads after an ordinary letter: they are marks, not format characters.
    private static bool IsVariationSelector(Rune rune) => rune.Value is >= 0xFE00 and <= 0xFE0E or >= 0xE0100 and <= 0xE01EF;
}

/// <summary>Writes the clean form as a plain string.</summary>
public sealed class UntrustedTextConverter : JsonConverter<UntrustedText>
{
    /// <inheritdoc/>
    public override UntrustedText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetString() ?? "");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, UntrustedText value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Clean);
}
