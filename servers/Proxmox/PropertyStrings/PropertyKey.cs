using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace HomelabMcp.Proxmox;

/// <summary>What the value of a sub-key is.</summary>
internal enum PropertyType
{
    Text,
    Whole,
    Number,
    Flag,
}

/// <summary>One sub-key of a property string, with Proxmox's own limits.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it holds.</param>
internal sealed record PropertyKey(string Name, PropertyType Type = PropertyType.Text)
{
    /// <summary>Whether the string is refused without it; such keys are printed first.</summary>
    internal bool Required { get; init; }

    internal string[] Choices { get; init; } = [];

    internal decimal? Minimum { get; init; }

    internal decimal? Maximum { get; init; }

    /// <summary>Matched by the whole value.</summary>
    internal string? Pattern { get; init; }

    /// <summary>Null, or what is wrong with the value.</summary>
    internal Func<string, string?>? Check { get; init; }

    /// <summary>Another key that must be there too.</summary>
    internal string? Requires { get; init; }

    /// <summary>The key that this is another name of.</summary>
    internal string? Alias { get; init; }

    /// <summary>The key that takes this one's name as its value (<c>virtio=MAC</c>: <c>model=virtio,macaddr=MAC</c>).</summary>
    internal string? NameGoesTo { get; init; }

    /// <summary>The value as JSON.</summary>
    /// <exception cref="FormatException">It breaks a limit.</exception>
    internal JsonNode Read(string text)
    {
        switch (Type)
        {
            case PropertyType.Flag:
                return text.ToLowerInvariant() switch
                {
                    "1" or "yes" or "on" or "true" => true,
                    "0" or "no" or "off" or "false" => false,
                    _ => throw Bad($"'{text}' is neither 1 nor 0"),
                };
            case PropertyType.Whole:
                if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) throw Bad($"'{text}' is not a whole number");
                return Within(whole) ? whole : throw Bad(Range());
            case PropertyType.Number:
                if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) throw Bad($"'{text}' is not a number");
                return Within(number) ? number : throw Bad(Range());
            default:
                if (Choices.Length > 0 && !Choices.Contains(text, StringComparer.Ordinal)) throw Bad($"'{text}' is not one of {string.Join(", ", Choices)}");
                if (Pattern is not null && !Regex.IsMatch(text, $@"\A(?:{Pattern})\z", RegexOptions.None, TimeSpan.FromSeconds(1))) throw Bad($"'{text}' is not of the form {Pattern}");
                return Check?.Invoke(text) is { } wrong ? throw Bad(wrong) : text;
        }
    }

    internal static string Print(JsonNode value) => ProxmoxJson.Text(value) ?? "";

    private bool Within(decimal number) => number >= (Minimum ?? number) && number <= (Maximum ?? number);

    private string Range() => (Minimum, Maximum) switch
    {
        ({ } low, { } high) => $"must lie between {low} and {high}",
        ({ } low, null) => $"must be at least {low}",
        (_, { } high) => $"must be at most {high}",
        _ => "is out of range",
    };

    private FormatException Bad(string sentence) => new($"{Name}: {sentence}");
}
