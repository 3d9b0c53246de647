using HomelabMcp.Simulation.Faults;

namespace HomelabMcp.Simulation.Docker;

/// <summary>
/// A small stand-in for a Docker Engine (API 1.41) on loopback, with the real one's manners and texts.
/// Nothing runs in it: containers are records, their output and figures are made up.
/// </summary>
public sealed class SimulatedDocker : IAsyncDisposable
{
    private readonly LoopbackServer _server;
    private readonly DockerStateFile? _file;
    private readonly CallLog _calls;

    private SimulatedDocker(LoopbackServer server, DockerStateFile? file, CallLog calls, FaultInjector faults)
    {
        (_server, _file, _calls, Faults) = (server, file, calls, faults);
    }

    /// <summary>Where it listens, for instance http://127.0.0.1:32768/; a Docker client takes it as tcp://127.0.0.1:32768.</summary>
    public Uri Url => _server.Url;

    /// <summary>Requests received since the start or the last <see cref="ClearCalls"/>.</summary>
    public IReadOnlyList<RecordedCall> Calls => _calls.Calls;

    /// <summary>Faults in force; can be changed and ordered at any time.</summary>
    public FaultInjector Faults { get; }

    /// <summary>Starts a simulator; from its state file where that exists, else from the chosen home.</summary>
    /// <exception cref="InvalidDataException">The file at StatePath holds something else.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SimulatedDocker> StartAsync(DockerSimulationOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var engine = new DockerEngine(options);
        var file = options.StatePath is { } path ? new DockerStateFile(path, engine.Serialise) : null;
        engine.Changed = file is null ? null : file.Touch;
        var calls = new CallLog();
        var faults = new FaultInjector(options.Faults, options.TimeProvider, request =>
            request.Path.Value is { } asked && (asked.EndsWith("/containers/json", StringComparison.Ordinal) || asked.EndsWith("/networks", StringComparison.Ordinal)
                || asked.EndsWith("/volumes", StringComparison.Ordinal) || asked.EndsWith("/images/json", StringComparison.Ordinal)));
        var routes = new DockerRoutes(engine);
        var server = await LoopbackServer.StartAsync(options.Port, http =>
        {
            calls.Add(http.Request);
            return faults.InvokeAsync(http, routes.AnswerAsync);
        }, cancellationToken);
        return new SimulatedDocker(server, file, calls, faults);
    }

    /// <summary>Forgets the requests received so far.</summary>
    public void ClearCalls() => _calls.Clear();

    /// <summary>Stops listening and writes the state file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        if (_file is not null)
            await _file.DisposeAsync();
    }
}
