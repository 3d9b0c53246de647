using HomelabMcp.Core;

namespace HomelabMcp.Hub.Api;

/// <summary>What the reconciler did.</summary>
internal static class RunRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/runs", (HttpContext http, int? limit, string? cursor, CancellationToken cancel) => http.Hub().RunsAsync(limit ?? 50, cursor, cancel))
            .Described("Runs", "Runs", "The runs that had something to do, newest first, without their steps.", Role.Viewer).ProducesProblem(400);
        api.MapGet("/runs/{id}", (HttpContext http, string id, CancellationToken cancel) => http.Hub().RunAsync(id, cancel))
            .Described("Runs", "One run", "Step by step, with what changed.", Role.Viewer).ProducesProblem(404);
    }
}
