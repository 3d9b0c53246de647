using HomelabMcp.Core;
using HomelabMcp.Hosting;
using HomelabMcp.Hub.Doors;
using HomelabMcp.Hub.Security;

namespace HomelabMcp.Hub.Api;

/// <summary>The REST interface below <c>/api/v1</c>.</summary>
internal static class ApiRoutes
{
    /// <summary>Maps all of it.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").WithGroupName("v1");
        StatusRoutes.Map(api);
        ResourceRoutes.Map(api);
        RunRoutes.Map(api);
        ProposalRoutes.Map(api);
        ApprovalRoutes.Map(api);
        TokenRoutes.Map(api);
        AuditRoutes.Map(api);
        WebhookRoutes.Map(api);
    }

    /// <summary>The installation, asked on behalf of whoever sent the request.</summary>
    public static LocalHub Hub(this HttpContext context) =>
        context.RequestServices.GetRequiredService<LocalHub>().As(PrincipalClaims.Read(context.User) ?? throw new HomelabException("This route needs a token."));

    /// <summary>How a route is described: what it does, and the errors that any such route may answer.</summary>
    public static RouteHandlerBuilder Described(this RouteHandlerBuilder route, string tag, string summary, string description, Role role)
    {
        route.WithTags(tag).WithSummary(summary).WithDescription($"{description} Role: {Words.Of(role)}.").For(role)
            .ProducesProblem(401).ProducesProblem(403);
        return route;
    }
}
