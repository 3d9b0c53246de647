using HomelabMcp.Core;
using HomelabMcp.Simulation.Docker;
using HomelabMcp.Simulation.Faults;
using HomelabMcp.Simulation.Proxmox;

namespace HomelabMcp.Hub.Demo;

/// <summary>How a simulated system starts.</summary>
/// <param name="Port">Port on 127.0.0.1; 0: a free one.</param>
/// <param name="StateFile">Where its state is kept over restarts; null: nowhere.</param>
/// <param name="Scale">How much more it holds than the demo home; 0: nothing more.</param>
/// <param name="Faults">Faults to order.</param>
internal sealed record SimulatedStart(int Port, string? StateFile, int Scale, FaultOptions Faults);

/// <summary>A simulated system that runs.</summary>
/// <param name="Platform">Its platform.</param>
/// <param name="Url">Where it listens.</param>
/// <param name="Token">A token with all rights; empty where the platform has none.</param>
/// <param name="Running">Ends it.</param>
internal sealed record SimulatedSystem(string Platform, Uri Url, string Token, IAsyncDisposable Running) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Running.DisposeAsync();
}

/// <summary>The platforms that can be simulated.</summary>
internal static class SimulatedSystems
{
    private static readonly IReadOnlyDictionary<string, Func<SimulatedStart, CancellationToken, Task<SimulatedSystem>>> Starts =
        new SortedDictionary<string, Func<SimulatedStart, CancellationToken, Task<SimulatedSystem>>>(StringComparer.Ordinal)
        {
            ["docker"] = StartDockerAsync,
            ["proxmox"] = StartProxmoxAsync,
        };

    /// <summary>Their names.</summary>
    public static IReadOnlyCollection<string> Names { get; } = [.. Starts.Keys];

    /// <summary>Starts one; where its port is taken meanwhile, on a free one.</summary>
    public static async Task<SimulatedSystem> StartAsync(string platform, SimulatedStart start, CancellationToken cancel)
    {
        if (!Starts.TryGetValue(platform, out var begin))
            throw new HomelabException($"There is no simulated '{platform}': {Nearest.Hint(platform, Names)}.");
        try
        {
            return await begin(start, cancel);
        }
        catch (IOException) when (start.Port != 0)
        {
            return await begin(start with { Port = 0 }, cancel);
        }
    }

    private static async Task<SimulatedSystem> StartProxmoxAsync(SimulatedStart start, CancellationToken cancel)
    {
        var system = await SimulatedProxmox.StartAsync(
            new() { Port = start.Port, StatePath = start.StateFile, Scale = start.Scale, Faults = start.Faults }, cancel);
        return new("proxmox", system.Url, system.Token, system);
    }

    private static async Task<SimulatedSystem> StartDockerAsync(SimulatedStart start, CancellationToken cancel)
    {
        var system = await SimulatedDocker.StartAsync(
            new() { Port = start.Port, StatePath = start.StateFile, Scale = start.Scale, Faults = start.Faults }, cancel);
        return new("docker", system.Url, "", system);
    }
}
