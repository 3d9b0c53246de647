using HomelabMcp.Simulation.Proxmox.Access;
using Microsoft.AspNetCore.Http;

namespace HomelabMcp.Simulation.Proxmox.Http;

/// <summary>Who sends a request: by API token, by ticket in a cookie, or by ticket in the Authorization header.</summary>
internal static class Authentication
{
    private const string Failed = "Authentication failed!";

    /// <exception cref="ProtocolError">401 with an empty body.</exception>
    public static Caller Identify(HttpRequest request, string method, Cluster cluster)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith("PVEAPIToken", StringComparison.Ordinal) && header.Length > 12)
            return ByToken(header[12..].Trim(), cluster);
        var ticket = header.StartsWith("PVEAuthCookie=", StringComparison.Ordinal) ? header[14..] : Cookie(request);
        if (string.IsNullOrEmpty(ticket))
            throw new ProtocolError(401, "No ticket");
        var user = cluster.Tickets.Verify(Uri.UnescapeDataString(ticket));
        if (user is null || !IsActive(cluster, user))
            throw new ProtocolError(401, Failed);
        if (method is not "GET" && !cluster.Tickets.VerifyCsrf(request.Headers["CSRFPreventionToken"].ToString(), user))
            throw new ProtocolError(401, "Permission denied - invalid csrf token");
        return new Caller(user, null);
    }

    private static Caller ByToken(string text, Cluster cluster)
    {
        var bang = text.IndexOf('!', StringComparison.Ordinal);
        var equals = text.IndexOf('=', Math.Max(bang, 0));
        if (bang <= 0 || equals < bang)
            throw new ProtocolError(401, Failed);
        var (user, id, secret) = (text[..bang], text[(bang + 1)..equals], text[(equals + 1)..]);
        if (!IsActive(cluster, user) || cluster.State.Access.Users[user].Tokens.GetValueOrDefault(id) is not { } token
            || token.Secret != secret || IsPast(cluster, token.Expires))
            throw new ProtocolError(401, Failed);
        return new Caller(user, id);
    }

    public static bool IsActive(Cluster cluster, string user) =>
        cluster.State.Access.Users.GetValueOrDefault(user) is { Enabled: true } found && !IsPast(cluster, found.Expires);

    private static bool IsPast(Cluster cluster, long expires) => expires > 0 && expires <= cluster.Now.ToUnixTimeSeconds();

    private static string? Cookie(HttpRequest request)
    {
        foreach (var part in request.Headers.Cookie.ToString().Split(';', StringSplitOptions.TrimEntries))
            if (part.StartsWith("PVEAuthCookie=", StringComparison.Ordinal))
                return part[14..];
        return null;
    }
}
