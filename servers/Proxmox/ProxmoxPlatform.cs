using HomelabMcp.Core;
using HomelabMcp.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HomelabMcp.Proxmox;

/// <summary>Proxmox VE: guests, pools, storage, tasks.</summary>
public sealed class ProxmoxPlatform : IPlatform
{
    internal const string PlatformName = "proxmox";

    /// <inheritdoc/>
    public string Name => PlatformName;

    /// <inheritdoc/>
    public string Title => "Proxmox VE";

    /// <inheritdoc/>
    public string ToolPrefix => "proxmox_";

    /// <inheritdoc/>
    public string Instructions =>
        "Virtual machines and containers of a Proxmox VE cluster. Begin with proxmox_overview or proxmox_guests; a guest is named by its name, VMID or IP address. "
        + "Lasting changes (create, resize, reconfigure, delete) are proposals to Git, not operations.";

    /// <inheritdoc/>
    public IReadOnlyList<ResourceKind> Kinds => [PoolKind.Kind, VmKind.Kind, ContainerKind.Kind];

    /// <inheritdoc/>
    public IReadOnlyCollection<string> TargetKeys => ProxmoxOptions.Names;

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services) =>
        services.AddSingleton(provider => new TargetClients<ProxmoxClient>(
            PlatformName,
            provider.GetServices<TargetSettings>(),
            (settings, access) => Open(settings, access, provider.GetService<TimeProvider>() ?? TimeProvider.System)));

    /// <inheritdoc/>
    public void AddTools(IMcpServerBuilder mcp)
    {
    }

    /// <inheritdoc/>
    public ITargetConnection Connect(TargetSettings settings, ConnectionContext context) => new ProxmoxConnection(settings, context);

    internal static ProxmoxClient Open(TargetSettings settings, Access access, TimeProvider clock) => new(
        settings.Url,
        settings.Credential(access) ?? throw new HomelabException($"targets.{settings.Name} has no credential for {access.ToString().ToLowerInvariant()}: add 'token' or 'credentials.{access.ToString().ToLowerInvariant()}'."),
        settings.Tls,
        new ProxmoxClientSettings { Connections = ProxmoxOptions.From(settings).Connections },
        clock);
}
