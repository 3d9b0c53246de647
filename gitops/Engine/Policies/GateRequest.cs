using System.Collections.Immutable;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>Everything that a judgement of a plan is a function of.</summary>
public sealed record GateRequest
{
    /// <summary>The plan.</summary>
    public required Plan Plan { get; init; }

    /// <summary>The policy in force: the last applied commit's once approved, else <see cref="Policy.BuiltIn"/>.</summary>
    public required Policy Policy { get; init; }

    /// <summary>Kinds, for what each says about drift.</summary>
    public required KindSet Kinds { get; init; }

    /// <summary>What is judged; its own <c>protect</c> counts at once, since it only tightens.</summary>
    public required DesiredState Desired { get; init; }

    /// <summary>What was: lifecycles of the last applied commit.</summary>
    public Baseline Baseline { get; init; } = Baseline.None;

    /// <summary>The time, for freeze windows.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Everything anybody approved that has not been used up.</summary>
    public ImmutableArray<StepApproval> Approvals { get; init; } = [];

    /// <summary>Who wrote the pending change of each resource: an approval by one of them does not count.</summary>
    public ImmutableDictionary<ResourceKey, ImmutableHashSet<string>> Authors { get; init; } = ImmutableDictionary<ResourceKey, ImmutableHashSet<string>>.Empty;

    /// <summary>Where the installation stands.</summary>
    public InstallationAge Age { get; init; } = InstallationAge.Running;

    /// <summary>Why nothing at all may be written until a human approves (a move that was not a fast-forward); null: nothing does.</summary>
    public string? Hold { get; init; }
}

/// <summary>Where an installation stands, which decides what its first run may do.</summary>
public enum InstallationAge
{
    /// <summary>It has applied a commit.</summary>
    Running,

    /// <summary>No store and no mark of ours anywhere: whoever started it vouches for the first commit's policy and secrets.</summary>
    New,

    /// <summary>The same, with the sample repository that the program brought along: nothing of it waits.</summary>
    NewWithSample,
}

/// <summary>How an approval came about.</summary>
public enum ApprovalSource
{
    /// <summary>A reviewer in the hub, by name: of a step, or of a proposal whose plan lists it.</summary>
    Reviewer,

    /// <summary>
    /// A move of the protected branch with plain git: one human, not verified, for the steps that its diff brought
    /// about in the plan computed at first sight.
    /// </summary>
    Merge,
}

/// <summary>One human's approval of one step, by the step's hash.</summary>
/// <param name="StepHash"><see cref="PlanStep.Hash"/>.</param>
/// <param name="By">Who.</param>
/// <param name="Source">How.</param>
public sealed record StepApproval(string StepHash, string By, ApprovalSource Source);

/// <summary>What may become of a step.</summary>
public enum StepVerdict
{
    /// <summary>It may be applied now.</summary>
    Allowed,

    /// <summary>Not yet: an approval, the end of a freeze, or another step is waited for.</summary>
    Waits,

    /// <summary>Never, as things are written; no approval helps.</summary>
    Refused,
}

/// <summary>A step with its judgement.</summary>
/// <param name="Step">The step.</param>
/// <param name="Verdict">What may become of it.</param>
/// <param name="Reason">One sentence; empty when allowed.</param>
/// <param name="NeedsApproval">Whether a reviewer's approval (or one more) is what it waits for: then it stands under <c>/approvals</c>.</param>
public sealed record GatedStep(PlanStep Step, StepVerdict Verdict, string Reason, bool NeedsApproval = false)
{
    /// <summary>Whether it may be applied now.</summary>
    public bool IsAllowed => Verdict is StepVerdict.Allowed;
}
