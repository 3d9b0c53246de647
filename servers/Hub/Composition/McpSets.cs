using HomelabMcp.Core;
using HomelabMcp.GitOps;
using HomelabMcp.Hosting;
using HomelabMcp.Hub.Commands;
using HomelabMcp.Hub.Web;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace HomelabMcp.Hub;

/// <summary>What <c>homelab mcp</c> serves: the tools of one server or of all, with what they need.</summary>
internal sealed class McpSets : IAsyncDisposable
{
    /// <summary>The word for all servers together.</summary>
    public const string All = "all";

    /// <summary>The word for the GitOps server.</summary>
    public const string GitOps = "gitops";

    private readonly Installation? installation;
    private readonly SerilogLoggerFactory? logs;

    private McpSets(HomelabConfiguration configuration, IReadOnlyList<ToolSet> tools, Installation? installation, SerilogLoggerFactory? logs) =>
        (Configuration, Tools, this.installation, this.logs) = (configuration, tools, installation, logs);

    /// <summary>The servers' names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Platforms.All.Select(platform => platform.Name), GitOps];

    /// <summary>The configuration, without targets that nothing of this process looks at.</summary>
    public HomelabConfiguration Configuration { get; }

    /// <summary>The tools.</summary>
    public IReadOnlyList<ToolSet> Tools { get; }

    /// <summary>Whether a server needs the whole installation: its store, repository and reconciler.</summary>
    public static bool NeedsInstallation(string server) => server is All or GitOps;

    /// <summary>Opens what a server needs.</summary>
    public static async Task<McpSets> OpenAsync(HomelabConfiguration configuration, string server, Surroundings here, CancellationToken cancel)
    {
        var chosen = Platforms.All.Where(platform => server is All || platform.Name == server).ToList();
        var narrow = configuration with { Targets = [.. configuration.Targets.Where(target => chosen.Any(platform => platform.Name == target.Platform))] };
        if (!NeedsInstallation(server))
        {
            return narrow.Targets.IsEmpty
                ? throw new HomelabException($"{configuration.File} has no target of platform '{server}': add one under 'targets'.")
                : new(narrow, [.. chosen.Select(ToolSet.Of)], null, null);
        }

        var log = new SerilogLoggerFactory(HubLog.Create(LogEventLevel.Warning), dispose: true);
        try
        {
            // It reads and proposes; carrying out is the hub's business.
            var opened = await Installation.OpenAsync(configuration, new(Applies: false), here.Clock, log, cancel);
            return new(narrow, [.. chosen.Select(ToolSet.Of), GitOpsTools.Of(opened.GitOps, opened.Proposals)], opened, log);
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <summary>Registers what the tools are constructed with.</summary>
    public void AddServices(IServiceCollection services)
    {
        if (installation is not null) services.AddSingleton<IProposals>(installation.Proposals);
    }

    /// <summary>Whether proposals can be made now.</summary>
    public ValueTask<bool> ProposalsOpenAsync(CancellationToken cancel) => ValueTask.FromResult(installation is not null);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (installation is not null) await installation.DisposeAsync();
        logs?.Dispose();
    }
}
