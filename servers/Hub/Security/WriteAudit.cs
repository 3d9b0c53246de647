using System.Text.Json.Nodes;
using HomelabMcp.Hosting;
using HomelabMcp.Store;

namespace HomelabMcp.Hub.Security;

/// <summary>Records each write that comes over REST or a page: on disk before it runs, and how it ended after.</summary>
internal sealed class WriteAudit(AuditLog log)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var isWrite = !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method) && !HttpMethods.IsOptions(context.Request.Method);
        // Calls of tools are recorded by their own pipeline, with arguments.
        if (!isWrite || PrincipalClaims.Read(context.User) is not { } principal || context.Request.Path.StartsWithSegments("/mcp", StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }

        var begun = new AuditEntry
        {
            Id = Guid.CreateVersion7().ToString("n"),
            Who = principal.Name,
            Role = principal.Role.ToString().ToLowerInvariant(),
            Client = context.Request.Headers.UserAgent.ToString(),
            Action = $"{context.Request.Method} {(context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText}",
            Subject = context.Request.Path.ToString(),
            IsWrite = true,
            Outcome = "begun",
        };
        await log.AppendAsync(begun, context.RequestAborted);
        var outcome = "failed";
        try
        {
            await next(context);
            outcome = context.Response.StatusCode switch { < 400 => "done", < 500 => "refused", _ => "failed" };
        }
        finally
        {
            await log.AppendAsync(begun with { Outcome = outcome, Detail = new JsonObject { ["status"] = context.Response.StatusCode } }, CancellationToken.None);
        }
    }
}
