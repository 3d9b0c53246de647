using System.Collections.Immutable;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using HomelabMcp.Store;

namespace HomelabMcp.Reconciler;

/// <summary>What a commit would do if it were merged now. Making it writes nothing anywhere.</summary>
public sealed record PlanPreview
{
    /// <summary>The commit planned.</summary>
    public required string Commit { get; init; }

    /// <summary>The commit it is compared with; null: all that is pending counts as its own.</summary>
    public string? BaseCommit { get; init; }

    /// <summary>What is wrong with the commit; then there is no plan.</summary>
    public ImmutableArray<Fault> Faults { get; init; } = [];

    /// <summary>The steps that the commit brings about beyond its base, with a hash of their own; null with faults.</summary>
    public Plan? Plan { get; init; }

    /// <summary>What may become of each of them, had the commit been merged without anybody's approval.</summary>
    public ImmutableArray<GatedStep> Steps { get; init; } = [];

    /// <summary>Steps that are pending anyway.</summary>
    public ImmutableArray<PlanStep> Pending { get; init; } = [];

    /// <summary>Changes of the rules that it brings (policy), whose approval goes with the plan's.</summary>
    public ImmutableArray<Approval> Rules { get; init; } = [];

    /// <summary>Targets that cannot be seen, with the reason: nothing can be said about them.</summary>
    public ImmutableSortedDictionary<string, string> Unseen { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Everything that an approval of it covers, as step hashes.</summary>
    public ImmutableArray<string> Hashes => [.. (Plan?.Steps ?? []).Select(step => step.Hash), .. Rules.Select(rule => rule.StepHash)];
}
