using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HomelabMcp.Simulation.Docker;

/// <summary>One request that the simulated engine answered.</summary>
public sealed record SimulatedDockerCall(DateTimeOffset At, string Method, string Path, string Query, int Status);

/// <summary>
/// A small stand-in for a Docker Engine (API 1.41) on loopback, with the real one's manners and texts.
/// Nothing runs in it: containers are records, their output and figures are made up.
/// </summary>
public sealed class SimulatedDocker : IAsyncDisposable
{
    private const int CallsKept = 10_000;

    private readonly WebApplication _app;
    private readonly DockerStateFile? _file;
    private readonly ConcurrentQueue<SimulatedDockerCall> _calls = new();

    private SimulatedDocker(WebApplication app, DockerEngine engine, DockerSimulationOptions options)
    {
        _app = app;
        if (options.StatePath is null)
            return;
        _file = new DockerStateFile(options.StatePath, engine.Serialise);
        engine.Changed = _file.Touch;
    }

    /// <summary>Where it listens, for instance http://127.0.0.1:32768/; a Docker client takes it as tcp://127.0.0.1:32768.</summary>
    public Uri Url => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>The last 10,000 requests, oldest first.</summary>
    public IReadOnlyCollection<SimulatedDockerCall> Calls => _calls;

    /// <exception cref="InvalidDataException">The file at StatePath holds something else.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SimulatedDocker> StartAsync(DockerSimulationOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var engine = new DockerEngine(options);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, options.Port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 256L << 20;
        });
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var app = builder.Build();
        var simulated = new SimulatedDocker(app, engine, options);
        var routes = new DockerRoutes(engine);
        app.Run(async http =>
        {
            try
            {
                await routes.AnswerAsync(http);
            }
            finally
            {
                simulated.Remember(engine.Now, http);
            }
        });
        await app.StartAsync(cancellationToken);
        return simulated;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (_file is not null)
            await _file.DisposeAsync();
    }

    private void Remember(DateTimeOffset at, HttpContext http)
    {
        _calls.Enqueue(new SimulatedDockerCall(at, http.Request.Method, http.Request.Path.Value ?? "", http.Request.QueryString.Value ?? "", http.Response.StatusCode));
        if (_calls.Count > CallsKept)
            _calls.TryDequeue(out _);
    }
}
