using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.GitOps;
using HomelabMcp.Store;

namespace HomelabMcp.Hub.Api;

/// <summary>A proposal: a branch, what it would do, and what people say of it.</summary>
internal sealed record ProposalReply
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>One line.</summary>
    public required UntrustedText Title { get; init; }

    /// <summary>The reason, Markdown. Written by whoever proposed: untrusted.</summary>
    public required UntrustedText Why { get; init; }

    /// <summary>open, approved, merged, rejected or withdrawn.</summary>
    public required ProposalState State { get; init; }

    /// <summary>Short branch name.</summary>
    public required string Branch { get; init; }

    /// <summary>The commit of the protected branch that it was made from.</summary>
    public required string BaseCommit { get; init; }

    /// <summary>Its newest commit.</summary>
    public required string Commit { get; init; }

    /// <summary>Who proposed it.</summary>
    public required string Author { get; init; }

    /// <summary>Through which program, as it calls itself: untrusted.</summary>
    public UntrustedText? Client { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset Updated { get; init; }

    /// <summary>What was said and decided, oldest first.</summary>
    public required IReadOnlyList<NoteReply> Notes { get; init; }

    /// <summary>Hash of the plan that was shown last.</summary>
    public string? PlanHash { get; init; }

    /// <summary>What it would do now, against the live systems of this moment; left out of lists.</summary>
    public JsonObject? Plan { get; init; }

    /// <summary>low, medium or high; left out of lists.</summary>
    public string? Risk { get; init; }

    /// <summary>What was checked, with the outcome; left out of lists.</summary>
    public IReadOnlyList<ProposalCheck>? Checks { get; init; }

    /// <summary>Unified diff against its base; left out of lists.</summary>
    public UntrustedText? Diff { get; init; }

    /// <summary>Where a human reviews it; left out of lists.</summary>
    public string? Url { get; init; }

    /// <summary>Whether its plan is no longer the one that was approved.</summary>
    public bool IsStale { get; init; }

    /// <summary>A proposal with everything that a decision needs.</summary>
    public static ProposalReply Of(ProposalDetail detail) => Of(detail.Proposal) with
    {
        Plan = detail.Preview is { } preview ? PlanReply.Json(preview) : null,
        Risk = detail.Risk,
        Checks = detail.Checks,
        Diff = detail.Diff,
        Url = detail.Url,
        IsStale = detail.IsStale,
    };

    /// <summary>A proposal as it is kept, without what has to be computed.</summary>
    public static ProposalReply Of(Proposal proposal) => new()
    {
        Id = proposal.Id,
        Title = proposal.Title,
        Why = proposal.Why,
        State = proposal.State,
        Branch = proposal.Branch,
        BaseCommit = proposal.BaseCommit,
        Commit = proposal.Commit,
        Author = proposal.Author,
        Client = proposal.Client is { } client ? (UntrustedText?)client : null,
        Created = proposal.Created,
        Updated = proposal.Updated,
        PlanHash = proposal.PlanHash,
        Notes = [.. proposal.Notes.Select(note => new NoteReply(note.Kind, note.Who, note.Text, note.PlanHash, note.At))],
    };
}

/// <summary>Something said or decided about a proposal.</summary>
/// <param name="Kind">comment, approve, reject, merge, revise or withdraw.</param>
/// <param name="Who">Who.</param>
/// <param name="Text">What they said: untrusted.</param>
/// <param name="PlanHash">The plan that they saw.</param>
/// <param name="At">When.</param>
internal sealed record NoteReply(string Kind, string Who, UntrustedText Text, string? PlanHash, DateTimeOffset At);

/// <summary>A comment.</summary>
/// <param name="Comment">What there is to say.</param>
internal sealed record CommentRequest(string Comment);
