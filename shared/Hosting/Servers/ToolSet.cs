using Microsoft.Extensions.DependencyInjection;

namespace HomelabMcp.Hosting;

/// <summary>One server's worth of tools: a platform's, the GitOps ones, or those that cross platforms.</summary>
/// <param name="Name">Its place in routes and commands: <c>/mcp/NAME</c>, <c>homelab mcp NAME</c>.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Prefix">What each tool's name begins with.</param>
/// <param name="Instructions">Two or three sentences for assistants.</param>
/// <param name="AddServices">Registers what the tools are constructed with.</param>
/// <param name="AddTools">Registers the tools.</param>
public sealed record ToolSet(
    string Name,
    string Title,
    string Prefix,
    string Instructions,
    Action<IServiceCollection> AddServices,
    Action<IMcpServerBuilder> AddTools)
{
    /// <summary>Whether the set has a route and a command of its own; those that cross platforms live on the gateway alone.</summary>
    public bool HasOwnServer { get; init; } = true;

    /// <summary>A platform's tools.</summary>
    public static ToolSet Of(IPlatform platform) =>
        new(platform.Name, platform.Title, platform.ToolPrefix, platform.Instructions, platform.AddServices, platform.AddTools);
}
