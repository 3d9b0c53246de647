using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace HomelabMcp.Hosting;

/// <summary>Errors of HTTP routes as <c>application/problem+json</c>.</summary>
public static class Problem
{
    /// <summary>Answers with a problem. Does nothing where the answer has begun.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="detail">One sentence that says what is wrong and what to do.</param>
    public static async Task WriteAsync(HttpContext context, int status, string detail)
    {
        if (context.Response.HasStarted) return;
        var problem = new JsonObject
        {
            ["type"] = "about:blank",
            ["title"] = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status),
            ["status"] = status,
            ["detail"] = detail,
        };
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        await context.Response.WriteAsync(problem.ToJsonString(), context.RequestAborted);
    }

    /// <summary>401: no token, or one that is not known.</summary>
    public static Task ChallengeAsync(HttpContext context)
    {
        var given = context.Request.Headers.Authorization.Count > 0;
        context.Response.Headers.WWWAuthenticate = given ? "Bearer realm=\"homelab\", error=\"invalid_token\"" : "Bearer realm=\"homelab\"";
        return WriteAsync(context, StatusCodes.Status401Unauthorized, given
            ? "This token is not known, or was revoked: 'homelab token list' shows the valid ones."
            : "A bearer token is needed: send 'Authorization: Bearer TOKEN' ('homelab token create' makes one).");
    }

    /// <summary>403: known, but not allowed.</summary>
    public static Task ForbidAsync(HttpContext context, string? role = null)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"homelab\", error=\"insufficient_scope\"";
        var mine = PrincipalClaims.Read(context.User);
        var who = mine is null ? "This caller" : $"'{mine.Name}' ({mine.Role.ToString().ToLowerInvariant()})";
        return WriteAsync(context, StatusCodes.Status403Forbidden, role is null
            ? $"{who} may not do this."
            : $"{who} may not do this: it needs the role {role}.");
    }
}
