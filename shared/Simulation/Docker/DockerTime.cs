using System.Globalization;
using System.Text.RegularExpressions;

namespace HomelabMcp.Simulation.Docker;

/// <summary>Times as the engine reads and writes them.</summary>
internal static partial class DockerTime
{
    public const string Never = "0001-01-01T00:00:00Z";

    public static string Text(DateTimeOffset? at) =>
        at is { } time ? time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture) : Never;

    public static string Seconds(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Unix seconds (with fraction), RFC 3339, or a Go duration counted back from now.</summary>
    public static DateTimeOffset? Parse(string? text, TimeProvider clock)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
            return DateTimeOffset.UnixEpoch.AddSeconds(seconds);
        if (Duration().Match(text) is { Success: true } match && match.Length == text.Length && text.Length > 0)
        {
            var span = TimeSpan.Zero;
            for (var i = 0; i < match.Groups["n"].Captures.Count; i++)
            {
                var number = double.Parse(match.Groups["n"].Captures[i].Value, CultureInfo.InvariantCulture);
                span += match.Groups["u"].Captures[i].Value switch { "h" => TimeSpan.FromHours(number), "m" => TimeSpan.FromMinutes(number), _ => TimeSpan.FromSeconds(number) };
            }
            return clock.GetUtcNow() - span;
        }
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : throw new DockerFault(400, $"parsing time \"{text}\": invalid");
    }

    /// <summary>"About an hour", "3 days": the words of `docker ps`.</summary>
    public static string Human(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => "Less than a second",
        { TotalSeconds: < 2 } => "1 second",
        { TotalSeconds: < 60 } => $"{(int)span.TotalSeconds} seconds",
        { TotalMinutes: < 2 } => "About a minute",
        { TotalMinutes: < 60 } => $"{(int)span.TotalMinutes} minutes",
        { TotalHours: < 1.5 } => "About an hour",
        { TotalHours: < 48 } => $"{(int)(span.TotalHours + 0.5)} hours",
        { TotalDays: < 14 } => $"{(int)span.TotalDays} days",
        { TotalDays: < 60 } => $"{(int)(span.TotalDays / 7)} weeks",
        { TotalDays: < 730 } => $"{(int)(span.TotalDays / 30)} months",
        _ => $"{(int)(span.TotalDays / 365)} years",
    };

    [GeneratedRegex(@"^(?:(?<n>\d+(?:\.\d+)?)(?<u>[hms]))+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Duration();
}
