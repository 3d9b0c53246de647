using HomelabMcp.Core;

namespace HomelabMcp.Hub.Api;

/// <summary>Resources and drift.</summary>
internal static class ResourceRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/resources", (HttpContext http, string? kind, string? target, string? state, int? limit, string? cursor, CancellationToken cancel) =>
                http.Hub().ResourcesAsync(new(kind, target, state, limit ?? 100, cursor), cancel))
            .Described("Resources", "Resources", "What Git or a target knows, by kind, name and target. Filters: kind, target, state (synced, pending, drifted, missing, unmanaged, conflict, parked, unknown). limit is 1 to 1000; cursor is the 'next' of the page before.", Role.Viewer)
            .ProducesProblem(400);
        api.MapGet("/resources/{kind}/{name}", (HttpContext http, string kind, string name, string? target, CancellationToken cancel) =>
                http.Hub().ResourceAsync(kind, name, target, cancel))
            .Described("Resources", "One resource", "What Git says, what is live, what differs. 404 when neither has it; 409 when several targets bear the name and 'target' does not say which.", Role.Viewer)
            .ProducesProblem(404).ProducesProblem(409);
        api.MapGet("/drift", (HttpContext http, CancellationToken cancel) => http.Hub().DriftAsync(cancel))
            .Described("Resources", "Drift", "What differs on the live systems although Git did not change, with who and when where the platform tells.", Role.Viewer);
    }
}
