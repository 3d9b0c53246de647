using System.Collections.Immutable;
using System.Globalization;
using HomelabMcp.Core;
using HomelabMcp.Store;

namespace HomelabMcp.GitOps;

/// <summary>
/// Proposals of one installation: branches of the desired-state repository with a plan, comments and decisions. May be
/// called from anywhere; what decides or writes is done one at a time.
/// </summary>
/// <remarks>
/// Throws <see cref="FaultsException"/> for manifests that are refused, <see cref="ProposalException"/> for what is not
/// there, not as expected or not allowed, and other <see cref="HomelabException"/>s for wrong input.
/// </remarks>
public sealed class ProposalService(GitOpsServices services) : IProposals, IDisposable
{
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly ProposalLookup lookup = new(services);
    private readonly ProposalWriter writer = new(services);
    private readonly ProposalDecisions decisions = new(services, new ProposalLookup(services));

    /// <inheritdoc/>
    public Task<ProposalAnswer> ProposeAsync(ProposalRequest request, Caller caller, CancellationToken cancel) =>
        AloneAsync(() => writer.ProposeAsync(request, caller, cancel), cancel);

    /// <summary>Further changes on an open proposal, by whoever made it or an admin. Approvals so far lapse.</summary>
    public Task<ProposalAnswer> ReviseAsync(string id, ImmutableArray<ProposedChange> changes, string why, Caller caller, CancellationToken cancel) => AloneAsync(async () =>
    {
        var proposal = await decisions.OpenAsync(id, cancel);
        ProposalDecisions.RequireAuthor(proposal, caller.Principal, "revise");
        return await writer.ReviseAsync(proposal, changes, why, caller, cancel);
    }, cancel);

    /// <summary>Proposals, newest first.</summary>
    /// <param name="state">Only those in this state; null: all.</param>
    /// <param name="limit">Most of them, 1 to 200.</param>
    /// <param name="cursor">Where the last page ended.</param>
    /// <param name="cancel">Ends it.</param>
    public Task<Page<Proposal>> ListAsync(ProposalState? state, int limit, string? cursor, CancellationToken cancel) => AloneAsync(async () =>
    {
        var all = (await lookup.AllAsync(cancel)).Where(proposal => state is null || proposal.State == state).ToList();
        var start = cursor is null ? 0 : int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at : throw new HomelabException($"'{UntrustedText.CleanOf(cursor)}' is no cursor: take 'next' of the page before.");
        var size = Math.Clamp(limit, 1, 200);
        var next = start + size < all.Count ? (start + size).ToString(CultureInfo.InvariantCulture) : null;
        return new Page<Proposal>([.. all.Skip(start).Take(size)], all.Count, next);
    }, cancel);

    /// <summary>One proposal with its diff and, while it is open, its plan of this moment.</summary>
    public async Task<ProposalDetail> GetAsync(string id, CancellationToken cancel)
    {
        var proposal = await AloneAsync(() => lookup.OneAsync(id, cancel), cancel);
        var from = proposal.BaseCommit is "" ? null : proposal.BaseCommit;
        var diff = services.Repository.Commit(proposal.Commit) is null ? "" : services.Repository.Diff(from, proposal.Commit);
        if (proposal.State is not (ProposalState.Open or ProposalState.Approved)) return new() { Proposal = proposal, Diff = diff };
        var preview = await services.Reconciler.PlanAsync(proposal.Commit, from, cancel);
        var approved = proposal.Notes.LastOrDefault(note => note.Kind is "approve");
        return new()
        {
            Proposal = proposal,
            Diff = diff,
            Preview = preview,
            Risk = PlanReply.Risk(preview),
            Checks = PlanReply.Checks(preview),
            Url = services.ReviewUrl(proposal.Id),
            IsStale = proposal.State is ProposalState.Approved && approved?.PlanHash != preview.Plan?.Hash,
        };
    }

    /// <summary>Says something about a proposal: from the role assistant on.</summary>
    public Task<ProposalDetail> CommentAsync(string id, string text, Principal who, CancellationToken cancel) =>
        ThenGetAsync(id, () => decisions.CommentAsync(id, text, who, cancel), cancel);

    /// <summary>A human reviewer's consent, by name, to what the plan lists; a stale <paramref name="planHash"/> is a conflict.</summary>
    public Task<ProposalDetail> ApproveAsync(string id, string? planHash, string? comment, Principal who, CancellationToken cancel) =>
        ThenGetAsync(id, () => decisions.ApproveAsync(id, planHash, comment, who, cancel), cancel);

    /// <summary>Consent and merge into the protected branch; answers with the merged proposal.</summary>
    public Task<ProposalDetail> MergeAsync(string id, string? planHash, string? comment, Principal who, CancellationToken cancel) =>
        ThenGetAsync(id, () => decisions.MergeAsync(id, planHash, comment, who, cancel), cancel);

    /// <summary>A human reviewer closes it; its branch goes.</summary>
    public Task<ProposalDetail> RejectAsync(string id, string? comment, Principal who, CancellationToken cancel) =>
        ThenGetAsync(id, () => decisions.RejectAsync(id, comment, who, cancel), cancel);

    /// <summary>Whoever made it, or an admin, takes it back; its branch goes.</summary>
    public Task<ProposalDetail> WithdrawAsync(string id, string? reason, Principal who, CancellationToken cancel) =>
        ThenGetAsync(id, () => decisions.WithdrawAsync(id, reason, who, cancel), cancel);

    /// <inheritdoc/>
    public void Dispose() => writing.Dispose();

    private async Task<ProposalDetail> ThenGetAsync(string id, Func<Task> decide, CancellationToken cancel)
    {
        await AloneAsync(async () =>
        {
            await decide();
            return true;
        }, cancel);
        return await GetAsync(id, cancel);
    }

    private async Task<T> AloneAsync<T>(Func<Task<T>> work, CancellationToken cancel)
    {
        await writing.WaitAsync(cancel);
        try
        {
            return await work();
        }
        finally
        {
            writing.Release();
        }
    }
}
