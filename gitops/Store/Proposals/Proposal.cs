using System.Collections.Immutable;

namespace HomelabMcp.Store;

/// <summary>Where a proposal stands.</summary>
public enum ProposalState
{
    /// <summary>It waits for a human.</summary>
    Open,
    /// <summary>A reviewer approved its plan; it is not merged yet.</summary>
    Approved,
    /// <summary>Its commit is on the protected branch.</summary>
    Merged,
    /// <summary>A reviewer rejected it.</summary>
    Rejected,
    /// <summary>Whoever made it took it back.</summary>
    Withdrawn,
}

/// <summary>What is kept of a proposal beside its branch. The branch is the truth: a proposal without a row is open.</summary>
public sealed record Proposal
{
    /// <summary>Its id, <c>[a-z0-9-]+</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Short branch name.</summary>
    public required string Branch { get; init; }

    /// <summary>One line.</summary>
    public required string Title { get; init; }

    /// <summary>The reason, Markdown. Untrusted.</summary>
    public string Why { get; init; } = "";

    /// <summary>Name of the principal who made it.</summary>
    public required string Author { get; init; }

    /// <summary>The client program and its version, untrusted.</summary>
    public string? Client { get; init; }

    /// <summary>The commit of the protected branch that it was made from.</summary>
    public required string BaseCommit { get; init; }

    /// <summary>Its newest commit.</summary>
    public required string Commit { get; init; }

    /// <summary>Where it stands.</summary>
    public ProposalState State { get; init; }

    /// <summary>Hash of the plan shown last.</summary>
    public string? PlanHash { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset Updated { get; init; }

    /// <summary>What was said and decided, oldest first.</summary>
    public ImmutableArray<ProposalNote> Notes { get; init; } = [];
}

/// <summary>Something said or decided about a proposal.</summary>
/// <param name="Kind"><c>comment</c>, <c>approve</c>, <c>reject</c>, <c>merge</c>, <c>revise</c>, <c>withdraw</c>.</param>
/// <param name="Who">Name of the principal.</param>
/// <param name="Text">What they said. Untrusted.</param>
/// <param name="PlanHash">The plan they saw.</param>
/// <param name="At">When.</param>
public sealed record ProposalNote(string Kind, string Who, string Text, string? PlanHash, DateTimeOffset At);
