using HomelabMcp.Core;
using Microsoft.Extensions.DependencyInjection;

namespace HomelabMcp.Hosting;

/// <summary>
/// A platform as the suite sees it: everything that one folder under <c>servers/</c> brings. The hub finds the
/// implementations by the folders' project files, so a new platform edits nothing elsewhere.
/// </summary>
public interface IPlatform
{
    /// <summary>Its name in configuration, routes and kinds, for example <c>proxmox</c>.</summary>
    string Name { get; }

    /// <summary>Its name for people.</summary>
    string Title { get; }

    /// <summary>What every tool's name begins with, for example <c>proxmox_</c>.</summary>
    string ToolPrefix { get; }

    /// <summary>Two or three sentences that tell an assistant how to use this server.</summary>
    string Instructions { get; }

    /// <summary>The kinds that its manifests may have.</summary>
    IReadOnlyList<ResourceKind> Kinds { get; }

    /// <summary>
    /// The keys that its targets may have beside the common ones (<c>platform</c>, <c>url</c>, <c>token</c>,
    /// <c>credentials</c>, <c>tls</c>); they arrive in <see cref="TargetSettings.Extra"/>.
    /// </summary>
    IReadOnlyCollection<string> TargetKeys => [];

    /// <summary>Registers what its tools are constructed with, usually <see cref="TargetClients{TClient}"/>.</summary>
    void AddServices(IServiceCollection services);

    /// <summary>Registers its tools.</summary>
    void AddTools(IMcpServerBuilder mcp);

    /// <summary>Opens one of its targets for observing and applying. Opens no connection yet: the first call does.</summary>
    ITargetConnection Connect(TargetSettings settings, ConnectionContext context);
}
