using System.Text.RegularExpressions;
using HomelabMcp.Core;

namespace HomelabMcp.Repository;

/// <summary>Names of branches that we write: a subset of git's own rules that is safe in files, URLs and commands.</summary>
public static partial class BranchName
{
    /// <summary>Where proposals live: <c>proposal/&lt;id&gt;</c>.</summary>
    public const string ProposalPrefix = "proposal/";

    /// <summary>The short name, unchanged; a <see cref="HomelabException"/> that says what is valid where it is not.</summary>
    public static string Require(string name)
    {
        if (!IsValid(name))
            throw new HomelabException(
                $"'{UntrustedText.CleanOf(Shorten(name))}' is no branch name; valid: at most 200 letters, digits, '.', '_' and '-' in parts separated by '/', each part beginning with a letter or digit, without '..' and not ending in '.' or '.lock'.");
        return name;
    }

    /// <summary>Whether we would write a branch of this short name.</summary>
    public static bool IsValid(string name) =>
        name.Length is > 0 and <= 200
        && Pattern().IsMatch(name)
        && !name.Contains("..", StringComparison.Ordinal)
        && !name.StartsWith("refs/", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("HEAD", StringComparison.OrdinalIgnoreCase)
        && !HexPattern().IsMatch(name)
        && name.Split('/').All(part => !part.EndsWith('.') && !part.EndsWith(".lock", StringComparison.OrdinalIgnoreCase));

    private static string Shorten(string name) => name.Length <= 80 ? name : name[..80] + "…";

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();

    // A branch named like a commit id makes every later lookup ambiguous.
    [GeneratedRegex(@"\A[0-9a-fA-F]{40}([0-9a-fA-F]{24})?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex HexPattern();
}
