using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using HomelabMcp.Core;

namespace HomelabMcp.Hub.Pages;

/// <summary>
/// A piece of a page. It is made from an interpolated string whose holes are escaped by their type: text can never
/// become markup, because only another <see cref="Html"/> goes in as it is.
/// </summary>
internal readonly struct Html
{
    private readonly string? text;

    private Html(string text) => this.text = text;

    /// <summary>Nothing.</summary>
    public static Html None => default;

    /// <summary>Markup with escaped holes.</summary>
    public static Html Of(ref HtmlInterpolation markup) => new(markup.Finish());

    /// <summary>Pieces one after another.</summary>
    public static Html Join(IEnumerable<Html> pieces) => new(string.Concat(pieces.Select(piece => piece.text)));

    /// <summary>A piece for each item.</summary>
    public static Html Each<T>(IEnumerable<T> items, Func<T, Html> piece) => Join(items.Select(piece));

    /// <summary>The piece, where the condition holds.</summary>
    public static Html When(bool condition, Func<Html> piece) => condition ? piece() : None;

    /// <inheritdoc/>
    public override string ToString() => text ?? "";
}

/// <summary>Builds an <see cref="Html"/>: literals are markup, holes are escaped for elements and quoted attributes.</summary>
[InterpolatedStringHandler]
internal readonly ref struct HtmlInterpolation(int literalLength, int formattedCount)
{
    private readonly StringBuilder markup = new(literalLength + (formattedCount * 16));

    public void AppendLiteral(string literal) => markup.Append(literal);

    public void AppendFormatted(string? value) =>
        markup.Append(HtmlEncoder.Default.Encode(UntrustedText.CleanOf(value ?? "")));

    public void AppendFormatted(UntrustedText value) => AppendFormatted(value.Raw);

    public void AppendFormatted(Html piece) => markup.Append(piece.ToString());

    public void AppendFormatted(int value) => markup.Append(CultureInfo.InvariantCulture, $"{value}");

    public void AppendFormatted(long value) => markup.Append(CultureInfo.InvariantCulture, $"{value}");

    /// <summary>A moment: machine-readable, and as people read it, in UTC.</summary>
    public void AppendFormatted(DateTimeOffset value) => markup.Append(CultureInfo.InvariantCulture,
        $"""<time datetime="{value.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}">{value.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC</time>""");

    public string Finish() => markup.ToString();
}
