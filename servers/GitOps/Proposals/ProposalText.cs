using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using HomelabMcp.Core;
using HomelabMcp.Repository;

namespace HomelabMcp.GitOps;

/// <summary>Names and texts of proposals: what comes from a client is cleaned before it stands in a commit.</summary>
internal static partial class ProposalText
{
    private const int LongestTitle = 120;
    private const int LongestWhy = 10_000;

    /// <summary>The branch of a proposal.</summary>
    public static string Branch(string id) => BranchName.ProposalPrefix + id;

    /// <summary>An id that people can read, made unique by the call.</summary>
    public static string Id(string title, string call)
    {
        var words = NoWord().Replace(title.ToLowerInvariant(), "-").Trim('-');
        if (words.Length > 40) words = words[..40].TrimEnd('-');
        var suffix = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{title}\n{call}")).AsSpan(0, 3));
        return words.Length == 0 ? $"change-{suffix}" : $"{words}-{suffix}";
    }

    /// <summary>A title on one line, or an error.</summary>
    public static string Title(string title)
    {
        var clean = string.Join(' ', UntrustedText.CleanOf(title).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (clean.Length == 0) throw new HomelabException("A proposal needs a title: one line that says what changes.");
        return clean.Length <= LongestTitle ? clean : throw new HomelabException($"The title has {clean.Length} characters, more than {LongestTitle}: put the rest into 'why'.");
    }

    /// <summary>The reason, cleaned.</summary>
    public static string Why(string why)
    {
        var clean = UntrustedText.CleanOf(why).ReplaceLineEndings("\n").Trim();
        return clean.Length <= LongestWhy ? clean : throw new HomelabException($"The reason has {clean.Length:N0} characters, more than {LongestWhy:N0}.");
    }

    /// <summary>The author of a commit: the principal.</summary>
    public static GitIdentity Author(Principal principal) => new(principal.Name, $"{NoWord().Replace(principal.Name.ToLowerInvariant(), "-").Trim('-')}@homelab.invalid");

    /// <summary>What the commit says of the program that helped; none for people and commands.</summary>
    public static Trailer? AssistedBy(Caller caller) => caller.Client is null
        ? null
        : new("Assisted-by", $"{Plain(caller.Client, "unknown-client")}/{Plain(caller.ClientVersion ?? "", "unknown")} (call {Plain(caller.CallId, "unknown")})");

    // A client names itself: nothing of that may look like another trailer, name or markup.
    private static string Plain(string text, string otherwise)
    {
        var clean = NotPlain().Replace(UntrustedText.CleanOf(text), "-").Trim('-', ' ');
        return clean.Length == 0 ? otherwise : clean.Length > 60 ? clean[..60] : clean;
    }

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.None, 1000)]
    private static partial Regex NoWord();

    [GeneratedRegex("[^A-Za-z0-9._+ -]+", RegexOptions.None, 1000)]
    private static partial Regex NotPlain();
}
