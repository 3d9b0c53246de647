using System.Text.RegularExpressions;
using HomelabMcp.Core;

namespace HomelabMcp.Repository;

/// <summary>Turns what git printed into one sentence and a sort of failure.</summary>
internal static partial class GitDiagnosis
{
    private static readonly (GitFailure Failure, string Advice, string[] Signs)[] Rows =
    [
        (GitFailure.HostNotTrusted, "the SSH host key is not in the known hosts; add it (ssh-keyscan) to repository.credentials.knownHosts after checking it",
            ["Host key verification failed", "REMOTE HOST IDENTIFICATION HAS CHANGED"]),
        (GitFailure.HostNotTrusted, "the TLS certificate is not trusted; add its authority to this system's certificates",
            ["certificate problem", "certificate verify failed", "server certificate verification failed"]),
        (GitFailure.AuthenticationRefused, "the credentials were refused or are missing; check repository.credentials and the rights of that account",
            ["Authentication failed", "could not read Username", "could not read Password", "Permission denied (", "returned error: 401", "returned error: 403", "HTTP 401", "HTTP 403", "Too many authentication failures"]),
        (GitFailure.Unreachable, "the host was not reached; check repository.url and the network",
            ["Could not resolve host", "Failed to connect", "Could not connect", "Connection refused", "Connection timed out", "Connection reset", "No route to host", "Network is unreachable", "Could not resolve hostname", "Operation timed out", "Empty reply from server", "returned error: 5", "Connection closed by", "early EOF", "unexpected disconnect"]),
        (GitFailure.Unsupported, "the repository uses SHA-256 object ids, which cannot be read here; use one with SHA-1 ids",
            ["mismatched algorithms", "unknown object format"]),
        (GitFailure.NotARepository, "there is no git repository at this address; check repository.url, or make one with 'git init --bare'",
            ["not a git repository", "does not appear to be a git repository", "not found", "not valid: is this a git repository", "returned error: 404", "does not exist"]),
        (GitFailure.Rejected, "the other side refused it",
            ["remote rejected", "hook declined", "protected branch"]),
    ];

    public static GitException Explain(string step, string error, string where, Func<string, string> mask)
    {
        var text = mask(error);
        foreach (var (failure, advice, signs) in Rows)
            if (signs.Any(sign => text.Contains(sign, StringComparison.OrdinalIgnoreCase)))
                return new(failure, $"{step} ({where}) failed: {advice}. git said: {Words(text)}");
        return new(GitFailure.Failed, $"{step} ({where}) failed. git said: {Words(text)}");
    }

    /// <summary>The telling lines, as one, without anything that could steer a terminal.</summary>
    private static string Words(string error)
    {
        var lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => !line.StartsWith("hint:", StringComparison.Ordinal)).ToArray();
        var telling = lines.Where(line => TellingPattern().IsMatch(line)).ToArray();
        var words = UntrustedText.CleanOf(string.Join("; ", (telling.Length > 0 ? telling : lines).Take(6)));
        return words is "" ? "(nothing)" : words.Length > 600 ? words[..600] + "…" : words;
    }

    [GeneratedRegex("^(fatal|error|remote|ssh|!|Permission|Host key)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex TellingPattern();
}
