using HomelabMcp.Core;
using Microsoft.AspNetCore.Mvc;

namespace HomelabMcp.Hub.Api;

/// <summary>What waits for a reviewer outside a proposal.</summary>
internal static class ApprovalRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/approvals", (HttpContext http, CancellationToken cancel) => http.Hub().ApprovalsAsync(cancel))
            .Described("Approvals", "What waits", "Steps and changes of the rules that wait for a reviewer, oldest first.", Role.Viewer);
        api.MapPost("/approvals/{id}/approve", (HttpContext http, string id, [FromBody] Decision? decision, CancellationToken cancel) =>
                http.Hub().ApproveAsync(id, decision ?? new(), cancel))
            .Described("Approvals", "Approve", "Approves one, by name; 409 when planHash is not the plan of this moment.", Role.Reviewer)
            .ProducesProblem(404).ProducesProblem(409);
        api.MapPost("/approvals/{id}/deny", (HttpContext http, string id, [FromBody] Decision? decision, CancellationToken cancel) =>
                http.Hub().DenyAsync(id, decision ?? new(), cancel))
            .Described("Approvals", "Deny", "Denies one: it stays denied until Git or the live system makes another step of it.", Role.Reviewer)
            .ProducesProblem(404).ProducesProblem(409);
    }
}
