using System.Collections.Immutable;
using HomelabMcp.Core;
using HomelabMcp.Reconciler;
using HomelabMcp.Store;

namespace HomelabMcp.GitOps;

/// <summary>A proposal with everything that a decision needs, computed now.</summary>
public sealed record ProposalDetail
{
    /// <summary>What is kept of it, brought up to date with its branch.</summary>
    public required Proposal Proposal { get; init; }

    /// <summary>Unified diff against its base. Untrusted.</summary>
    public required string Diff { get; init; }

    /// <summary>What it would do now; null once it is closed.</summary>
    public PlanPreview? Preview { get; init; }

    /// <summary><c>low</c>, <c>medium</c> or <c>high</c>; null once it is closed.</summary>
    public string? Risk { get; init; }

    /// <summary>What was checked; empty once it is closed.</summary>
    public ImmutableArray<ProposalCheck> Checks { get; init; } = [];

    /// <summary>Where a human reviews it; null where nothing shows it.</summary>
    public string? Url { get; init; }

    /// <summary>Whether its plan is no longer the one that was approved.</summary>
    public bool IsStale { get; init; }
}
