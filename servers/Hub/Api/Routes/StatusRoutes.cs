using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Hub.Api;

/// <summary>How the whole stands, and what may be asked of the reconciler.</summary>
internal static class StatusRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/status", (HttpContext http, CancellationToken cancel) => http.Hub().StatusAsync(cancel))
            .Described("Status", "How the whole stands", "Repository, reconciler, targets, counts by state, what waits.", Role.Viewer);
        api.MapGet("/targets", (HttpContext http, CancellationToken cancel) => http.Hub().TargetsAsync(cancel))
            .Described("Status", "The configured systems", "Each with what is wrong with it, if anything is.", Role.Viewer);
        api.MapGet("/plan", (HttpContext http, string? @ref, CancellationToken cancel) => http.Hub().PlanAsync(@ref, cancel))
            .Described("Reconciler", "A plan", "What would be done to bring the live systems to a branch or commit (ref), at this moment; without ref: the protected branch. Nothing is written.", Role.Viewer)
            .Produces<JsonObject>().ProducesProblem(404).ProducesProblem(422);
        api.MapPost("/sync", (HttpContext http, CancellationToken cancel) => http.Hub().SyncAsync(cancel))
            .Described("Reconciler", "Carry out now", "Fetches, observes, plans and carries out what is merged, under the policy; answers once the run has ended.", Role.Operator);
        api.MapPost("/pause", (HttpContext http, PauseRequest pause, CancellationToken cancel) => http.Hub().PauseAsync(pause.Reason, cancel))
            .Described("Reconciler", "Pause", "Nothing live is written until it is resumed; plans and drift go on.", Role.Operator);
        api.MapPost("/resume", async (HttpContext http, CancellationToken cancel) =>
            {
                await http.Hub().ResumeAsync(cancel);
                return Results.NoContent();
            })
            .Described("Reconciler", "Resume", "Ends a pause.", Role.Operator).Produces(204);
    }
}
