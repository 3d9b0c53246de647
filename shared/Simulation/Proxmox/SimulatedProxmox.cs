using HomelabMcp.Simulation.Faults;
using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.State;

namespace HomelabMcp.Simulation.Proxmox;

/// <summary>
/// A Proxmox VE 9.2 cluster in this process: the HTTP API with the real server's manners, over plain HTTP on loopback.
/// </summary>
public sealed class SimulatedProxmox : IAsyncDisposable
{
    private readonly LoopbackServer _server;
    private readonly Cluster _cluster;
    private readonly StateFile? _file;
    private readonly CallLog _calls;

    private SimulatedProxmox(LoopbackServer server, Cluster cluster, StateFile? file, CallLog calls, FaultInjector faults)
    {
        (_server, _cluster, _file, _calls, Faults) = (server, cluster, file, calls, faults);
        Url = server.Url;
    }

    /// <summary>Where it listens; the API lies below <c>/api2/json</c>.</summary>
    public Uri Url { get; }

    /// <summary>A token that may do everything root may: <c>user@realm!id=uuid</c>.</summary>
    public string Token => TokenOf("root@pam", FirstState.FullToken);

    /// <summary>A token that may only read (role PVEAuditor on everything).</summary>
    public string ReadOnlyToken => TokenOf(FirstState.Auditor, FirstState.ReadToken);

    /// <summary>The user that may log in for a ticket.</summary>
    public const string RootUser = "root@pam";

    /// <summary>Its password.</summary>
    public string RootPassword => _cluster.State.Access.Users["root@pam"].Password!;

    /// <summary>Faults in force; can be changed and ordered at any time.</summary>
    public FaultInjector Faults { get; }

    /// <summary>Requests received since the start or the last <see cref="ClearCalls"/>.</summary>
    public IReadOnlyList<RecordedCall> Calls => _calls.Calls;

    internal Cluster Cluster => _cluster;

    /// <summary>Starts a simulator; from its state file where that exists, else from the chosen home.</summary>
    /// <exception cref="InvalidOperationException">The state file is not readable.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SimulatedProxmox> StartAsync(ProxmoxSimulationOptions options, CancellationToken cancellation)
    {
        var kept = options.StatePath is { } path ? StateFile.Load(path) : null;
        var state = kept ?? options.InitialState ?? FirstState.Of(options);
        var file = options.StatePath is { } place ? new StateFile(place, options.TimeProvider) : null;
        var cluster = new Cluster(options, state, file);
        file?.Attach(cluster);
        using (cluster.Gate.EnterScope())
        {
            if (kept is not null)
                cluster.Tasks.CloseOrphans();
            cluster.Changed();
        }
        var calls = new CallLog();
        var faults = new FaultInjector(options.Faults, options.TimeProvider, request => !request.Path.Value!.EndsWith("/status", StringComparison.Ordinal));
        var pipeline = new ApiPipeline(cluster, Api.Routes());
        var server = await LoopbackServer.StartAsync(options.Port, context =>
        {
            calls.Add(context.Request);
            return faults.InvokeAsync(context, pipeline.InvokeAsync);
        }, cancellation);
        return new SimulatedProxmox(server, cluster, file, calls, faults);
    }

    /// <summary>Forgets the requests received so far.</summary>
    public void ClearCalls() => _calls.Clear();

    private string TokenOf(string user, string id) => $"{user}!{id}={_cluster.State.Access.Users[user].Tokens[id].Secret}";

    /// <summary>Stops listening and writes the state file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _cluster.Dispose();
        if (_file is not null)
            await _file.DisposeAsync();
    }
}
