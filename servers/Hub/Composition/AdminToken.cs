using HomelabMcp.Core;
using HomelabMcp.Hosting;
using HomelabMcp.Store;

namespace HomelabMcp.Hub;

/// <summary>
/// The token by which commands on the same machine talk to the hub: in a file beside the store that only the hub's user
/// can read. Loopback alone grants nothing.
/// </summary>
internal static class AdminToken
{
    private const string Name = "local-admin";

    /// <summary>Where it lies.</summary>
    public static string PathFor(HomelabConfiguration configuration) => Path.Combine(configuration.DataFolder, "admin-token");

    /// <summary>Reads it; null where there is none, or this user may not.</summary>
    public static Secret<string>? Read(HomelabConfiguration configuration)
    {
        try
        {
            return File.ReadAllText(PathFor(configuration)).Trim() is { Length: > 0 } token ? new(token) : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Makes it where the store does not know the one that lies there.</summary>
    public static async Task EnsureAsync(HomelabConfiguration configuration, HomelabStore store, CancellationToken cancel)
    {
        if (Read(configuration) is { } kept && await store.Tokens.FindAsync(kept.Reveal(), cancel) is { Role: Role.Admin }) return;
        var known = await store.Tokens.ListAsync(cancel);
        if (known.Any(token => token.Name == Name && token.Revoked is null)) await store.Tokens.RevokeAsync(Name, cancel);
        var made = await store.Tokens.CreateAsync(Name, Role.Admin, cancel);
        await PrivateFile.WriteAsync(PathFor(configuration), made.Reveal() + "\n", cancel);
    }
}
