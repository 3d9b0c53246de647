using System.Text.Json.Nodes;
using HomelabMcp.Hosting;
using HomelabMcp.Store;

namespace HomelabMcp.Hub;

/// <summary>Records calls of tools in the installation's audit log.</summary>
internal sealed class StoreAudit(AuditLog log) : ICallAudit
{
    /// <inheritdoc/>
    public async ValueTask BeginAsync(AuditedCall call, CancellationToken cancel)
    {
        // A read has one entry, at its end; a write is on disk before it has any effect.
        if (call.Nature is ToolNature.Read) return;
        await log.AppendAsync(Entry(call, "begun", new JsonObject { ["arguments"] = call.Arguments.DeepClone(), ["argumentsHash"] = call.ArgumentsHash }), cancel);
    }

    /// <inheritdoc/>
    public async ValueTask EndAsync(AuditedCall call, CallOutcome outcome, TimeSpan took)
    {
        var detail = new JsonObject { ["milliseconds"] = (long)took.TotalMilliseconds };
        if (call.Nature is ToolNature.Read) detail["arguments"] = call.Arguments.DeepClone();
        if (outcome.Detail is { } sentence) detail["detail"] = sentence;
        await log.AppendAsync(Entry(call, outcome.State.ToString().ToLowerInvariant(), detail), CancellationToken.None);
    }

    private static AuditEntry Entry(AuditedCall call, string outcome, JsonObject detail) => new()
    {
        Id = call.Caller.CallId,
        Who = call.Caller.Principal.Name,
        Role = call.Caller.Principal.Role.ToString().ToLowerInvariant(),
        Client = call.Caller.Client is { } client ? $"{client}/{call.Caller.ClientVersion}" : "",
        Action = call.Tool,
        IsWrite = call.Nature is not ToolNature.Read,
        Outcome = outcome,
        Detail = detail,
    };
}
