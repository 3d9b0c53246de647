using HomelabMcp.Core;

namespace HomelabMcp.Hub.Api;

/// <summary>The audit log.</summary>
internal static class AuditRoutes
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/audit", (HttpContext http, int? limit, string? cursor, CancellationToken cancel) => http.Hub().AuditAsync(limit ?? 100, cursor, cancel))
            .Described("Audit", "Who did what", "Newest first; each entry's hash covers the one before it.", Role.Viewer).ProducesProblem(400);
}
