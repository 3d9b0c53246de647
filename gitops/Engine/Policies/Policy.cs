using System.Collections.Immutable;

namespace HomelabMcp.Engine;

/// <summary>
/// The rules of <c>policy.yaml</c>: what must never go, how much may go at once, when nothing may be written, and what
/// each sort of step needs before it is applied.
/// </summary>
public sealed record Policy
{
    /// <summary>
    /// The rules before the first applied commit and after a lost store: creates go through, everything else waits for
    /// a reviewer.
    /// </summary>
    public static Policy BuiltIn { get; } = new() { Id = "built-in" };

    /// <summary>Hash of the rules, part of every plan hash; <c>built-in</c> for the built-in ones.</summary>
    public required string Id { get; init; }

    /// <summary>Patterns (<c>kind/name</c>, <c>*</c> allowed) of resources that are never deleted or replaced.</summary>
    public ImmutableArray<string> Protected { get; init; } = [];

    /// <summary>Most deletes of what holds no state that one run may do unasked.</summary>
    public int MaxDeletes { get; init; }

    /// <summary>Most replacements of what holds no state that one run may do unasked.</summary>
    public int MaxReplaces { get; init; }

    /// <summary>What each sort of step needs.</summary>
    public ImmutableDictionary<StepOperation, Need> Needs { get; init; } = ImmutableDictionary<StepOperation, Need>.Empty
        .Add(StepOperation.Create, Need.Merge)
        .Add(StepOperation.Update, Need.Approval)
        .Add(StepOperation.Adopt, Need.Approval)
        .Add(StepOperation.Replace, Need.Approval)
        .Add(StepOperation.Delete, Need.Approval)
        .Add(StepOperation.Release, Need.Approval);

    /// <summary>What each tier of risk needs at least, beside what its operation needs; tiers that are absent add nothing.</summary>
    public ImmutableDictionary<RiskTier, Need> Tiers { get; init; } = ImmutableDictionary<RiskTier, Need>.Empty;

    /// <summary>Whether drift may be healed unasked where the kind says heal and the content was approved before.</summary>
    public bool Heal { get; init; }

    /// <summary>Windows in which nothing is written.</summary>
    public ImmutableArray<FreezeWindow> Freezes { get; init; } = [];

    /// <summary>Names of those who may approve; empty: every reviewer.</summary>
    public ImmutableArray<string> Approvers { get; init; } = [];

    /// <summary>Rules for particular resources; the first whose pattern matches replaces the need of its operations.</summary>
    public ImmutableArray<PolicyRule> Rules { get; init; } = [];
}

/// <summary>What a step needs before it is applied.</summary>
public enum Need
{
    /// <summary>The merge itself is enough.</summary>
    Merge,
    /// <summary>A reviewer's approval of this very step (approving or merging the proposal in the hub gives it).</summary>
    Approval,
    /// <summary>Two different humans.</summary>
    TwoApprovals,
    /// <summary>Never done.</summary>
    Never,
}

/// <summary>What matching resources need.</summary>
/// <param name="Match"><c>kind/name</c> with <c>*</c>.</param>
/// <param name="Operations">The operations it speaks of; empty for all.</param>
/// <param name="Needs">What they need.</param>
/// <param name="Why">Shown where it decides.</param>
public sealed record PolicyRule(string Match, ImmutableArray<StepOperation> Operations, Need Needs, string Why);

/// <summary>A repeated stretch of time in which nothing is written.</summary>
/// <param name="Name">Shown where it decides.</param>
/// <param name="Cron">When it begins: five fields.</param>
/// <param name="Duration">How long it lasts.</param>
/// <param name="TimeZone">IANA name.</param>
public sealed record FreezeWindow(string Name, string Cron, TimeSpan Duration, string TimeZone);
