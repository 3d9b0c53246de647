using HomelabMcp.Core;

namespace HomelabMcp.Hub.Api;

/// <summary>The hub's tokens.</summary>
internal static class TokenRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/tokens", (HttpContext http, CancellationToken cancel) => http.Hub().TokensAsync(cancel))
            .Described("Tokens", "Tokens", "By name; never the tokens themselves.", Role.Admin);
        api.MapPost("/tokens", (HttpContext http, TokenRequest request, CancellationToken cancel) => http.Hub().CreateTokenAsync(request, cancel))
            .Described("Tokens", "Make a token", "The answer is the only time that it is shown.", Role.Admin).ProducesProblem(400);
        api.MapDelete("/tokens/{name}", async (HttpContext http, string name, CancellationToken cancel) =>
            {
                await http.Hub().RevokeTokenAsync(name, cancel);
                return Results.NoContent();
            })
            .Described("Tokens", "Revoke a token", "It ends at once, and so do the sessions signed in with it.", Role.Admin).Produces(204).ProducesProblem(400);
    }
}
