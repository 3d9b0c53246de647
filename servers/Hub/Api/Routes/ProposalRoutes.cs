using HomelabMcp.Core;
using Microsoft.AspNetCore.Mvc;

namespace HomelabMcp.Hub.Api;

/// <summary>Proposals: branches that wait for a human.</summary>
internal static class ProposalRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/proposals", (HttpContext http, string? state, int? limit, string? cursor, CancellationToken cancel) =>
                http.Hub().ProposalsAsync(state, limit ?? 50, cursor, cancel))
            .Described("Proposals", "Proposals", "Newest first, without plan and diff. Filter: state (open, approved, merged, rejected, withdrawn).", Role.Viewer).ProducesProblem(400);
        api.MapGet("/proposals/{id}", (HttpContext http, string id, CancellationToken cancel) => http.Hub().ProposalAsync(id, cancel))
            .Described("Proposals", "One proposal", "With its diff, and its plan against the live systems of this moment.", Role.Viewer).ProducesProblem(404);
        api.MapPost("/proposals", (HttpContext http, ProposalBody body, CancellationToken cancel) => http.Hub().ProposeAsync(body.ToRequest(), cancel))
            .Described("Proposals", "Propose", "Writes changes as one commit on a new branch and plans it; refused whole where a manifest is wrong.", Role.Assistant)
            .ProducesProblem(400).ProducesProblem(422);
        api.MapPost("/proposals/{id}/approve", (HttpContext http, string id, [FromBody] Decision? decision, CancellationToken cancel) =>
                http.Hub().ApproveProposalAsync(id, decision ?? new(), cancel))
            .Described("Proposals", "Approve", "Approves, by name, what its plan lists; 409 when planHash is not the plan of this moment.", Role.Reviewer)
            .ProducesProblem(404).ProducesProblem(409);
        api.MapPost("/proposals/{id}/merge", (HttpContext http, string id, [FromBody] Decision? decision, CancellationToken cancel) =>
                http.Hub().MergeProposalAsync(id, decision ?? new(), cancel))
            .Described("Proposals", "Approve and merge", "Approves what its plan lists and merges it into the protected branch; 409 when planHash is not the plan of this moment, or the branch moved.", Role.Reviewer)
            .ProducesProblem(404).ProducesProblem(409);
        api.MapPost("/proposals/{id}/reject", (HttpContext http, string id, [FromBody] Decision? decision, CancellationToken cancel) =>
                http.Hub().RejectProposalAsync(id, decision ?? new(), cancel))
            .Described("Proposals", "Reject", "Closes it; its branch goes.", Role.Reviewer).ProducesProblem(404).ProducesProblem(409);
        api.MapPost("/proposals/{id}/comment", (HttpContext http, string id, CommentRequest comment, CancellationToken cancel) =>
                http.Hub().CommentProposalAsync(id, comment.Comment, cancel))
            .Described("Proposals", "Comment", "Says something about it.", Role.Assistant).ProducesProblem(404);
    }
}
