using System.Collections.Immutable;
using HomelabMcp.Core;
using HomelabMcp.Engine;

namespace HomelabMcp.Store;

/// <summary>How a run ended.</summary>
public enum RunOutcome
{
    /// <summary>Each step is done, or there was none.</summary>
    Done,
    /// <summary>What could be done is done; something waits for a human or a window.</summary>
    Waiting,
    /// <summary>Something failed and is parked, or a target could not be seen.</summary>
    Failed,
    /// <summary>What Git says was refused whole: nothing was applied.</summary>
    Refused,
    /// <summary>A newer commit took over between two steps.</summary>
    Superseded,
    /// <summary>The process ended in the middle of it.</summary>
    Interrupted,
}

/// <summary>Where a step of a run stands.</summary>
public enum RunStepState
{
    /// <summary>Not begun.</summary>
    Planned,
    /// <summary>Its call is out.</summary>
    Running,
    /// <summary>Applied and read back.</summary>
    Done,
    /// <summary>It needs a human or a window.</summary>
    Waiting,
    /// <summary>A rule forbids it.</summary>
    Refused,
    /// <summary>Something it depends on did not succeed.</summary>
    Held,
    /// <summary>It failed; the resource is parked.</summary>
    Parked,
    /// <summary>Its answer was lost; it is settled by looking.</summary>
    InDoubt,
    /// <summary>Not begun because the run ended first.</summary>
    Skipped,
}

/// <summary>One run of the reconciler that had something to do.</summary>
public sealed record Run
{
    /// <summary>Its id, sortable by time.</summary>
    public required string Id { get; init; }

    /// <summary>The commit it worked on; empty where none could be read.</summary>
    public required string Commit { get; init; }

    /// <summary>Why it ran: <c>commit</c>, <c>drift</c>, <c>retry</c>, <c>approval</c>, <c>sync</c>.</summary>
    public required string Cause { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Begun { get; init; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>How; null while it runs.</summary>
    public RunOutcome? Outcome { get; init; }

    /// <summary>One sentence.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Hash of its plan.</summary>
    public string PlanHash { get; init; } = "";

    /// <summary>The policy that judged it.</summary>
    public string PolicyId { get; init; } = "";

    /// <summary>Calls made, by target.</summary>
    public ImmutableSortedDictionary<string, int> Calls { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>Its steps in order.</summary>
    public ImmutableArray<RunStep> Steps { get; init; } = [];
}

/// <summary>One step of a run, and what became of it.</summary>
public sealed record RunStep
{
    /// <summary>Its place in the run, from 0.</summary>
    public required int Ordinal { get; init; }

    /// <summary>The resource.</summary>
    public required ResourceKey Key { get; init; }

    /// <summary>What it does.</summary>
    public required StepOperation Operation { get; init; }

    /// <summary>Why it is there.</summary>
    public required StepCause Cause { get; init; }

    /// <summary>Its wave.</summary>
    public int Wave { get; init; }

    /// <summary>Its hash.</summary>
    public required string Hash { get; init; }

    /// <summary>One sentence for people.</summary>
    public required string Why { get; init; }

    /// <summary>Fields before → after, secrets as fingerprints.</summary>
    public ImmutableArray<FieldChange> Changes { get; init; } = [];

    /// <summary>Where it stands.</summary>
    public RunStepState State { get; init; }

    /// <summary>Why it stands there.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Where the backup lies that was taken before it.</summary>
    public string? Backup { get; init; }

    /// <summary>When its call left.</summary>
    public DateTimeOffset? Begun { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>What it told on its way.</summary>
    public ImmutableArray<string> Log { get; init; } = [];

    /// <summary>A step of a plan that has not begun.</summary>
    public static RunStep Of(PlanStep step, int ordinal) => new()
    {
        Ordinal = ordinal,
        Key = step.Key,
        Operation = step.Operation,
        Cause = step.Cause,
        Wave = step.Wave,
        Hash = step.Hash,
        Why = step.Why,
        Changes = step.Changes,
    };
}
