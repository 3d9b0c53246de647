using System.Globalization;
using System.Text.RegularExpressions;

namespace HomelabMcp.Engine;

/// <summary>Durations as people write them: <c>90s</c>, <c>30m</c>, <c>1h30m</c>, <c>2d</c>.</summary>
internal static partial class Durations
{
    /// <summary>The duration, or null.</summary>
    public static TimeSpan? Parse(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success || text.Length == 0) return null;
        return new TimeSpan(Part("d"), Part("h"), Part("m"), Part("s"));

        int Part(string unit) => match.Groups[unit].Success ? int.Parse(match.Groups[unit].ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex("^((?<d>[0-9]{1,4})d)?((?<h>[0-9]{1,4})h)?((?<m>[0-9]{1,4})m)?((?<s>[0-9]{1,4})s)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pattern();
}
