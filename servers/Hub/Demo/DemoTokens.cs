using HomelabMcp.Core;
using HomelabMcp.Store;

namespace HomelabMcp.Hub.Demo;

/// <summary>One token for each role, the same at each start on one folder.</summary>
internal static class DemoTokens
{
    /// <summary>Sees to it that the store knows them. One that was revoked stays revoked.</summary>
    public static async Task EnsureAsync(TokenBook book, IReadOnlyDictionary<Role, string> tokens, CancellationToken cancel)
    {
        var known = (await book.ListAsync(cancel)).Select(token => token.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (role, token) in tokens)
        {
            var name = $"demo-{role.ToString().ToLowerInvariant()}";
            if (!known.Contains(name)) await book.AddAsync(name, role, token, cancel);
        }
    }
}
