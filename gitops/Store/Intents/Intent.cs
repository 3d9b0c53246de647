using HomelabMcp.Core;
using HomelabMcp.Engine;

namespace HomelabMcp.Store;

/// <summary>How an intent ended.</summary>
public enum IntentOutcome
{
    /// <summary>The call returned and its effect was read back.</summary>
    Done,
    /// <summary>The call was refused, or never left us: nothing happened.</summary>
    Failed,
    /// <summary>The answer was lost, and looking showed the effect.</summary>
    FoundDone,
    /// <summary>The answer was lost, its deadline passed, and looking showed no effect.</summary>
    FoundUndone,
}

/// <summary>A write that was about to be made. It is on disk before the call leaves.</summary>
public sealed record Intent
{
    /// <summary>Its number; 0 before it is recorded.</summary>
    public long Id { get; init; }

    /// <summary>The run it belongs to.</summary>
    public required string Run { get; init; }

    /// <summary>The resource.</summary>
    public required ResourceKey Key { get; init; }

    /// <summary>What was to be done.</summary>
    public required StepOperation Operation { get; init; }

    /// <summary>Hash of the step.</summary>
    public required string StepHash { get; init; }

    /// <summary>Hash of the plan it came from.</summary>
    public required string PlanHash { get; init; }

    /// <summary>The commit planned.</summary>
    public required string Commit { get; init; }

    /// <summary>The lease under which it was written.</summary>
    public long Epoch { get; init; }

    /// <summary>The platform's own key to look under, where the manifest has one.</summary>
    public string? NaturalKey { get; init; }

    /// <summary>The live object concerned; null for a create.</summary>
    public string? LiveId { get; init; }

    /// <summary>When it was written.</summary>
    public DateTimeOffset Begun { get; init; }

    /// <summary>Until when a lost call may still take effect.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>When it ended; null while open.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>How; null while open.</summary>
    public IntentOutcome? Outcome { get; init; }

    /// <summary>What was found.</summary>
    public string? Detail { get; init; }
}
