using HomelabMcp.Hosting;
using HomelabMcp.Hub.Web;
using HomelabMcp.Simulation.Faults;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace HomelabMcp.Hub.Demo;

/// <summary>What a demo is asked for.</summary>
/// <param name="Folder">Where everything is kept.</param>
/// <param name="Port">The hub's port; null: the one of the last start, else 7420, else a free one.</param>
/// <param name="Docker">A real Docker Engine instead of the simulated one.</param>
internal sealed record DemoWish(string Folder, int? Port, Uri? Docker);

/// <summary>A whole home on loopback: simulated systems, sample repository, reconciler, hub.</summary>
internal sealed class DemoHome : IAsyncDisposable
{
    private static readonly TimeSpan FirstRun = TimeSpan.FromMinutes(1);

    private readonly List<IAsyncDisposable> parts;
    private readonly RunningHub hub;

    private DemoHome(List<IAsyncDisposable> parts, RunningHub hub, DemoReply reply) => (this.parts, this.hub, Reply) = (parts, hub, reply);

    /// <summary>What there is, for people and programs.</summary>
    public DemoReply Reply { get; }

    /// <summary>Starts everything, and answers once the first run has ended.</summary>
    public static async Task<DemoHome> StartAsync(DemoWish wish, Action<string> tell, CancellationToken cancel)
    {
        var started = new List<IAsyncDisposable>();
        try
        {
            return await StartAsync(wish, started, tell, cancel);
        }
        catch
        {
            await EndAsync(started);
            throw;
        }
    }

    /// <summary>Waits until it is stopped from outside.</summary>
    public Task EndAsync(CancellationToken cancel) => hub.EndAsync(cancel);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await EndAsync(parts);

    private static async Task<DemoHome> StartAsync(DemoWish wish, List<IAsyncDisposable> started, Action<string> tell, CancellationToken cancel)
    {
        var folder = new DemoFolder(wish.Folder);
        folder.Claim();
        var memory = await DemoMemory.OpenAsync(wish.Folder, cancel);
        tell("Starting the simulated systems");
        var starting = SimulatedSystems.Names.Where(name => Platforms.All.Any(platform => platform.Name == name) && (wish.Docker is null || name is not "docker")).Select(name => StartAsync(name, folder, memory, started, cancel)).ToList();
        var listener = await HubListener.OpenFirstAsync(wish.Port is { } port ? [port] : [.. (int[])[memory.HubPort, 7420, 0]], cancel);
        tell("Making the sample repository");
        // On somebody's real engine the demo starts nothing and opens no network: that is for its user to propose.
        SampleRepository.Ensure(folder.Repository, file => wish.Docker is null || !file.StartsWith("docker/", StringComparison.Ordinal) || file.StartsWith("docker/volume/", StringComparison.Ordinal));
        var systems = await Task.WhenAll(starting);

        await DemoConfiguration.WriteAsync(folder, listener.Address, systems, wish.Docker, cancel);
        memory = memory with { HubPort = listener.Address.Port, Ports = systems.ToDictionary(system => system.Platform, system => system.Url.Port) };
        await memory.SaveAsync(wish.Folder, cancel);
        tell("Opening the store and starting reconciler and hub");
        var configuration = ConfigurationReader.Read(folder.Configuration, Platforms.All);
        var log = HubLog.Create(LogEventLevel.Warning);
        var logs = new SerilogLoggerFactory(log, dispose: true);
        started.Insert(0, new Logs(logs));
        var installation = await Installation.OpenAsync(configuration, new(Applies: true, IsSample: true), TimeProvider.System, logs, cancel);
        started.Insert(0, installation);
        await DemoTokens.EnsureAsync(installation.Store.Tokens, memory.Tokens, cancel);
        var running = await RunningHub.StartAsync(installation, listener, LogEventLevel.Warning, cancel);
        started.Insert(0, running);
        tell("Carrying out what the sample repository says");
        await running.SettledAsync(FirstRun, cancel);
        return new(started, running, DemoReply.Of(running.Address, folder, memory.Tokens, systems, wish.Docker));
    }

    private static async Task<SimulatedSystem> StartAsync(string platform, DemoFolder folder, DemoMemory memory, List<IAsyncDisposable> started, CancellationToken cancel)
    {
        var system = await SimulatedSystems.StartAsync(platform, new(memory.Ports.GetValueOrDefault(platform), folder.StateOf(platform), 0, new FaultOptions()), cancel);
        lock (started) started.Add(system);
        return system;
    }

    private static async Task EndAsync(List<IAsyncDisposable> started)
    {
        foreach (var part in started) await part.DisposeAsync();
        started.Clear();
    }

    private sealed class Logs(IDisposable logs) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            logs.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
