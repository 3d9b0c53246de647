using System.Collections.Immutable;
using HomelabMcp.Core;
using HomelabMcp.Repository;
using HomelabMcp.Store;

namespace HomelabMcp.GitOps;

/// <summary>
/// Brings what is kept of proposals up to date with their branches, which are the truth: merged or deleted with plain
/// git, pushed to, or made by hand and never seen here.
/// </summary>
internal sealed class ProposalLookup(GitOpsServices services)
{
    /// <summary>All of them, newest first.</summary>
    public async Task<ImmutableArray<Proposal>> AllAsync(CancellationToken cancel)
    {
        var kept = await services.Store.Proposals.ListAsync(cancel);
        var all = new List<Proposal>();
        foreach (var proposal in kept) all.Add(await CurrentAsync(proposal, cancel));
        var known = kept.Select(proposal => proposal.Branch).ToHashSet(StringComparer.Ordinal);
        all.AddRange(services.Repository.Branches(BranchName.ProposalPrefix).Where(tip => !known.Contains(tip.Name)).Select(FromBranch));
        return [.. all.OrderByDescending(proposal => proposal.Created).ThenBy(proposal => proposal.Id, StringComparer.Ordinal)];
    }

    /// <summary>One of them; throws where there is none.</summary>
    public async Task<Proposal> OneAsync(string id, CancellationToken cancel)
    {
        if (await services.Store.Proposals.FindAsync(id, cancel) is { } kept) return await CurrentAsync(kept, cancel);
        var branch = ProposalText.Branch(id);
        if (BranchName.IsValid(branch) && services.Repository.Tip(branch) is { } tip) return FromBranch(new(branch, tip));
        var ids = (await AllAsync(cancel)).Select(proposal => proposal.Id).ToList();
        throw new ProposalException(ProposalFailure.NotFound, $"There is no proposal '{UntrustedText.CleanOf(id)}'{(ids.Count == 0 ? "" : $": {Nearest.Hint(id, ids)}")}.");
    }

    private async Task<Proposal> CurrentAsync(Proposal proposal, CancellationToken cancel)
    {
        if (proposal.State is not (ProposalState.Open or ProposalState.Approved)) return proposal;
        var tip = services.Repository.Tip(proposal.Branch);
        var main = services.Repository.Tip(services.Repository.Branch);
        if (main is not null && services.Repository.IsAncestor(tip ?? proposal.Commit, main))
            return await CloseAsync(proposal, new("merge", "git", "Merged with plain git.", null, services.Clock.GetUtcNow()), ProposalState.Merged, cancel);
        if (tip is null)
            return await CloseAsync(proposal, new("withdraw", "git", "Its branch was deleted.", null, services.Clock.GetUtcNow()), ProposalState.Withdrawn, cancel);
        if (tip == proposal.Commit) return proposal;
        // Somebody pushed to the branch: what was approved was another content.
        await services.Store.Approvals.RevokeAsync($"proposal:{proposal.Id}", cancel);
        return await services.Store.Proposals.SaveAsync(proposal with { Commit = tip, State = ProposalState.Open, BaseCommit = BaseOf(tip) ?? proposal.BaseCommit }, cancel);
    }

    private async Task<Proposal> CloseAsync(Proposal proposal, ProposalNote note, ProposalState state, CancellationToken cancel) =>
        await services.Store.Proposals.NoteAsync(proposal.Id, note, state, cancel) ?? proposal;

    private Proposal FromBranch(BranchTip tip)
    {
        var commit = services.Repository.Commit(tip.Commit)!;
        return new()
        {
            Id = tip.Name[BranchName.ProposalPrefix.Length..],
            Branch = tip.Name,
            Title = UntrustedText.CleanOf(commit.Title),
            Why = UntrustedText.CleanOf(string.Join('\n', commit.Message.Split('\n').Skip(1))).Trim(),
            Author = UntrustedText.CleanOf(commit.Author.Name),
            BaseCommit = BaseOf(tip.Commit) ?? "",
            Commit = tip.Commit,
            Created = commit.CommitTime,
            Updated = commit.CommitTime,
        };
    }

    private string? BaseOf(string commit) =>
        services.Repository.Tip(services.Repository.Branch) is { } main ? services.Repository.MergeBase(main, commit) : null;
}
