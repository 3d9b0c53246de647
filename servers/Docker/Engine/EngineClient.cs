using Docker.DotNet;
using Docker.DotNet.NativeHttp;
using HomelabMcp.Core;

namespace HomelabMcp.Docker;

/// <summary>
/// One Docker Engine. The API version is agreed on at the first call, as the docker command does it: the newest that
/// both sides know. Every failure comes out as a <see cref="PlatformException"/>.
/// </summary>
internal sealed class EngineClient(DockerOptions options, TimeProvider clock) : IDisposable
{
    /// <summary>The newest API whose shapes the client library knows (Engine 29).</summary>
    private static readonly Version Newest = new(1, 52);

    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WriteLimit = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim opening = new(1, 1);
    private DockerClient? client;

    public DockerOptions Options => options;

    public TimeProvider Clock => clock;

    /// <summary>The engine's own version, known after the first call.</summary>
    public string? Version { get; private set; }

    public int Cpus { get; private set; } = int.MaxValue;

    /// <summary>A call that changes nothing: a lost answer is only "unreachable".</summary>
    public Task<T> ReadAsync<T>(string what, Func<DockerClient, CancellationToken, Task<T>> call, CancellationToken cancel) =>
        CallAsync(what, call, writes: false, ReadLimit, cancel);

    /// <summary>A call that changes something: once it has left us, a lost answer leaves its effect in doubt.</summary>
    public Task<T> WriteAsync<T>(string what, Func<DockerClient, CancellationToken, Task<T>> call, CancellationToken cancel) =>
        CallAsync(what, call, writes: true, WriteLimit, cancel);

    public Task WriteAsync(string what, Func<DockerClient, CancellationToken, Task> call, CancellationToken cancel) =>
        WriteAsync(what, async (engine, token) =>
        {
            await call(engine, token);
            return true;
        }, cancel);

    /// <summary>A call that takes as long as its content is large.</summary>
    public Task LongAsync(string what, Func<DockerClient, CancellationToken, Task> call, CancellationToken cancel) =>
        CallAsync(what, async (engine, token) =>
        {
            await call(engine, token);
            return true;
        }, writes: true, Timeout.InfiniteTimeSpan, cancel);

    /// <summary>Null instead of a failure where the thing is not there.</summary>
    public async Task<T?> FindAsync<T>(string what, Func<DockerClient, CancellationToken, Task<T>> call, CancellationToken cancel)
        where T : class
    {
        try
        {
            return await ReadAsync(what, call, cancel);
        }
        catch (PlatformException error) when (error.Failure is PlatformFailure.NotFound)
        {
            return null;
        }
    }

    public void Dispose()
    {
        client?.Dispose();
        opening.Dispose();
    }

    private async Task<T> CallAsync<T>(string what, Func<DockerClient, CancellationToken, Task<T>> call, bool writes, TimeSpan limit, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        var engine = await OpenAsync(either.Token, cancel);
        try
        {
            return await call(engine, either.Token);
        }
        catch (Exception error)
        {
            if (EngineFailures.Of(error, what, options, writes, cancel) is not { } failure)
                throw;
            throw failure;
        }
    }

    private async Task<DockerClient> OpenAsync(CancellationToken limited, CancellationToken cancel)
    {
        if (client is { } open)
            return open;
        try
        {
            await opening.WaitAsync(limited);
            try
            {
                return client ??= await NegotiateAsync(limited);
            }
            finally
            {
                opening.Release();
            }
        }
        catch (Exception error)
        {
            if (EngineFailures.Of(error, "tell its version", options, writes: false, cancel) is not { } failure)
                throw;
            throw failure;
        }
    }

    private async Task<DockerClient> NegotiateAsync(CancellationToken cancel)
    {
        using var first = Build(null);
        var told = await first.System.GetVersionAsync(cancel);
        if (!System.Version.TryParse(told.APIVersion, out var newest))
            throw new PlatformException(PlatformFailure.Failed, $"What answers at {options.Endpoint} told no API version: it is no Docker Engine.");
        if (System.Version.TryParse(told.MinAPIVersion, out var oldest) && oldest > Newest)
            throw new PlatformException(PlatformFailure.Failed, $"The Docker Engine {told.Version} at {options.Endpoint} speaks API {oldest} and newer, this program up to {Newest}: update this program.");
        var agreed = Build(newest < Newest ? newest : Newest);
        Version = told.Version;
        Cpus = (int)Math.Clamp((await agreed.System.GetSystemInfoAsync(cancel)).NCPU, 1, int.MaxValue);
        return agreed;
    }

    private DockerClient Build(Version? version)
    {
        var endpoint = options.Endpoint.Scheme switch
        {
            "tcp" or "http" when options.UsesTls => new UriBuilder(options.Endpoint) { Scheme = "https" }.Uri,
            "tcp" => new UriBuilder(options.Endpoint) { Scheme = "http", Port = options.Endpoint.Port > 0 ? options.Endpoint.Port : 2375 }.Uri,
            _ => options.Endpoint,
        };
        var builder = new DockerClientBuilder().WithEndpoint(endpoint).WithTimeout(Timeout.InfiniteTimeSpan);
        if (version is not null)
            builder = builder.WithApiVersion(version);
        return options.UsesTls
            ? builder.WithTransportOptions(new NativeHttpTransportOptions { ConfigureHandler = handler => EngineTrust.Apply(handler, options) }).Build()
            : builder.Build();
    }
}
