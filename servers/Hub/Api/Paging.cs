using System.Buffers.Text;
using System.Text;
using HomelabMcp.Core;

namespace HomelabMcp.Hub.Api;

/// <summary>Parts of lists. A cursor names the last item of a page, so that what comes and goes meanwhile shifts nothing.</summary>
internal static class Paging
{
    /// <summary>Most items of a page.</summary>
    public const int Most = 1000;

    /// <summary>Refuses a limit outside 1 to 1000.</summary>
    public static void CheckLimit(int limit)
    {
        if (limit is < 1 or > Most) throw new HomelabException($"limit is {limit}: it takes 1 to {Most}.");
    }

    /// <summary>One page of a list that is ordered by its keys.</summary>
    public static Page<TReply> Of<T, TReply>(IReadOnlyList<T> all, int limit, string? cursor, Func<T, string> key, Func<T, TReply> reply)
    {
        var start = cursor is null ? 0 : After(all, Read(cursor), key);
        var page = all.Skip(start).Take(limit).ToList();
        var next = start + page.Count < all.Count ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key(page[^1]))) : null;
        return new([.. page.Select(reply)], all.Count, next);
    }

    private static int After<T>(IReadOnlyList<T> all, string last, Func<T, string> key)
    {
        for (var index = 0; index < all.Count; index++)
            if (key(all[index]) == last) return index + 1;
        throw new HomelabException("What the cursor names is gone: start again without one.");
    }

    private static string Read(string cursor) => Base64Url.IsValid(cursor)
        ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor))
        : throw new HomelabException($"'{UntrustedText.CleanOf(cursor)}' is no cursor: send the 'next' of the page before.");
}
