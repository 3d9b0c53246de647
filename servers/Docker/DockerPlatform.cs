using HomelabMcp.Core;
using HomelabMcp.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HomelabMcp.Docker;

/// <summary>Docker Engines: containers, networks, volumes and compose stacks.</summary>
public sealed class DockerPlatform : IPlatform
{
    /// <inheritdoc/>
    public string Name => "docker";

    /// <inheritdoc/>
    public string Title => "Docker";

    /// <inheritdoc/>
    public string ToolPrefix => "docker_";

    /// <inheritdoc/>
    public string Instructions =>
        "Docker Engines of the homelab. Start with docker_overview (what is there, what is wrong), find containers with docker_containers, "
        + "look into one with docker_container and docker_logs. Containers go by name. Lasting changes are proposals to Git, not operations.";

    /// <inheritdoc/>
    public IReadOnlyList<ResourceKind> Kinds => [ContainerKind.Kind, NetworkKind.Kind, VolumeKind.Kind, StackKind.Kind];

    /// <inheritdoc/>
    public IReadOnlyCollection<string> TargetKeys => DockerOptions.Keys;

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services) => services.AddSingleton(provider => new TargetClients<EngineClient>(
        Name, provider.GetServices<TargetSettings>(), (target, _) => new EngineClient(DockerOptions.From(target), provider.GetService<TimeProvider>() ?? TimeProvider.System)));

    /// <inheritdoc/>
    public void AddTools(IMcpServerBuilder mcp) => mcp
        .WithTools<OverviewTools>(ToolJson.Options)
        .WithTools<ContainerTools>(ToolJson.Options)
        .WithTools<LogTools>(ToolJson.Options)
        .WithTools<LifecycleTools>(ToolJson.Options);

    /// <inheritdoc/>
    public ITargetConnection Connect(TargetSettings settings, ConnectionContext context) => new DockerConnection(DockerOptions.From(settings), context);
}
