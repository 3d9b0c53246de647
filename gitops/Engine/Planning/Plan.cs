using System.Collections.Immutable;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>What a step does.</summary>
public enum StepOperation
{
    /// <summary>A new object, mark included.</summary>
    Create,
    /// <summary>Fields of a living object.</summary>
    Update,
    /// <summary>An existing object becomes ours.</summary>
    Adopt,
    /// <summary>A new object in the place of one that cannot be changed.</summary>
    Replace,
    /// <summary>The object goes.</summary>
    Delete,
    /// <summary>The object stays, our mark goes.</summary>
    Release,
}

/// <summary>Why a step is there.</summary>
public enum StepCause
{
    /// <summary>Git changed.</summary>
    Change,
    /// <summary>The live object was changed behind Git's back.</summary>
    Heal,
    /// <summary>It was there, verified, and is gone.</summary>
    Missing,
    /// <summary>Its manifest was removed.</summary>
    Prune,
}

/// <summary>How much a step can hurt.</summary>
public enum RiskTier
{
    /// <summary>Adds or changes what is easily put back.</summary>
    Low,
    /// <summary>Removes or replaces what holds no state, changes what others depend on.</summary>
    Medium,
    /// <summary>Deletes or replaces what holds state, adopts, changes policy or secrets.</summary>
    High,
}

/// <summary>One step of a plan. Values of secrets appear as keyed fingerprints only.</summary>
public sealed record PlanStep
{
    /// <summary>The resource.</summary>
    public required ResourceKey Key { get; init; }

    /// <summary>What is done.</summary>
    public required StepOperation Operation { get; init; }

    /// <summary>Why.</summary>
    public required StepCause Cause { get; init; }

    /// <summary>Managed fields before → after; for a create all that is desired, for a delete empty.</summary>
    public ImmutableArray<FieldChange> Changes { get; init; } = [];

    /// <summary>The live object concerned; null for a create.</summary>
    public string? LiveId { get; init; }

    /// <summary>Steps with a smaller wave end before this begins.</summary>
    public int Wave { get; init; }

    /// <summary>Resources whose steps must have succeeded (and be healthy) first.</summary>
    public ImmutableArray<ResourceKey> After { get; init; } = [];

    /// <summary>Whether what it destroys or replaces keeps something that cannot be made again.</summary>
    public bool HoldsState { get; init; }

    /// <summary>How a backup will be taken first; null when none is taken or none is possible.</summary>
    public string? Backup { get; init; }

    /// <summary>How much it can hurt.</summary>
    public RiskTier Risk { get; init; }

    /// <summary>Secrets that the step hands to the resource for the first time.</summary>
    public ImmutableArray<string> NewSecrets { get; init; } = [];

    /// <summary>One sentence for people.</summary>
    public required string Why { get; init; }

    /// <summary>SHA-256 over what a human approves of it: key, operation, changes, policy id. 64 hexadecimal digits.</summary>
    public required string Hash { get; init; }
}

/// <summary>Where a resource stands.</summary>
public enum ResourceState
{
    /// <summary>Live as desired.</summary>
    Synced,
    /// <summary>A step for it is planned or waits.</summary>
    Pending,
    /// <summary>Live differs from what was verified.</summary>
    Drifted,
    /// <summary>It was verified and is gone.</summary>
    Missing,
    /// <summary>Live, and Git never said anything about it.</summary>
    Unmanaged,
    /// <summary>Live under our name without our mark, and Git does not say <c>adopt</c>.</summary>
    Conflict,
    /// <summary>Its last step failed.</summary>
    Parked,
    /// <summary>Its target cannot be seen.</summary>
    Unknown,
}

/// <summary>Where one resource stands, and why.</summary>
public sealed record ResourceStatus
{
    /// <summary>The resource; an unmanaged one gets its platform's name.</summary>
    public required ResourceKey Key { get; init; }

    /// <summary>Where it stands.</summary>
    public required ResourceState State { get; init; }

    /// <summary>One sentence; empty when in sync.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Normalised desired spec with references resolved and secrets as fingerprints; null when Git has none.</summary>
    public JsonObject? Desired { get; init; }

    /// <summary>The live object; null when there is none or it cannot be seen.</summary>
    public LiveResource? Live { get; init; }

    /// <summary>What differs.</summary>
    public ImmutableArray<FieldChange> Diff { get; init; } = [];

    /// <summary>Where Git says it.</summary>
    public SourceLocation? Source { get; init; }

    /// <summary>What it depends on, references included.</summary>
    public ImmutableArray<ResourceKey> DependsOn { get; init; } = [];
}

/// <summary>How many steps of each sort.</summary>
public sealed record PlanCounts(int Creates, int Updates, int Adopts, int Replaces, int Deletes)
{
    /// <summary>All together.</summary>
    public int Total => Creates + Updates + Adopts + Replaces + Deletes;
}

/// <summary>What would be done to bring the live systems to a desired state. Canonical: equal worlds give equal hashes.</summary>
public sealed record Plan
{
    /// <summary>The commit planned.</summary>
    public required string Commit { get; init; }

    /// <summary>The policy that judges it.</summary>
    public required string PolicyId { get; init; }

    /// <summary>In the order of application: waves ascending, deletes last and reversed.</summary>
    public required ImmutableArray<PlanStep> Steps { get; init; }

    /// <summary>Every resource that Git or a target knows.</summary>
    public required ImmutableArray<ResourceStatus> Resources { get; init; }

    /// <summary>SHA-256 over the hashes of the steps, 64 hexadecimal digits; the same for every empty plan.</summary>
    public required string Hash { get; init; }

    /// <summary>Steps by sort.</summary>
    public PlanCounts Counts => new(
        Count(StepOperation.Create), Count(StepOperation.Update), Count(StepOperation.Adopt),
        Count(StepOperation.Replace), Count(StepOperation.Delete));

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => Steps.IsEmpty;

    private int Count(StepOperation operation) => Steps.Count(step => step.Operation == operation);
}
