using HomelabMcp.Core;
using HomelabMcp.Store;

namespace HomelabMcp.Hub.Api;

/// <summary>Something that waits for a reviewer outside a proposal.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">The resource's kind; policy, secret or branch for what is not a step.</param>
/// <param name="Name">Its name.</param>
/// <param name="Target">Its target; empty for what is not a step.</param>
/// <param name="Operation">What would be done.</param>
/// <param name="Why">One sentence: what it does and why it asks.</param>
/// <param name="Backup">How a backup is taken first, or that none is possible; null where nothing is destroyed.</param>
/// <param name="PlanHash">Hash of the plan that shows it.</param>
/// <param name="Since">Since when it waits.</param>
/// <param name="State">waiting, approved or denied.</param>
/// <param name="Needed">How many different people have to approve it.</param>
/// <param name="DecidedBy">Who decided last.</param>
/// <param name="Comment">What they said.</param>
internal sealed record ApprovalReply(
    string Id,
    string Kind,
    string Name,
    string Target,
    string Operation,
    string Why,
    string? Backup,
    string PlanHash,
    DateTimeOffset Since,
    ApprovalState State,
    int Needed,
    string? DecidedBy,
    string? Comment)
{
    /// <summary>An approval as it is kept.</summary>
    public static ApprovalReply Of(Approval approval) => new(
        approval.Id, approval.Key.Kind, approval.Key.Name, approval.Key.Target, approval.Operation, UntrustedText.CleanOf(approval.Why),
        approval.Backup, approval.PlanHash, approval.Since, approval.State, approval.Needed, approval.DecidedBy,
        approval.Comment is { } comment ? UntrustedText.CleanOf(comment) : null);
}

/// <summary>A decision of a reviewer.</summary>
/// <param name="PlanHash">Hash of the plan that was looked at; null means the plan of this moment. A stale one is refused.</param>
/// <param name="Comment">What there is to say about it.</param>
internal sealed record Decision(string? PlanHash = null, string? Comment = null);
