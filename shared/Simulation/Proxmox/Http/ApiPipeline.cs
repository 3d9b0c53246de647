using System.Text;
using HomelabMcp.Simulation.Proxmox.Access;
using HomelabMcp.Simulation.Proxmox.Parameters;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HomelabMcp.Simulation.Proxmox.Http;

/// <summary>From a request to an answer, in the real server's order: method, encoding, caller, body, route, permission, node, parameters, handler.</summary>
internal sealed class ApiPipeline(Cluster cluster, Routes routes)
{
    private const string Base = "/api2/json";
    private const string Extjs = "/api2/extjs";
    private const string Json = "application/json;charset=UTF-8";

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            var (data, beside) = await AnswerAsync(context);
            await SendAsync(context, 200, "OK", JsonOut.Answer(data, beside), Json);
        }
        catch (ProtocolError error)
        {
            if (error.Status == 401 && cluster.Options.UnauthorizedDelay > TimeSpan.Zero)
                await Task.Delay(cluster.Options.UnauthorizedDelay, cluster.Time, context.RequestAborted);
            context.Response.Headers.Connection = "close";
            await SendAsync(context, error.Status, error.Message, Encoding.UTF8.GetBytes(error.Body ?? ""), null);
        }
        catch (ApiError error)
        {
            context.Response.Headers.Connection = "close";
            await SendAsync(context, error.Status, error.Reason, JsonOut.Answer(null, Details(error)), Json);
        }
    }

    private static Row Details(ApiError error)
    {
        var details = new Row { ["message"] = error.Status == 501 ? error.Message : error.Message.TrimEnd('\n') + "\n" };
        if (error.Errors is { } errors)
            details["errors"] = errors.ToDictionary(pair => pair.Key, pair => (object?)pair.Value, StringComparer.Ordinal);
        return details;
    }

    private async Task<(object? Data, Row Beside)> AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Method is not ("GET" or "HEAD" or "POST" or "PUT" or "DELETE" or "OPTIONS"))
            throw new ProtocolError(501, $"method '{request.Method}' not available");
        if (request.Headers.TransferEncoding.Count > 0)
            throw new ProtocolError(501, "chunked transfer encoding not supported", "chunked transfer encoding not supported");
        var method = request.Method is "HEAD" ? "GET" : request.Method;
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?', 2)[0];
        var full = Uri.UnescapeDataString(target);
        if (!full.StartsWith(Base, StringComparison.Ordinal))
            throw new ProtocolError(full.StartsWith(Extjs, StringComparison.Ordinal) ? 501 : 404, full.StartsWith(Extjs, StringComparison.Ordinal) ? "the simulator answers /api2/json only" : "Not Found");
        var path = full[Base.Length..];
        var open = (method, path) is ("POST" or "GET", "/access/ticket") or ("GET", "/access/domains");
        Caller caller;
        using (cluster.Gate.EnterScope())
            caller = open ? Caller.Nobody : Authentication.Identify(request, method, cluster);
        var arguments = await BodyReader.ReadAsync(request, context.RequestAborted);
        using (cluster.Gate.EnterScope())
            return Handle(method, path, caller, arguments);
    }

    private (object? Data, Row Beside) Handle(string method, string path, Caller caller, Arguments arguments)
    {
        if (routes.Find(method, path) is not var (route, values))
            throw new ApiError(501, $"Method '{method} {path}' not implemented");
        foreach (var (name, value) in values)
        {
            if (arguments.Text(name) is { } other && other != value)
                throw ApiError.Parameter(name, "duplicate parameter (already defined in URI) with conflicting values!");
            arguments[name] = value;
        }
        if (caller.IsToken && route.Endpoint.TicketOnly)
            throw ApiError.Forbidden($"URI '{path}' not available with API token, need proper ticket.\n");
        route.Permission.Demand(cluster.Rights, caller, arguments);
        if (values.TryGetValue("node", out var node))
            Reach(node);
        ParameterVerifier.Verify(route.Endpoint, arguments);
        var call = new Call(cluster, caller, arguments);
        var data = route.Handler(call);
        if (method is not "GET")
            cluster.Changed();
        return (data, call.Beside);
    }

    private void Reach(string node)
    {
        if (!cluster.State.Nodes.TryGetValue(node, out var state))
            throw ApiError.Die(ValueFormats.Check("pve-node", node) is null
                ? $"hostname lookup '{node}' failed - failed to get address info for: {node}: Name or service not known\n"
                : "Parameter verification failed.\n");
        if (!state.Reachable)
            throw new ProtocolError(595, "Connection refused");
    }

    private static async Task SendAsync(HttpContext context, int status, string reason, byte[] body, string? type)
    {
        context.Response.StatusCode = status;
        context.Features.Get<IHttpResponseFeature>()!.ReasonPhrase = Printable(reason);
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>A status line holds one line of Latin letters.</summary>
    private static string Printable(string reason) => new([.. reason.Where(c => c is >= ' ' and < (char)127)]);
}
