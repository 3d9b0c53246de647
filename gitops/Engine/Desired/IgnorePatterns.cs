using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace HomelabMcp.Engine;

/// <summary>
/// The patterns of <c>.homelabignore</c>: one a line, <c>#</c> comments, <c>*</c>, <c>?</c>, <c>**</c>, a leading
/// <c>/</c> for the root, a trailing <c>/</c> for folders, <c>!</c> to take a path back in; the last match decides.
/// </summary>
internal sealed class IgnorePatterns(ImmutableArray<(Regex Pattern, bool Ignores)> patterns)
{
    /// <summary>Name of the file, at the root.</summary>
    public const string File = ".homelabignore";

    public static IgnorePatterns None { get; } = new([]);

    public static IgnorePatterns Parse(string text) =>
        new([.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').Select(Pattern)]);

    /// <summary>Whether a path is left out: by a pattern, or because one of its names begins with a dot.</summary>
    public bool Ignores(string path) =>
        path.StartsWith('.') || path.Contains("/.", StringComparison.Ordinal) || Matches(path);

    /// <summary>Whether a pattern leaves a path out; dots do not matter (a stack may need its <c>.env</c>).</summary>
    public bool Matches(string path)
    {
        var ignored = false;
        foreach (var (pattern, ignores) in patterns)
            if (ignores != ignored && pattern.IsMatch(path)) ignored = ignores;
        return ignored;
    }

    private static (Regex Pattern, bool Ignores) Pattern(string line)
    {
        var ignores = line[0] != '!';
        var glob = ignores ? line : line[1..];
        var anchored = glob.TrimEnd('/').Contains('/', StringComparison.Ordinal);
        var folder = glob.EndsWith('/');
        var regex = new StringBuilder("^").Append(anchored ? "" : "(?:.*/)?").Append(Translate(glob.Trim('/'))).Append(folder ? "/.*$" : "(?:/.*)?$");
        return (new Regex(regex.ToString(), RegexOptions.NonBacktracking, TimeSpan.FromSeconds(1)), ignores);
    }

    private static string Translate(string glob) => Regex.Escape(glob)
        .Replace("\\*\\*/", "(?:.*/)?", StringComparison.Ordinal)
        .Replace("\\*\\*", ".*", StringComparison.Ordinal)
        .Replace("\\*", "[^/]*", StringComparison.Ordinal)
        .Replace("\\?", "[^/]", StringComparison.Ordinal);
}
