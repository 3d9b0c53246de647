using HomelabMcp.Core;
using HomelabMcp.Store;

namespace HomelabMcp.Hub.Security;

/// <summary>What the credentials of a request came to.</summary>
/// <param name="Principal">Who asks; null for nobody.</param>
/// <param name="Problem">Why credentials that were sent do not hold.</param>
/// <param name="Cookie">The session cookie that named them; null for a bearer token.</param>
internal sealed record Identified(Principal? Principal, string? Problem = null, string? Cookie = null);

/// <summary>Finds out who asks: by bearer token, else by the session cookie of a person who signed in.</summary>
internal sealed class Credentials(TokenBook tokens, SessionSeal seal)
{
    /// <summary>Name of the session cookie.</summary>
    public const string CookieName = "homelab-session";

    /// <summary>Reads the credentials of a request.</summary>
    public async Task<Identified> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.Headers.Authorization is [{ Length: > 0 } header])
        {
            var parts = header.Split(' ', 2, StringSplitOptions.TrimEntries);
            if (parts is not [var scheme, var token] || !scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
                return new(null, "Send the token as 'Authorization: Bearer TOKEN'.");
            return await FindAsync(token, cancel) is { } bearer
                ? new(bearer)
                : new(null, "The token is not known here or was revoked: 'homelab token create' makes a new one.");
        }

        return request.Cookies[CookieName] is { } cookie && seal.Open(cookie) is { } pasted && await FindAsync(pasted, cancel) is { } person
            ? new(person, Cookie: cookie)
            : new(null);
    }

    /// <summary>Whom a token stands for; null for none.</summary>
    public Task<Principal?> FindAsync(string token, CancellationToken cancel) => tokens.FindAsync(token, cancel);
}
