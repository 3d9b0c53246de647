using HomelabMcp.Core;
using Polly;
using Polly.Retry;

namespace HomelabMcp.Proxmox;

/// <summary>
/// The Proxmox VE API: verbs on resource paths, dictionaries in, results out. Safe for many callers at once.
/// </summary>
/// <remarks>
/// A refusal is a <see cref="ProxmoxResult"/>; <see cref="ProxmoxResult.Ensure"/> turns it into a
/// <see cref="PlatformException"/>. Only reads are tried again. A write whose answer did not come throws
/// <see cref="PlatformFailure.AnswerLost"/>, one that never left throws <see cref="PlatformFailure.Unreachable"/>.
/// </remarks>
public sealed class ProxmoxClient : IDisposable
{
    private readonly ProxmoxTransport transport;
    private readonly ProxmoxSession session;
    private readonly ProxmoxClientSettings settings;
    private readonly TimeProvider clock;
    private readonly ResiliencePipeline<ProxmoxResult> reads;

    /// <summary>A client of one target. Opens no connection yet.</summary>
    /// <param name="url">Where it answers: <c>https://pve.lan:8006</c>.</param>
    /// <param name="apiToken"><c>user@realm!id=uuid</c>, or a login <c>user@realm:password</c>; null: no credential.</param>
    /// <param name="tls">Trust beyond the system's.</param>
    /// <param name="settings">Limits.</param>
    /// <param name="clock">The clock for time-outs and waits.</param>
    /// <exception cref="HomelabException">The credential, fingerprint or authority cannot be read.</exception>
    public ProxmoxClient(Uri url, Secret<string>? apiToken, TlsSettings? tls = null, ProxmoxClientSettings? settings = null, TimeProvider? clock = null)
    {
        this.settings = settings ?? new();
        this.clock = clock ?? TimeProvider.System;
        ApiToken = apiToken;
        transport = new(url, tls ?? new(null, null), this.settings, this.clock);
        session = new(apiToken is null ? null : ProxmoxCredential.Parse(apiToken), transport, this.clock);
        reads = new ResiliencePipelineBuilder<ProxmoxResult> { TimeProvider = this.clock }.AddRetry(Retry(this.settings)).Build();
    }

    /// <summary>Where it answers.</summary>
    public Uri Url => transport.Url;

    /// <summary>The credential.</summary>
    public Secret<string>? ApiToken { get; }

    /// <summary>Requests sent so far, repeated ones and log-ins included.</summary>
    public long Calls => transport.Calls;

    /// <summary><c>/nodes</c>.</summary>
    public ProxmoxResource Nodes => new(this, "/nodes");

    /// <summary><c>/cluster</c>.</summary>
    public ProxmoxResource Cluster => new(this, "/cluster");

    /// <summary><c>/access</c>.</summary>
    public ProxmoxResource Access => new(this, "/access");

    /// <summary><c>/pools</c>.</summary>
    public ProxmoxResource Pools => new(this, "/pools");

    /// <summary><c>/storage</c>.</summary>
    public ProxmoxResource Storage => new(this, "/storage");

    /// <summary><c>/version</c>.</summary>
    public ProxmoxResource Version => new(this, "/version");

    /// <summary>Adds <c>net0</c>, <c>net1</c> … to parameters.</summary>
    public static void AddIndexedParameter(IDictionary<string, object?> parameters, string name, IReadOnlyDictionary<int, string> values)
    {
        foreach (var (index, value) in values) parameters.Add($"{name}{index}", value);
    }

    /// <summary>Reads (GET). Tried again, with growing waits, when the server cannot be reached or stumbles.</summary>
    /// <param name="resource">Path below <c>/api2/json</c>, percent-encoded: <c>/nodes/pve1/qemu/100/config</c>.</param>
    /// <param name="parameters">Put into the query.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<ProxmoxResult> GetAsync(string resource, IReadOnlyDictionary<string, object?>? parameters = null, CancellationToken cancel = default) =>
        await reads.ExecuteAsync(async token => await SendAsync("GET", resource, parameters, token), cancel);

