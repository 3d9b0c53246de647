using HomelabMcp.Core;
using HomelabMcp.GitOps;
using HomelabMcp.Hosting;

namespace HomelabMcp.Hub;

/// <summary>The MCP servers of an installation: each platform's, and the GitOps one.</summary>
internal static class McpServices
{
    /// <summary>Adds the gateway with all tools, and each server by itself.</summary>
    public static void AddMcp(this Installation installation, IServiceCollection services)
    {
        services.AddSingleton<IProposals>(installation.Proposals);
        services.AddHomelabMcpOverHttp(new HomelabMcpOptions
        {
            Configuration = installation.Configuration,
            ToolSets = [.. Platforms.All.Select(ToolSet.Of), GitOpsTools.Of(installation.GitOps, installation.Proposals)],
            // The widest: each caller's role and ?mode= narrow it.
            Mode = ServerMode.Operate,
            Audit = new StoreAudit(installation.Store.Audit),
            Clock = installation.Clock,
        });
    }
}
