using HomelabMcp.Core;

namespace HomelabMcp.Store;

/// <summary>Where something that waits for a human stands.</summary>
public enum ApprovalState
{
    /// <summary>Nobody has decided.</summary>
    Waiting,
    /// <summary>Approved by as many as it needs; it leaves the list once it is done.</summary>
    Approved,
    /// <summary>Denied: it stays denied until Git or the live system makes another step of it.</summary>
    Denied,
    /// <summary>The plan no longer has it.</summary>
    Gone,
}

/// <summary>One thing outside a proposal that waits for a human: a step, or a change of the rules themselves.</summary>
public sealed record Approval
{
    /// <summary>Its id: the first twelve digits of the step's hash, with a number where that was used before.</summary>
    public required string Id { get; init; }

    /// <summary>Hash of the step; for a change of policy, of secrets or of history, a hash of what is asked.</summary>
    public required string StepHash { get; init; }

    /// <summary>The resource; kind <c>policy</c>, <c>secret</c> or <c>branch</c> for what is not a step.</summary>
    public required ResourceKey Key { get; init; }

    /// <summary><c>create</c>, <c>update</c>, <c>adopt</c>, <c>replace</c>, <c>delete</c>, <c>release</c>, <c>change</c>, <c>rewind</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>One sentence: what it does and why it asks.</summary>
    public required string Why { get; init; }

    /// <summary>How a backup will be taken first, or that none is possible; null where nothing is destroyed.</summary>
    public string? Backup { get; init; }

    /// <summary>Hash of the plan that shows it.</summary>
    public required string PlanHash { get; init; }

    /// <summary>How many different humans it takes.</summary>
    public int Needed { get; init; } = 1;

    /// <summary>Since when it waits.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Where it stands.</summary>
    public ApprovalState State { get; init; }

    /// <summary>Who decided last.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>What they said.</summary>
    public string? Comment { get; init; }
}

/// <summary>One human's consent to one step.</summary>
/// <param name="StepHash">The step.</param>
/// <param name="Who">Name of the principal, or of the pusher.</param>
/// <param name="Verified">False for whoever moved the branch with plain git: they may write to the repository, no more is known.</param>
/// <param name="Source"><c>hub</c>, <c>proposal:ID</c> or <c>git:COMMIT</c>.</param>
/// <param name="PlanHash">The plan they saw.</param>
/// <param name="At">When.</param>
/// <param name="Comment">What they said.</param>
public sealed record Grant(string StepHash, string Who, bool Verified, string Source, string PlanHash, DateTimeOffset At, string? Comment = null);
