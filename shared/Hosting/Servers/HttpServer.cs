using HomelabMcp.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Server;

namespace HomelabMcp.Hosting;

/// <summary>
/// Serves MCP over Streamable HTTP, one endpoint for both eras of the specification: clients of 2026-07-28 are served
/// without sessions, those of 2025-11-25 get one.
/// </summary>
public static class HttpServer
{
    private const string SetKey = "homelab.set";

    /// <summary>Adds what <see cref="MapHomelabMcp"/> maps: tools, pipeline, transport.</summary>
    public static IMcpServerBuilder AddHomelabMcpOverHttp(this IServiceCollection services, HomelabMcpOptions options)
    {
        services.AddDistributedMemoryCache();
        services.AddSingleton<RouteCollections>();
        return services.AddHomelabMcp(options)
            .WithHttpTransport(http =>
            {
                http.SessionMode = HttpServerSessionMode.StatefulForInitializeClients;
                http.IdleTimeout = options.Limits.SessionIdle;
                http.MaxIdleSessionCount = options.Limits.IdleSessions;
                http.TimeProvider = options.Clock;
                http.ConfigureSessionOptions = (context, server, _) =>
                {
                    context.RequestServices.GetRequiredService<RouteCollections>().Narrow(context.Items[SetKey] as string, server);
                    return Task.CompletedTask;
                };
            })
            .WithDistributedCacheEventStreamStore();
    }

    /// <summary>
    /// Maps <paramref name="path"/> to all tools and, where there are several sets, <c>path/NAME</c> to each. Put the
    /// host guard and authentication before it; a request without a principal is let in only where the options name a
    /// local one.
    /// </summary>
    public static IEndpointConventionBuilder MapHomelabMcp(this IEndpointRouteBuilder endpoints, string path = "/mcp")
    {
        var options = endpoints.ServiceProvider.GetRequiredService<HomelabMcpOptions>();
        var group = endpoints.MapGroup("");
        Map(group, path, null, options);
        foreach (var set in options.ToolSets.Where(set => set.HasOwnServer)) Map(group, $"{path}/{set.Name}", set.Name, options);
        return group;
    }

    private static void Map(RouteGroupBuilder group, string path, string? set, HomelabMcpOptions options) =>
        group.MapMcp(path).Add(endpoint =>
        {
            var next = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = context =>
            {
                context.Items[SetKey] = set;
                return EnterAsync(context, options, next);
            };
        });

    private static async Task EnterAsync(HttpContext context, HomelabMcpOptions options, RequestDelegate next)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body) body.MaxRequestBodySize = options.Limits.RequestBytes;
        if (context.Request.ContentLength > options.Limits.RequestBytes)
        {
            await Problem.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, $"A request may have {options.Limits.RequestBytes} bytes.");
            return;
        }

        if (PrincipalClaims.Read(context.User) is null)
        {
            if (options.Local is not { } local)
            {
                await Problem.ChallengeAsync(context);
                return;
            }

            context.User = PrincipalClaims.For(local, "local");
        }

        if (context.Request.Query.TryGetValue("mode", out var wanted))
        {
            if (!Enum.TryParse<ServerMode>(wanted, ignoreCase: true, out var mode) || !Enum.IsDefined(mode) || int.TryParse(wanted, out _))
            {
                await Problem.WriteAsync(context, StatusCodes.Status400BadRequest, $"'{UntrustedText.CleanOf(wanted.ToString())}' is not a mode: {Nearest.Hint(wanted.ToString(), ["read", "propose", "operate"])}.");
                return;
            }

            context.User = PrincipalClaims.Narrowed(context.User, mode);
        }

        await next(context);
    }

    /// <summary>The tools behind each route, made once.</summary>
    internal sealed class RouteCollections(HomelabMcpOptions options, ToolCatalog catalog)
    {
        private readonly Dictionary<string, (ToolSet Set, McpServerPrimitiveCollection<McpServerTool> Tools)> bySet =
            options.ToolSets.ToDictionary(set => set.Name, set => (set, catalog.CollectionOf(set)), StringComparer.Ordinal);

        public void Narrow(string? name, McpServerOptions server)
        {
            if (name is null) return;
            var (set, tools) = bySet[name];
            server.ServerInfo = HomelabMcpServices.Identity(set);
            server.ServerInstructions = set.Instructions;
            server.ToolCollection = tools;
        }
    }
}