    /// <summary>Creates, or starts an action (POST), with a form.</summary>
    public Task<ProxmoxResult> CreateAsync(string resource, IReadOnlyDictionary<string, object?>? parameters = null, CancellationToken cancel = default) =>
        SendAsync("POST", resource, parameters, cancel);

    /// <summary>Changes (PUT), with a form.</summary>
    public Task<ProxmoxResult> SetAsync(string resource, IReadOnlyDictionary<string, object?>? parameters = null, CancellationToken cancel = default) =>
        SendAsync("PUT", resource, parameters, cancel);

    /// <summary>Deletes, with the parameters in the query.</summary>
    public Task<ProxmoxResult> DeleteAsync(string resource, IReadOnlyDictionary<string, object?>? parameters = null, CancellationToken cancel = default) =>
        SendAsync("DELETE", resource, parameters, cancel);

    /// <summary>One look at a task.</summary>
    public async Task<ProxmoxTask> GetTaskAsync(Upid upid, CancellationToken cancel = default)
    {
        var status = (await Nodes[upid.Node].Tasks[upid.Text].Status.GetAsync(cancel: cancel)).Ensure().ToObject();
        return new(upid, status.Text("status") is "stopped", status.Text("exitstatus"));
    }

    /// <summary>Waits until a task has ended, or <paramref name="timeout"/> has passed; the result says which.</summary>
    /// <param name="upid">The task, as the call that started it named it.</param>
    /// <param name="timeout">Longest wait; ten minutes where none is given.</param>
    /// <param name="cancel">Ends the wait, not the task.</param>
    public async Task<ProxmoxTask> WaitForTaskAsync(string upid, TimeSpan? timeout = null, CancellationToken cancel = default)
    {
        if (!Upid.TryParse(upid, out var parsed)) throw new PlatformException(PlatformFailure.Failed, $"'{upid}' is not the name of a Proxmox task.");
        var deadline = clock.GetUtcNow() + (timeout ?? TimeSpan.FromMinutes(10));
        var wait = settings.TaskDelay;
        while (true)
        {
            var task = await GetTaskAsync(parsed, cancel);
            if (task.Finished || clock.GetUtcNow() >= deadline) return task;
            await Task.Delay(wait, clock, cancel);
            wait = TimeSpan.FromMilliseconds(Math.Min(wait.TotalMilliseconds * 1.5, 2000));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        session.Dispose();
        transport.Dispose();
    }

    private async Task<ProxmoxResult> SendAsync(string method, string resource, IReadOnlyDictionary<string, object?>? parameters, CancellationToken cancel)
    {
        var headers = await session.HeadersAsync(method, cancel);
        var result = await transport.SendAsync(method, resource, parameters, headers, cancel);
        if (result.StatusCode is not 401 || !session.CanLogIn) return result;

        // The ticket died early (the server's key changed, the clock jumped): a 401 has had no effect, so one more try is safe.
        session.Forget(headers);
        return await transport.SendAsync(method, resource, parameters, await session.HeadersAsync(method, cancel), cancel);
    }

    private static RetryStrategyOptions<ProxmoxResult> Retry(ProxmoxClientSettings settings) => new()
    {
        MaxRetryAttempts = Math.Max(1, settings.Retries),
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = settings.RetryDelay,
        ShouldHandle = attempt => ValueTask.FromResult(settings.Retries > 0 && attempt.Outcome switch
        {
            { Exception: PlatformException error } => error.Failure is PlatformFailure.Unreachable && !IsRefusedTrust(error),
            { Result: { IsSuccessStatusCode: false } result } =>
                result.StatusCode is 429 or 500 or (>= 502 and <= 504) or (>= 595 and <= 599)
                && ProxmoxFailures.Judge(result) is PlatformFailure.Failed or PlatformFailure.Unreachable && result.StatusCode is not (301 or 308),
            _ => false,
        }),
    };

    private static bool IsRefusedTrust(PlatformException error) =>
        error.InnerException is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError or HttpRequestError.NameResolutionError };
}
