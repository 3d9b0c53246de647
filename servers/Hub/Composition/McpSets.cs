using HomelabMcp.Hosting;
using HomelabMcp.Hub.Commands;

namespace HomelabMcp.Hub;

/// <summary>What <c>homelab mcp</c> serves: the tools of one server or of all, with what they need.</summary>
internal sealed class McpSets : IAsyncDisposable
{
    /// <summary>The word for all servers together.</summary>
    public const string All = "all";

    private McpSets(HomelabConfiguration configuration, IReadOnlyList<ToolSet> tools) => (Configuration, Tools) = (configuration, tools);

    /// <summary>The servers' names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Platforms.All.Select(platform => platform.Name)];

    /// <summary>The configuration, without targets that nothing of this process looks at.</summary>
    public HomelabConfiguration Configuration { get; }

    /// <summary>The tools.</summary>
    public IReadOnlyList<ToolSet> Tools { get; }

    /// <summary>Opens what a server needs.</summary>
    public static Task<McpSets> OpenAsync(HomelabConfiguration configuration, string server, Surroundings here, CancellationToken cancel)
    {
        var chosen = Platforms.All.Where(platform => server is All || platform.Name == server).ToList();
        var narrow = configuration with { Targets = [.. configuration.Targets.Where(target => chosen.Any(platform => platform.Name == target.Platform))] };
        return Task.FromResult(new McpSets(narrow, [.. chosen.Select(ToolSet.Of)]));
    }

    /// <summary>Registers what the tools are constructed with.</summary>
    public void AddServices(IServiceCollection services) { }

    /// <summary>Whether proposals can be made now.</summary>
    public ValueTask<bool> ProposalsOpenAsync(CancellationToken cancel) => ValueTask.FromResult(false);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
