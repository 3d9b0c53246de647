using HomelabMcp.Core;
using HomelabMcp.Hosting;
using HomelabMcp.Hub.Api;
using HomelabMcp.Hub.Pages;

namespace HomelabMcp.Hub.Security;

/// <summary>
/// Stands between routing and every route: identifies the caller, compares with the route's rule, and asks for the
/// form token where a write comes by cookie.
/// </summary>
internal sealed class AccessGate(Credentials credentials, SessionSeal seal)
{
    /// <summary>The header in which a program sends the form token of its session.</summary>
    public const string FormHeader = "X-Antiforgery-Token";

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is not { } endpoint)
        {
            await Problems.Of(404, $"There is no {context.Request.Method} {context.Request.Path} here; /openapi/v1.json lists what there is.").ExecuteAsync(context);
            return;
        }

        var rule = endpoint.Metadata.GetMetadata<AccessRule>() ?? new(Role.Admin);
        var who = await credentials.ReadAsync(context.Request, context.RequestAborted);
        if (who.Cookie is not null && !rule.Cookies) who = new(null);
        if (await RefusalAsync(context, rule, who) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        if (who.Principal is { } principal)
        {
            context.User = PrincipalClaims.For(principal, who.Cookie is null ? "Bearer" : "Cookie");
            if (who.Cookie is not null) context.Items[typeof(Visitor)] = new Visitor(principal, seal.FormToken(who.Cookie));
        }

        await next(context);
    }

    /// <summary>The signed-in person of a request; null where there is none.</summary>
    public static Visitor? VisitorOf(HttpContext context) => context.Items[typeof(Visitor)] as Visitor;

    private async Task<IResult?> RefusalAsync(HttpContext context, AccessRule rule, Identified who)
    {
        if (rule.Role is not { } needed) return null;
        if (who.Principal is not { } principal)
        {
            context.Response.Headers.WWWAuthenticate = who.Problem is null ? "Bearer realm=\"homelab\"" : "Bearer realm=\"homelab\", error=\"invalid_token\"";
            return Problems.Of(401, who.Problem ?? "Send a token as 'Authorization: Bearer TOKEN'; 'homelab token create' makes one.");
        }

        if (!principal.Has(needed))
            return Problems.Of(403, $"'{principal.Name}' has the role {Name(principal.Role)}; this needs {Name(needed)}.");
        if (who.Cookie is { } cookie && !IsSafe(context.Request.Method) && !seal.IsFormToken(cookie, await FormTokenAsync(context.Request)))
            return Problems.Of(403, $"A write with a session cookie needs the session's anti-forgery token, in the form field '{Visitor.FormField}' or the header {FormHeader}: reload the page.");
        return null;
    }

    private static async Task<string?> FormTokenAsync(HttpRequest request)
    {
        if (request.Headers[FormHeader] is [{ Length: > 0 } header]) return header;
        return request.HasFormContentType ? (string?)(await request.ReadFormAsync(request.HttpContext.RequestAborted))[Visitor.FormField] : null;
    }

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private static string Name(Role role) => role.ToString().ToLowerInvariant();
}
