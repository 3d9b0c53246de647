using HomelabMcp.Core;
using HomelabMcp.Reconciler;
using HomelabMcp.Repository;
using HomelabMcp.Store;

namespace HomelabMcp.GitOps;

/// <summary>What a human decides about a proposal. An assistant decides nothing, and nobody approves their own.</summary>
internal sealed class ProposalDecisions(GitOpsServices services, ProposalLookup lookup)
{
    /// <summary>Consents to the plan of this moment; a hash that is another plan's is refused.</summary>
    public async Task<PlanPreview> ApproveAsync(string id, string? planHash, string? comment, Principal who, CancellationToken cancel)
    {
        var proposal = await DecidableAsync(id, who, cancel);
        var preview = await CurrentPlanAsync(proposal, planHash, cancel);
        await GrantAsync(proposal, preview, comment, who, "approve", ProposalState.Approved, cancel);
        return preview;
    }

    /// <summary>
    /// Consents and merges. The consent is on disk before the branch moves, so that the reconciler never sees the one
    /// without the other; it is taken back where the merge does not come about.
    /// </summary>
    public async Task<string> MergeAsync(string id, string? planHash, string? comment, Principal who, CancellationToken cancel)
    {
        var proposal = await DecidableAsync(id, who, cancel);
        var preview = await CurrentPlanAsync(proposal, planHash, cancel);
        if (!preview.Faults.IsEmpty) throw new ProposalException(ProposalFailure.Conflict, $"Proposal '{id}' is not valid: {preview.Faults[0]}");
        var tip = services.Repository.Tip(services.Repository.Branch);
        await GrantAsync(proposal, preview, comment, who, "approve", ProposalState.Approved, cancel);
        MergeOutcome outcome;
        try
        {
            outcome = await services.Repository.MergeAsync(new()
            {
                Head = proposal.Commit,
                ExpectedTip = tip,
                Message = $"Merge {proposal.Branch}: {proposal.Title}",
                Author = ProposalText.Author(who),
            }, cancel);
        }
        catch
        {
            await TakeBackAsync(proposal);
            throw;
        }

        var commit = outcome switch
        {
            MergeOutcome.Merged merged => merged.Commit,
            MergeOutcome.AlreadyMerged already => already.Commit,
            _ => null,
        };
        if (commit is null)
        {
            await TakeBackAsync(proposal);
            throw new ProposalException(ProposalFailure.Conflict, outcome is MergeOutcome.Conflicts conflicts
                ? $"Proposal '{id}' conflicts with {services.Repository.Branch} in {string.Join(", ", conflicts.Paths)}: revise it, or withdraw it and propose anew."
                : $"Branch {services.Repository.Branch} was moved by somebody else meanwhile; nothing was merged. Look at the plan again.");
        }

        await services.Store.Proposals.NoteAsync(proposal.Id, new("merge", who.Name, comment ?? "", preview.Plan?.Hash, services.Clock.GetUtcNow()), ProposalState.Merged, cancel);
        services.Reconciler.Wake();
        await services.Repository.DeleteBranchAsync(proposal.Branch, proposal.Commit, cancel);
        return commit;
    }

    /// <summary>Closes it; consents to it lapse and its branch goes.</summary>
    public async Task RejectAsync(string id, string? comment, Principal who, CancellationToken cancel)
    {
        var proposal = await OpenAsync(id, cancel);
        RequireReviewer(who);
        await CloseAsync(proposal, new("reject", who.Name, Text(comment), null, services.Clock.GetUtcNow()), ProposalState.Rejected, cancel);
    }

    /// <summary>Takes it back: whoever made it, or an admin.</summary>
    public async Task WithdrawAsync(string id, string? reason, Principal who, CancellationToken cancel)
    {
        var proposal = await OpenAsync(id, cancel);
        RequireAuthor(proposal, who, "withdraw");
        await CloseAsync(proposal, new("withdraw", who.Name, Text(reason), null, services.Clock.GetUtcNow()), ProposalState.Withdrawn, cancel);
    }

    /// <summary>Says something about it.</summary>
    public async Task CommentAsync(string id, string text, Principal who, CancellationToken cancel)
    {
        if (!who.Has(Role.Assistant)) throw new ProposalException(ProposalFailure.Forbidden, $"'{who.Name}' may only read.");
        var clean = Text(text);
        if (clean is "") throw new HomelabException("A comment needs a text.");
        var proposal = await KeptAsync(await lookup.OneAsync(id, cancel), cancel);
        await services.Store.Proposals.NoteAsync(proposal.Id, new("comment", who.Name, clean, null, services.Clock.GetUtcNow()), null, cancel);
    }

