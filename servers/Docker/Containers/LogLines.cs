using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Docker.DotNet;
using HomelabMcp.Core;

namespace HomelabMcp.Docker;

/// <summary>One line of a container's output, with the time at which the engine received it.</summary>
internal sealed record LogLine(string At, bool Error, string Raw);

/// <summary>Takes the engine's stream of output apart.</summary>
internal static class LogLines
{
    // A chatty container must not fill our memory: what is beyond is older than what is asked for anyway.
    private const int Most = 8 * 1024 * 1024;

    public static async Task<List<LogLine>> ReadAsync(MultiplexedStream stream, CancellationToken cancel)
    {
        var (standard, error) = (new MemoryStream(), new MemoryStream());
        var buffer = new byte[64 * 1024];
        while (standard.Length + error.Length < Most)
        {
            var read = await stream.ReadOutputAsync(buffer, 0, buffer.Length, cancel);
            if (read.EOF)
                break;
            (read.Target is MultiplexedStream.TargetStream.StandardError ? error : standard).Write(buffer, 0, read.Count);
        }
        return [.. Split(standard, false), .. Split(error, true)];
    }

    private static IEnumerable<LogLine> Split(MemoryStream content, bool error)
    {
        foreach (var line in Encoding.UTF8.GetString(content.GetBuffer(), 0, (int)content.Length).Split('\n'))
        {
            if (line.Length == 0)
                continue;
            // The engine writes 2026-11-22T22:39:00.446612052Z before each line when asked for timestamps.
            var space = line.IndexOf(' ');
            var stamped = space is > 19 and < 40 && line[4] == '-' && line[10] == 'T';
            yield return stamped ? new LogLine(line[..space], error, line[(space + 1)..].TrimEnd('\r')) : new LogLine("", error, line.TrimEnd('\r'));
        }
    }
}

/// <summary>The beginning of the time that somebody asks for.</summary>
internal static partial class LogSince
{
    /// <summary>Unix seconds, as the engine wants them; null for no limit.</summary>
    public static string? Parse(string? text, DateTimeOffset now)
    {
        if (text is null)
            return null;
        if (Age().Match(text) is { Success: true } age)
        {
            var number = double.Parse(age.Groups["number"].ValueSpan, CultureInfo.InvariantCulture);
            var span = age.Groups["unit"].Value switch { "s" => TimeSpan.FromSeconds(number), "m" => TimeSpan.FromMinutes(number), "h" => TimeSpan.FromHours(number), _ => TimeSpan.FromDays(number) };
            return (now - span).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        }
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)
            : throw new HomelabException($"'since' is neither a time nor an age: write 2026-11-22T10:00:00Z, 15m, 2h or 1d.");
    }

    [GeneratedRegex(@"^(?<number>\d{1,6})(?<unit>[smhd])$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Age();
}
