using Docker.DotNet.Models;
using HomelabMcp.Core;

namespace HomelabMcp.Docker;

/// <summary>One engine, opened for observing and applying.</summary>
internal sealed class DockerConnection : ITargetConnection
{
    private readonly EngineClient engine;

    public DockerConnection(DockerOptions options, ConnectionContext context)
    {
        Target = options.Target;
        engine = new EngineClient(options, context.Clock);
        var images = new ImagePull(engine);
        var backup = new VolumeBackup(engine, context.DataFolder);
        Drivers =
        [
            new ContainerDriver(engine, images),
            new NetworkDriver(engine),
            new VolumeDriver(engine, backup),
            new StackDriver(engine, backup, new StackFolder(context.DataFolder, options.Target)),
        ];
    }

    public string Target { get; }

    public string Platform => "docker";

    public IReadOnlyList<IKindDriver> Drivers { get; }

    /// <summary>Who may open the engine may do everything: an answer is all that needs to be asked for.</summary>
    public async Task<TargetProbe> ProbeAsync(CancellationToken cancel)
    {
        try
        {
            var info = await engine.ReadAsync("tell about itself", (docker, token) => docker.System.GetSystemInfoAsync(token), cancel);
            return info.OSType is null or "linux"
                ? new TargetProbe(true, info.ServerVersion)
                : new TargetProbe(false, info.ServerVersion, $"The engine runs {info.OSType} containers; only Linux ones are managed.");
        }
        catch (PlatformException error)
        {
            return new TargetProbe(false, null, error.Message);
        }
    }

    /// <summary>The engine keeps its last 256 events, and never who caused them.</summary>
    public async Task<IReadOnlyList<LiveChange>> ChangesAsync(DateTimeOffset since, CancellationToken cancel)
    {
        var changes = new List<LiveChange>();
        var now = engine.Clock.GetUtcNow();
        var window = new ContainerEventsParameters
        {
            Since = Seconds(since),
            Until = Seconds(now),
            Filters = new Dictionary<string, IDictionary<string, bool>>
            {
                ["type"] = new Dictionary<string, bool> { ["container"] = true, ["network"] = true, ["volume"] = true },
                ["event"] = Actions.ToDictionary(action => action, _ => true),
            },
        };
        await engine.ReadAsync("tell its events", async (docker, token) =>
        {
            await docker.System.MonitorEventsAsync(window, new Collector(changes), token);
            return true;
        }, cancel);
        changes.Reverse();
        return changes;
    }

    public ValueTask DisposeAsync()
    {
        engine.Dispose();
        return ValueTask.CompletedTask;
    }

    private static readonly string[] Actions = ["create", "start", "die", "update", "rename", "pause", "unpause", "destroy", "connect", "disconnect"];

    private static string Seconds(DateTimeOffset at) =>
        ((at - DateTimeOffset.UnixEpoch).Ticks / (decimal)TimeSpan.TicksPerSecond).ToString("0.000000000", System.Globalization.CultureInfo.InvariantCulture);

    private sealed class Collector(List<LiveChange> changes) : IProgress<Message>
    {
        public void Report(Message value)
        {
            if (value.Actor?.ID is not { } id)
                return;
            // A network's event about a container is a change of the container.
            var subject = value.Type is "network" && value.Actor.Attributes is { } attributes && attributes.TryGetValue("container", out var container) ? container : id;
            changes.Add(new LiveChange(subject, "not recorded by Docker", $"{value.Type} {value.Action}", DateTimeOffset.UnixEpoch.AddTicks((value.TimeNano ?? 0) / 100)));
        }
    }
}
