using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace HomelabMcp.Hosting;

/// <summary>
/// Refuses requests that name a host which is not ours, or come from a page of another origin: a web page that made the
/// browser resolve its name to this machine must reach nothing (DNS rebinding). For every route.
/// </summary>
public static class HostGuard
{
    /// <summary>Put it first in the pipeline.</summary>
    /// <param name="app">The pipeline.</param>
    /// <param name="hosts">Names answered to beside the loopback ones, without ports.</param>
    public static IApplicationBuilder UseHostGuard(this IApplicationBuilder app, IEnumerable<string> hosts)
    {
        var known = hosts.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return app.Use((context, next) => Refusal(context.Request, known) is { } refusal
            ? Problem.WriteAsync(context, StatusCodes.Status403Forbidden, refusal)
            : next(context));
    }

    private static string? Refusal(HttpRequest request, HashSet<string> known)
    {
        if (!IsOurs(request.Host.Host, known)) return $"This server does not answer to that host name; 'hub.hosts' in homelab.yaml lists the names it answers to.";
        return OriginsOf(request.Headers.Origin).All(origin => IsOurs(origin, known))
            ? null
            : "Requests from pages of other origins are refused; 'hub.hosts' in homelab.yaml lists the names this server answers to.";
    }

    private static IEnumerable<string> OriginsOf(StringValues origins) =>
        origins.Select(origin => Uri.TryCreate(origin, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address.Host : "");

    private static bool IsOurs(string host, HashSet<string> known)
    {
        if (host is "") return false;
        var bare = host.Trim('[', ']');
        return bare.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(bare, out var address) && IPAddress.IsLoopback(address))
            || known.Contains(bare);
    }
}
