using HomelabMcp.Docker.Testing;
using HomelabMcp.Simulation.Docker;

namespace HomelabMcp.Docker.Tests;

/// <summary>Which engine a theory runs against.</summary>
public enum EngineKind
{
    Simulated,
    Real,
}

/// <summary>One engine, simulated or real, with a prefix for everything that a test makes and a broom for the end.</summary>
internal sealed class EngineUnderTest : IAsyncDisposable
{
    private readonly SimulatedDocker? _simulated;
    private readonly RealEngine? _real;

    private EngineUnderTest(Uri url, HttpClient http, SimulatedDocker? simulated, RealEngine? real)
    {
        Url = url;
        Api = new EngineApi(http);
        _simulated = simulated;
        _real = real;
    }

    public Uri Url { get; }

    public EngineApi Api { get; }

    /// <summary>Begins every name that the test makes, so that tests can share an engine.</summary>
    public string Prefix { get; } = $"t{Guid.NewGuid():N}"[..9];

    public SimulatedDocker? Simulated => _simulated;

    public static async Task<EngineUnderTest> StartAsync(EngineKind kind, CancellationToken cancel, int scale = 0)
    {
        if (kind == EngineKind.Real)
        {
            var real = await RealEngine.RequireAsync(cancel);
            return new EngineUnderTest(real.Url, real.Http, null, real);
        }
        var simulated = await SimulatedDocker.StartAsync(new DockerSimulationOptions { Scale = scale }, cancel);
        var url = new UriBuilder(simulated.Url) { Scheme = "tcp" }.Uri;
        var http = RealEngine.Client(url);
        await RealEngine.EnsureImageAsync(http, cancel);
        return new EngineUnderTest(url, http, simulated, null);
    }

    public Task RequireNetworksAsync(CancellationToken cancel) => _real?.RequireNetworksAsync(cancel) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_real is not null)
            await SweepAsync();
        Api.Dispose();
        _real?.Dispose();
        if (_simulated is not null)
            await _simulated.DisposeAsync();
    }

    private async Task SweepAsync()
    {
        foreach (var container in (await Api.GetAsync("containers/json?all=1")).Body!.AsArray())
        {
            if (container!["Names"]!.AsArray().Any(name => name!.GetValue<string>().Contains(Prefix, StringComparison.Ordinal)))
                await Api.DeleteAsync($"containers/{container["Id"]}?force=1&v=1");
        }
        foreach (var network in (await Api.GetAsync("networks")).Body!.AsArray())
        {
            if (network!["Name"]!.GetValue<string>().Contains(Prefix, StringComparison.Ordinal))
                await Api.DeleteAsync($"networks/{network["Id"]}");
        }
        foreach (var volume in (await Api.GetAsync("volumes")).Body!["Volumes"]?.AsArray() ?? [])
        {
            if (volume!["Name"]!.GetValue<string>().Contains(Prefix, StringComparison.Ordinal))
                await Api.DeleteAsync($"volumes/{volume["Name"]}");
        }
    }
}
