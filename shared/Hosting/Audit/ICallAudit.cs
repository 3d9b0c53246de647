using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Hosting;

/// <summary>Where calls of tools are recorded: the hub's hash-chained log, or nothing for a server that runs alone.</summary>
public interface ICallAudit
{
    /// <summary>
    /// Records that a call begins. For a write it returns once the record is durable, and the write does not run when
    /// it throws; reads may be committed in groups.
    /// </summary>
    ValueTask BeginAsync(AuditedCall call, CancellationToken cancel);

    /// <summary>Records how a call ended. Not cancelled with the call.</summary>
    ValueTask EndAsync(AuditedCall call, CallOutcome outcome, TimeSpan took);
}

/// <summary>One call of a tool.</summary>
/// <param name="Caller">Who, through what; its <see cref="Caller.CallId"/> names the call in logs, commits and replies.</param>
/// <param name="At">When it began.</param>
/// <param name="Tool">The tool.</param>
/// <param name="Nature">What the tool does to the world.</param>
/// <param name="Arguments">The arguments, known secrets replaced.</param>
/// <param name="ArgumentsHash">SHA-256 of the canonical arguments as they came.</param>
public sealed record AuditedCall(
    Caller Caller,
    DateTimeOffset At,
    string Tool,
    ToolNature Nature,
    JsonObject Arguments,
    string ArgumentsHash);

/// <summary>How a call ended.</summary>
/// <param name="State">In one word.</param>
/// <param name="Detail">The error's sentence, secrets replaced; null for the others.</param>
/// <param name="ReplyBytes">Size of the reply's text.</param>
public sealed record CallOutcome(CallEnd State, string? Detail = null, int ReplyBytes = 0);

/// <summary>The ways in which a call ends.</summary>
public enum CallEnd
{
    /// <summary>It answered.</summary>
    Done,
    /// <summary>It was refused or failed; the detail says why.</summary>
    Failed,
    /// <summary>A human is asked to confirm it; nothing was done yet.</summary>
    Asked,
    /// <summary>The client took it back.</summary>
    Cancelled,
}

/// <summary>Records nothing: for a server that runs alone without a hub.</summary>
public sealed class NoCallAudit : ICallAudit
{
    private NoCallAudit() { }

    /// <summary>The only one.</summary>
    public static NoCallAudit Instance { get; } = new();

    /// <inheritdoc/>
    public ValueTask BeginAsync(AuditedCall call, CancellationToken cancel) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask EndAsync(AuditedCall call, CallOutcome outcome, TimeSpan took) => ValueTask.CompletedTask;
}
