using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>Patterns of a policy: <c>kind/name</c> or <c>kind/name@target</c>, where <c>*</c> stands for any text.</summary>
public static class ResourcePattern
{
    /// <summary>Whether a resource is meant by a pattern.</summary>
    public static bool Matches(string pattern, ResourceKey key) => pattern.Contains('@', StringComparison.Ordinal)
        ? Matches(pattern, key.ToString())
        : Matches(pattern, key.Short);

    // Two positions instead of a regular expression: linear enough, and no pattern can make it slow.
    private static bool Matches(string pattern, string text)
    {
        int p = 0, t = 0, star = -1, from = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*') (star, from, p) = (p, t, p + 1);
            else if (p < pattern.Length && pattern[p] == text[t]) (p, t) = (p + 1, t + 1);
            else if (star >= 0) (p, t) = (star + 1, ++from);
            else return false;
        }

        while (p < pattern.Length && pattern[p] == '*') p++;
        return p == pattern.Length;
    }
}
