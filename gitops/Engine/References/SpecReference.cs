using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace HomelabMcp.Engine;

/// <summary>What stands between <c>${</c> and <c>}</c> in a manifest.</summary>
internal abstract record SpecReference
{
    private SpecReference() { }

    /// <summary><c>${secret:NAME}</c>.</summary>
    public sealed record ToSecret(string Name) : SpecReference;

    /// <summary><c>${kind.name.field}</c> or <c>${kind["name"@target].a.b}</c>.</summary>
    /// <param name="Kind">Kind of the resource meant.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Target">Its target; null where the text names none.</param>
    /// <param name="Path">Path below its <c>spec</c>.</param>
    public sealed record ToField(string Kind, string Name, string? Target, string Path) : SpecReference
    {
        public override string ToString() => $"{Kind}/{Name}{(Target is null ? "" : "@" + Target)}.{Path}";
    }
}

/// <summary>A piece of a text: either letters or a reference.</summary>
internal readonly record struct TextPart(string? Literal, SpecReference? Reference);

/// <summary>Takes a text with references apart.</summary>
internal static partial class ReferenceText
{
    public const string Forms = "valid: ${kind.name.field}, ${kind[\"name\"@target].a.b}, ${secret:NAME}; $${ is a literal ${";

    /// <summary>Whether there is anything to interpolate or unescape.</summary>
    public static bool IsPresent(string text) => text.Contains("${", StringComparison.Ordinal);

    /// <summary>The parts of a text; a sentence instead where it cannot be read.</summary>
    public static (ImmutableArray<TextPart> Parts, string? Problem) Parse(string text)
    {
        var parts = ImmutableArray.CreateBuilder<TextPart>();
        var at = 0;
        while (at < text.Length)
        {
            var dollar = text.IndexOf("${", at, StringComparison.Ordinal);
            if (dollar < 0)
            {
                parts.Add(new(text[at..], null));
                break;
            }

            if (dollar > at && text[dollar - 1] == '$')
            {
                parts.Add(new(text[at..(dollar - 1)] + "${", null));
                at = dollar + 2;
                continue;
            }

            if (dollar > at) parts.Add(new(text[at..dollar], null));
            var end = text.IndexOf('}', dollar);
            if (end < 0) return ([], $"'{text[dollar..]}' has no closing brace: {Forms}.");
            var reference = Read(text[(dollar + 2)..end]);
            if (reference is null) return ([], $"'{text[dollar..(end + 1)]}' is no reference: {Forms}.");
            parts.Add(new(null, reference));
            at = end + 1;
        }

        return (parts.ToImmutable(), null);
    }

    private static SpecReference? Read(string inside)
    {
        if (inside.StartsWith("secret:", StringComparison.Ordinal))
            return SecretName().IsMatch(inside) ? new SpecReference.ToSecret(inside["secret:".Length..]) : null;
        var quoted = Quoted().Match(inside);
        if (quoted.Success)
        {
            var target = quoted.Groups["target"];
            return new SpecReference.ToField(quoted.Groups["kind"].Value, quoted.Groups["name"].Value, target.Success ? target.Value : null, quoted.Groups["path"].Value);
        }

        var plain = Plain().Match(inside);
        return plain.Success ? new SpecReference.ToField(plain.Groups["kind"].Value, plain.Groups["name"].Value, null, plain.Groups["path"].Value) : null;
    }

    [GeneratedRegex("^secret:[A-Za-z0-9][A-Za-z0-9._-]*$", RegexOptions.None, 1000)]
    private static partial Regex SecretName();

    [GeneratedRegex("^(?<kind>[a-z0-9-]+\\.[a-z0-9-]+)\\[\"(?<name>[A-Za-z0-9][A-Za-z0-9._-]{0,62})\"(@(?<target>[A-Za-z0-9][A-Za-z0-9._-]*))?\\]\\.(?<path>.+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex("^(?<kind>[a-z0-9-]+\\.[a-z0-9-]+)\\.(?<name>[A-Za-z0-9][A-Za-z0-9._-]{0,62})\\.(?<path>[A-Za-z0-9_-]+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Plain();
}
