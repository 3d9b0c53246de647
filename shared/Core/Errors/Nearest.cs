namespace HomelabMcp.Core;

/// <summary>Finds what somebody probably meant.</summary>
public static class Nearest
{
    /// <summary>
    /// The candidate closest to <paramref name="word"/> by edit distance, ignoring case; null where none is close
    /// (more than a third of the longer word would have to change).
    /// </summary>
    public static string? Match(string word, IEnumerable<string> candidates)
    {
        string? best = null;
        var bestDistance = int.MaxValue;
        foreach (var candidate in candidates)
        {
            var distance = Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance >= bestDistance) continue;
            (best, bestDistance) = (candidate, distance);
        }

        return best is not null && bestDistance <= Math.Max(word.Length, best.Length) / 3.0 + 0.5 ? best : null;
    }

    /// <summary>A clause that teaches: the nearest match where there is one, and the valid choices (at most twelve).</summary>
    public static string Hint(string word, IReadOnlyCollection<string> choices)
    {
        var nearest = Match(word, choices);
        var shown = string.Join(", ", choices.Order(StringComparer.Ordinal).Take(12));
        var more = choices.Count > 12 ? $" and {choices.Count - 12} more" : "";
        return nearest is null ? $"valid: {shown}{more}" : $"did you mean '{nearest}'? valid: {shown}{more}";
    }

    private static int Distance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        var current = new int[b.Length + 1];
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            (previous, current) = (current, previous);
        }

        return previous[b.Length];
    }
}