    /// <summary>A proposal that may still be changed; throws where it is closed.</summary>
    public async Task<Proposal> OpenAsync(string id, CancellationToken cancel)
    {
        await services.Repository.FetchAsync(cancel);
        var proposal = await lookup.OneAsync(id, cancel);
        return proposal.State is ProposalState.Open or ProposalState.Approved
            ? await KeptAsync(proposal, cancel)
            : throw new ProposalException(ProposalFailure.Conflict, $"Proposal '{id}' is {proposal.State.ToString().ToLowerInvariant()} already.");
    }

    /// <summary>Refuses whoever is neither the author nor an admin.</summary>
    public static void RequireAuthor(Proposal proposal, Principal who, string verb)
    {
        if (proposal.Author != who.Name && !who.Has(Role.Admin))
            throw new ProposalException(ProposalFailure.Forbidden, $"Only {proposal.Author}, who made proposal '{proposal.Id}', may {verb} it.");
    }

    private async Task<Proposal> DecidableAsync(string id, Principal who, CancellationToken cancel)
    {
        RequireReviewer(who);
        var proposal = await OpenAsync(id, cancel);
        var revisers = proposal.Notes.Where(note => note.Kind is "revise").Select(note => note.Who);
        return proposal.Author == who.Name || revisers.Contains(who.Name)
            ? throw new ProposalException(ProposalFailure.Forbidden, $"'{who.Name}' wrote proposal '{id}': somebody else has to approve it.")
            : proposal;
    }

    private static void RequireReviewer(Principal who)
    {
        if (!who.Has(Role.Reviewer) || !who.IsHuman)
            throw new ProposalException(ProposalFailure.Forbidden, $"'{who.Name}' is {who.Role.ToString().ToLowerInvariant()}: only a human reviewer decides about proposals.");
    }

    private async Task<PlanPreview> CurrentPlanAsync(Proposal proposal, string? planHash, CancellationToken cancel)
    {
        var preview = await services.Reconciler.PlanAsync(proposal.Commit, proposal.BaseCommit is "" ? null : proposal.BaseCommit, cancel);
        var now = preview.Plan?.Hash ?? "";
        if (planHash is null || planHash == now) return preview;
        var counts = preview.Plan?.Counts;
        throw new ProposalException(ProposalFailure.Conflict,
            $"The plan of proposal '{proposal.Id}' is another one now ({(now.Length > 12 ? now[..12] : "none")}: {counts?.Creates ?? 0} create, {counts?.Updates ?? 0} update, {counts?.Adopts ?? 0} adopt, {counts?.Replaces ?? 0} replace, {counts?.Deletes ?? 0} delete): look at it again.");
    }

    private async Task GrantAsync(Proposal proposal, PlanPreview preview, string? comment, Principal who, string kind, ProposalState state, CancellationToken cancel)
    {
        await services.Reconciler.ApproveAsync(preview, who.Name, proposal.Id, comment, cancel);
        await services.Store.Proposals.NoteAsync(proposal.Id, new(kind, who.Name, Text(comment), preview.Plan?.Hash, services.Clock.GetUtcNow()), state, cancel);
    }

    private async Task TakeBackAsync(Proposal proposal)
    {
        await services.Store.Approvals.RevokeAsync($"proposal:{proposal.Id}", CancellationToken.None);
        await services.Store.Proposals.SaveAsync(proposal with { State = ProposalState.Open }, CancellationToken.None);
    }

    private async Task CloseAsync(Proposal proposal, ProposalNote note, ProposalState state, CancellationToken cancel)
    {
        await services.Store.Approvals.RevokeAsync($"proposal:{proposal.Id}", cancel);
        await services.Store.Proposals.NoteAsync(proposal.Id, note, state, cancel);
        await services.Repository.DeleteBranchAsync(proposal.Branch, proposal.Commit, cancel);
    }

    // A branch made by hand gets a row at the first decision.
    private async Task<Proposal> KeptAsync(Proposal proposal, CancellationToken cancel) =>
        await services.Store.Proposals.FindAsync(proposal.Id, cancel) is null ? await services.Store.Proposals.SaveAsync(proposal, cancel) : proposal;

    private static string Text(string? text) => ProposalText.Why(text ?? "");
}
