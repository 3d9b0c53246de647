using Docker.DotNet.Models;
using HomelabMcp.Core;

namespace HomelabMcp.Docker;

/// <summary>A container as the engine shows it, with the parts that every engine gives.</summary>
internal sealed record Inspected(
    string ID, string Name, string Image, DateTime Created, long RestartCount,
    State State, ContainerConfig Config, HostConfig HostConfig, NetworkSettings NetworkSettings, IList<MountPoint> Mounts)
{
    /// <summary>By id or name; null when there is none.</summary>
    public static async Task<Inspected?> FindAsync(EngineClient engine, string idOrName, CancellationToken cancel) =>
        await engine.FindAsync($"show container '{idOrName}'", (docker, token) => docker.Containers.InspectContainerAsync(idOrName, token), cancel) is { } found ? From(found) : null;

    private static Inspected From(ContainerInspectResponse raw)
    {
        if (raw is not { State: { } state, Config: { } config, HostConfig: { } host, NetworkSettings: { } networks })
            throw new PlatformException(PlatformFailure.Failed, $"The engine showed container '{raw.ID}' without its configuration.");
        return new Inspected(raw.ID ?? "", (raw.Name ?? "").TrimStart('/'), raw.Image ?? "", raw.Created, raw.RestartCount, state, config, host, networks, raw.Mounts ?? []);
    }
}
