using Microsoft.Extensions.Logging;

namespace HomelabMcp.Hosting;

/// <summary>Writes one log line a call: what a server that runs alone leaves on stderr. Arguments are not in it, only their hash.</summary>
public sealed class LogCallAudit(ILogger<LogCallAudit> log) : ICallAudit
{
    /// <inheritdoc/>
    public ValueTask BeginAsync(AuditedCall call, CancellationToken cancel)
    {
        if (call.Nature is not ToolNature.Read)
            log.LogInformation("{CallId} {Principal} begins {Tool} ({ArgumentsHash})", call.Caller.CallId, call.Caller.Principal.Name, call.Tool, call.ArgumentsHash);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask EndAsync(AuditedCall call, CallOutcome outcome, TimeSpan took)
    {
        log.LogInformation(
            "{CallId} {Principal} {Tool} {State} in {Milliseconds:F0} ms {Detail}",
            call.Caller.CallId, call.Caller.Principal.Name, call.Tool, outcome.State, took.TotalMilliseconds, outcome.Detail);
        return ValueTask.CompletedTask;
    }
}
