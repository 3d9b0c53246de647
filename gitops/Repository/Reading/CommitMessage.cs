using System.Collections.Immutable;
using System.Text.RegularExpressions;
using HomelabMcp.Core;

namespace HomelabMcp.Repository;

/// <summary>Writes and reads commit messages. Trailers are the last paragraph alone, so that a body cannot forge one.</summary>
internal static partial class CommitMessage
{
    public static string Compose(string message, IEnumerable<Trailer> trailers)
    {
        var body = UntrustedText.CleanOf(message.ReplaceLineEndings("\n")).Trim();
        if (body is "") throw new GitException(GitFailure.BadChange, "A commit needs a message; give at least a title.");
        var lines = trailers.Select(Line).ToArray();
        return lines.Length is 0 ? body + "\n" : $"{body}\n\n{string.Join('\n', lines)}\n";
    }

    public static ImmutableArray<Trailer> Trailers(string message)
    {
        var paragraphs = message.ReplaceLineEndings("\n").Trim().Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        if (paragraphs.Length < 2) return [];
        var matches = paragraphs[^1].Split('\n').Select(line => Pattern().Match(line)).ToArray();
        return matches.All(match => match.Success)
            ? [.. matches.Select(match => new Trailer(match.Groups["key"].Value, match.Groups["value"].Value.Trim()))]
            : [];
    }

    private static string Line(Trailer trailer)
    {
        // The value may come from a client's own name: kept to one line, or it could add trailers of its own.
        var value = string.Join(' ', UntrustedText.CleanOf(trailer.Value).Split(['\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries)).Trim();
        if (!KeyPattern().IsMatch(trailer.Key))
            throw new GitException(GitFailure.BadChange, $"'{UntrustedText.CleanOf(trailer.Key)}' is no trailer key; valid: letters, digits and dashes.");
        return $"{trailer.Key}: {value}";
    }

    [GeneratedRegex(@"\A(?<key>[A-Za-z0-9][A-Za-z0-9-]*): ?(?<value>.*)\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9-]*\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex KeyPattern();
}
