using System.Collections.Immutable;
using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using HomelabMcp.Store;

namespace HomelabMcp.GitOps;

/// <summary>What proposing, revising, capturing and rolling back answer: the contract's shape.</summary>
internal sealed record ProposeReply
{
    private const int LongestDiff = 12_000;
    private const int ShownSteps = 25;

    public required string Proposal { get; init; }
    public required string Branch { get; init; }
    public required string Commit { get; init; }
    public string? Url { get; init; }
    public required JsonObject Plan { get; init; }
    public required string Risk { get; init; }
    public required ImmutableArray<ProposalCheck> Checks { get; init; }
    public required UntrustedText Diff { get; init; }

    public static ProposeReply Of(ProposalAnswer answer)
    {
        PlanReply.Cut(answer.Plan, ShownSteps);
        return new()
        {
            Proposal = answer.Proposal,
            Branch = answer.Branch,
            Commit = answer.Commit,
            Url = answer.Url,
            Plan = answer.Plan,
            Risk = answer.Risk,
            Checks = answer.Checks,
            Diff = Short(answer.Diff),
        };
    }

    internal static string Short(string diff) => diff.Length <= LongestDiff
        ? diff
        : $"{diff[..LongestDiff]}\n… {diff.Length - LongestDiff:N0} more characters: the branch has them all.";
}

internal sealed record ProposalLine(string Proposal, UntrustedText Title, string State, string Branch, string Commit, string Author, DateTimeOffset Created)
{
    public static ProposalLine Of(Proposal proposal) => new(
        proposal.Id, proposal.Title, PlanJson.Word(proposal.State), proposal.Branch, proposal.Commit, proposal.Author, proposal.Created);
}

/// <summary>A proposal in full.</summary>
internal sealed record ProposalReply
{
    private const int ShownSteps = 25;

    public required string Proposal { get; init; }
    public required UntrustedText Title { get; init; }
    public required UntrustedText Why { get; init; }
    public required string State { get; init; }
    public required string Branch { get; init; }
    public required string Commit { get; init; }
    public required string Author { get; init; }
    public string? Url { get; init; }
    public bool? Stale { get; init; }
    public JsonObject? Plan { get; init; }
    public string? Risk { get; init; }
    public IReadOnlyList<ProposalCheck>? Checks { get; init; }
    public required IReadOnlyList<NoteLine> Notes { get; init; }
    public required UntrustedText Diff { get; init; }

    public static ProposalReply Of(ProposalDetail detail)
    {
        var proposal = detail.Proposal;
        return new()
        {
            Proposal = proposal.Id,
            Title = proposal.Title,
            Why = proposal.Why,
            State = PlanJson.Word(proposal.State),
            Branch = proposal.Branch,
            Commit = proposal.Commit,
            Author = proposal.Author,
            Url = detail.Url,
            Stale = detail.IsStale ? true : null,
            Plan = detail.Preview is { } preview ? PlanReply.Json(preview, ShownSteps) : null,
            Risk = detail.Risk,
            Checks = detail.Checks.IsEmpty ? null : detail.Checks,
            Notes = [.. proposal.Notes.TakeLast(30).Select(note => new NoteLine(note.Kind, note.Who, note.Text, note.At))],
            Diff = ProposeReply.Short(detail.Diff),
        };
    }
}

internal sealed record NoteLine(string Kind, string Who, UntrustedText Text, DateTimeOffset At);
