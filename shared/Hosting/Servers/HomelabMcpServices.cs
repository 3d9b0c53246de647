using System.Text.Json.Nodes;
using HomelabMcp.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace HomelabMcp.Hosting;

/// <summary>Registers tools and the one pipeline that all of their calls go through.</summary>
public static class HomelabMcpServices
{
    private static readonly string[] Versions = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28"];

    /// <summary>
    /// Adds the tool sets, their targets' settings and the pipeline. A transport is added apart:
    /// <see cref="StdioServer"/> or <see cref="HttpServer"/>.
    /// </summary>
    public static IMcpServerBuilder AddHomelabMcp(this IServiceCollection services, HomelabMcpOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(options.Configuration);
        services.AddSingleton(options.Configuration.KnownSecrets);
        services.AddSingleton(options.Limits);
        services.TryAddSingleton(options.Clock);
        // Tools that propose are constructed, and described, the same way whether or not there is a hub.
        services.TryAddSingleton<IProposals, NoProposals>();
        foreach (var target in options.Configuration.Targets) services.AddSingleton(Narrowed(target, options.Mode));
        services.AddSingleton<ToolCatalog>();
        services.AddSingleton<Admission>();
        services.AddSingleton<CallGate>();
        services.AddSingleton<ReplyCheck>();
        services.AddSingleton(_ => new ConfirmationSeal(options.Clock, options.Limits.Confirmation));
        services.AddSingleton<Confirmation>();
        services.AddSingleton<CallPipeline>();
        var mcp = services.AddMcpServer();
        foreach (var set in options.ToolSets)
        {
            set.AddServices(services);
            set.AddTools(mcp);
        }

        services.AddSingleton<IPostConfigureOptions<McpServerOptions>, Composition>();
        return mcp;
    }

    // The credential of a mode that this process does not have is never even read.
    private static TargetSettings Narrowed(TargetSettings target, ServerMode mode) => mode is ServerMode.Operate ? target : target with
    {
        Credential = access => access is Access.Read
            ? target.Credential(access)
            : throw new HomelabException($"The {access.ToString().ToLowerInvariant()} credential of target '{target.Name}' is not used in {mode.ToString().ToLowerInvariant()} mode."),
    };

    /// <summary>Puts identity, filters and order onto the SDK's options.</summary>
    private sealed class Composition(HomelabMcpOptions composed, CallPipeline pipeline, ToolCatalog catalog, Admission admission) : IPostConfigureOptions<McpServerOptions>
    {
        public void PostConfigure(string? name, McpServerOptions options)
        {
            var only = composed.ToolSets.Count is 1 ? composed.ToolSets[0] : null;
            options.ServerInfo = Identity(only);
            options.ServerInstructions = only?.Instructions ?? string.Join("\n", composed.ToolSets.Select(set => $"{set.Title}: {set.Instructions}"));
            foreach (var step in pipeline.Steps) options.Filters.Request.CallToolFilters.Add(next => step(next));
            options.Filters.Request.ListToolsFilters.Add(Listed);
            // The specification wants every list and reading to say how long and by whom it may be kept.
            options.Filters.Request.ListPromptsFilters.Add(Kept);
            options.Filters.Request.ListResourcesFilters.Add(Kept);
            options.Filters.Request.ListResourceTemplatesFilters.Add(Kept);
            options.Filters.Request.ReadResourceFilters.Add(Kept);
            options.Filters.Message.OutgoingFilters.Add(SameVersionsEverywhere);
        }

        private McpRequestHandler<ListToolsRequestParams, ListToolsResult> Listed(McpRequestHandler<ListToolsRequestParams, ListToolsResult> next) => async (context, cancel) =>
        {
            var listed = await next(context, cancel);
            var (principal, mode) = admission.Of(context.User);
            var open = new List<Tool>();
            foreach (var tool in listed.Tools.OrderBy(tool => tool.Name, StringComparer.Ordinal))
                if (await admission.RefusalAsync(catalog.Of(tool.Name), principal, mode, cancel) is null) open.Add(tool);
            listed.Tools = open;
            listed.TimeToLive = TimeSpan.FromMinutes(5);
            listed.CacheScope = CacheScope.Private;
            return listed;
        };

        private static McpRequestHandler<TParams, TResult> Kept<TParams, TResult>(McpRequestHandler<TParams, TResult> next)
            where TResult : ICacheableResult => async (context, cancel) =>
        {
            var result = await next(context, cancel);
            result.TimeToLive = TimeSpan.Zero;
            result.CacheScope = CacheScope.Private;
            return result;
        };

        // server/discover names only the versions without sessions, the error for a wrong version all of them: one
        // endpoint serves both eras, so both must name the same.
        private static McpMessageHandler SameVersionsEverywhere(McpMessageHandler next) => async (context, cancel) =>
        {
            if (context.JsonRpcMessage is JsonRpcResponse { Result: JsonObject result } && result["supportedVersions"] is not null)
                result["supportedVersions"] = new JsonArray([.. Versions.Select(version => (JsonNode)version)]);
            await next(context, cancel);
        };
    }

    private sealed class NoProposals : IProposals
    {
        public Task<ProposalAnswer> ProposeAsync(ProposalRequest request, Caller caller, CancellationToken cancel) =>
            throw new HomelabException("Proposals need a hub: start 'homelab up', or use the hub's own /mcp.");
    }

    internal static Implementation Identity(ToolSet? only) => new()
    {
        Name = only is null ? "homelab" : $"homelab-{only.Name}",
        Title = only?.Title ?? "Homelab",
        Version = ServerVersion.Text,
    };
}
