using HomelabMcp.Core;
using HomelabMcp.Hosting;
using HomelabMcp.Hub.Api;
using HomelabMcp.Hub.Doors;
using HomelabMcp.Hub.Security;

namespace HomelabMcp.Hub.Pages;

/// <summary>The pages for people, and what their forms post.</summary>
internal static class PageRoutes
{
    private const int Shown = 100;

    /// <summary>Maps all of it.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Layout.StylePath, () => Results.Bytes(Layout.Style, "text/css; charset=utf-8")).ForAnybody().ExcludeFromDescription();
        Page(routes, "/", OverviewAsync);
        Page(routes, "/resources", async (http, hub, visitor, cancel) =>
        {
            var query = new ResourceQuery(Asked(http, "kind"), Asked(http, "target"), Asked(http, "state"), Shown, Asked(http, "cursor"));
            return ResourcesPage.List(await hub.ResourcesAsync(query, cancel), query, visitor);
        });
        Page(routes, "/resources/{kind}/{name}", async (http, hub, visitor, cancel) =>
            ResourcesPage.One(await hub.ResourceAsync(Value(http, "kind"), Value(http, "name"), Asked(http, "target"), cancel), visitor));
        Page(routes, "/runs", async (http, hub, visitor, cancel) => RunsPage.List(await hub.RunsAsync(Shown, Asked(http, "cursor"), cancel), visitor));
        Page(routes, "/runs/{id}", async (http, hub, visitor, cancel) => RunsPage.One(await hub.RunAsync(Value(http, "id"), cancel), visitor));
        Page(routes, "/proposals", async (http, hub, visitor, cancel) => ProposalsPage.List(await hub.ProposalsAsync(null, Shown, Asked(http, "cursor"), cancel), visitor));
        Page(routes, "/proposals/{id}", async (http, hub, visitor, cancel) => ProposalsPage.One(await hub.ProposalAsync(Value(http, "id"), cancel), visitor));
        routes.MapPost("/proposals/{id}", DecideProposalAsync).For(Role.Assistant).DisableAntiforgery().ExcludeFromDescription();
        routes.MapPost("/approvals/{id}", DecideApprovalAsync).For(Role.Reviewer).DisableAntiforgery().ExcludeFromDescription();
    }

    private static async Task<Html> OverviewAsync(HttpContext http, LocalHub hub, Visitor visitor, CancellationToken cancel) => new OverviewPage(
        await hub.StatusAsync(cancel), await hub.ApprovalsAsync(cancel), await hub.ProposalsAsync(null, 20, null, cancel),
        await hub.KnownDriftAsync(cancel), await hub.RunsAsync(10, null, cancel)).Render(visitor);

    // Open to anybody, because what anybody sees is the form to sign in.
    private static void Page(IEndpointRouteBuilder routes, string path, Func<HttpContext, LocalHub, Visitor, CancellationToken, Task<Html>> render) =>
        routes.MapGet(path, async (HttpContext http, CancellationToken cancel) =>
        {
            var visitor = AccessGate.VisitorOf(http) ?? (PrincipalClaims.Read(http.User) is { } bearer ? new Visitor(bearer, "") : null);
            if (visitor is null) return PageResult.Of(Layout.SignIn(null, http.Request.Path + http.Request.QueryString));
            try
            {
                return PageResult.Of(await render(http, http.Hub(), visitor, cancel));
            }
            catch (HomelabException wrong)
            {
                return Wrong(visitor, wrong);
            }
        }).ForAnybody().ExcludeFromDescription();

    private static async Task<IResult> DecideProposalAsync(HttpContext http, string id, CancellationToken cancel)
    {
        var form = await http.Request.ReadFormAsync(cancel);
        var (visitor, hub) = (AccessGate.VisitorOf(http), http.Hub());
        var (decision, comment) = (DecisionOf(form), form["comment"].ToString());
        var verb = form["decision"].ToString();
        if (verb is not "comment" && PrincipalClaims.Read(http.User)?.Has(Role.Reviewer) is not true) return Problems.Of(403, "Only a reviewer decides on proposals.");
        try
        {
            _ = verb switch
            {
                "approve" => await hub.ApproveProposalAsync(id, decision, cancel),
                "merge" => await hub.MergeProposalAsync(id, decision, cancel),
                "reject" => await hub.RejectProposalAsync(id, decision, cancel),
                "comment" => await hub.CommentProposalAsync(id, comment, cancel),
                _ => throw new HomelabException("The form said nothing to do."),
            };
        }
        catch (HomelabException wrong) when (visitor is not null)
        {
            return Wrong(visitor, wrong);
        }

        return Results.LocalRedirect($"/proposals/{Uri.EscapeDataString(id)}");
    }

    private static async Task<IResult> DecideApprovalAsync(HttpContext http, string id, CancellationToken cancel)
    {
        var form = await http.Request.ReadFormAsync(cancel);
        var (visitor, hub) = (AccessGate.VisitorOf(http), http.Hub());
        try
        {
            _ = form["decision"].ToString() switch
            {
                "approve" => await hub.ApproveAsync(id, DecisionOf(form), cancel),
                "deny" => await hub.DenyAsync(id, DecisionOf(form), cancel),
                _ => throw new HomelabException("The form said nothing to do."),
            };
        }
        catch (HomelabException wrong) when (visitor is not null)
        {
            return Wrong(visitor, wrong);
        }

        return Results.LocalRedirect("/");
    }

    private static Decision DecisionOf(IFormCollection form) => new(
        form["planHash"].ToString() is { Length: > 0 } hash ? hash : null,
        form["comment"].ToString() is { Length: > 0 } comment ? comment : null);

    private static IResult Wrong(Visitor visitor, HomelabException wrong) => PageResult.Of(
        Layout.Page("It did not work", visitor, Html.Of($"""<h1>It did not work</h1><p class="notice bad" role="alert">{wrong.Message}</p><p><a href="/">Overview</a></p>""")),
        Problems.StatusOf(wrong));

    private static string? Asked(HttpContext http, string name) => http.Request.Query[name].ToString() is { Length: > 0 } value ? value : null;

    private static string Value(HttpContext http, string name) => (string)http.GetRouteValue(name)!;
}
