using System.Text.Json.Nodes;
using HomelabMcp.Store;

namespace HomelabMcp.Reconciler;

/// <summary>How the reconciler's own writes stand in the audit log: one entry before the call, one when its end is known.</summary>
internal static class StepAudit
{
    /// <summary>The entry that is on disk before the call leaves.</summary>
    public static AuditEntry Begun(Intent intent) => Entry(intent, "begun", null);

    /// <summary>How it ended, found by the call's answer or by looking.</summary>
    public static AuditEntry Ended(Intent intent, IntentOutcome outcome, string? detail) =>
        Entry(intent, outcome is IntentOutcome.Done or IntentOutcome.FoundDone ? "done" : "failed", detail);

    private static AuditEntry Entry(Intent intent, string outcome, string? detail) => new()
    {
        Id = $"{intent.Run}/{intent.StepHash[..12]}",
        Who = "reconciler",
        Action = intent.Operation.ToString().ToLowerInvariant(),
        Subject = intent.Key.ToString(),
        IsWrite = true,
        Outcome = outcome,
        Detail = new JsonObject
        {
            ["commit"] = intent.Commit,
            ["plan"] = intent.PlanHash,
            ["step"] = intent.StepHash,
            ["detail"] = detail,
        },
    };
}
