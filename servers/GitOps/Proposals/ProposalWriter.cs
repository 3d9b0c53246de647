using System.Collections.Immutable;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using HomelabMcp.Reconciler;
using HomelabMcp.Repository;
using HomelabMcp.Store;

namespace HomelabMcp.GitOps;

/// <summary>Writes proposals: changes become one commit on a branch, planned against the live systems, or nothing at all.</summary>
internal sealed class ProposalWriter(GitOpsServices services)
{
    private const int MostChanges = 100;

    /// <summary>A new proposal.</summary>
    public async Task<ProposalAnswer> ProposeAsync(ProposalRequest request, Caller caller, CancellationToken cancel)
    {
        Require(caller.Principal, Role.Assistant);
        var title = ProposalText.Title(request.Title);
        var why = ProposalText.Why(request.Why);
        await services.Repository.FetchAsync(cancel);
        var from = services.Repository.Tip(services.Repository.Branch);
        var changes = await ChangesAsync(from, request.Changes, cancel);
        var id = ProposalText.Id(title, caller.CallId);
        var branch = ProposalText.Branch(id);
        var commit = await CommitAsync(new() { Branch = branch, Base = from, Changes = changes, Message = Message(title, why), Trailers = Trailers(caller), Author = ProposalText.Author(caller.Principal) }, cancel);
        var proposal = new Proposal
        {
            Id = id,
            Branch = branch,
            Title = title,
            Why = why,
            Author = caller.Principal.Name,
            Client = Client(caller),
            BaseCommit = from ?? "",
            Commit = commit,
        };
        return await FinishAsync(proposal, previousTip: null, note: null, cancel);
    }

    /// <summary>More changes on a proposal that is open, as a further commit.</summary>
    public async Task<ProposalAnswer> ReviseAsync(Proposal proposal, ImmutableArray<ProposedChange> wanted, string why, Caller caller, CancellationToken cancel)
    {
        var tip = services.Repository.Tip(proposal.Branch) ?? throw new ProposalException(ProposalFailure.Conflict, $"The branch of proposal '{proposal.Id}' is gone: make a new proposal.");
        var changes = await ChangesAsync(tip, wanted, cancel);
        var reason = ProposalText.Why(why);
        var commit = await CommitAsync(new()
        {
            Branch = proposal.Branch,
            Base = tip,
            ExpectedTip = tip,
            Changes = changes,
            Message = Message($"Revise: {proposal.Title}", reason),
            Trailers = Trailers(caller),
            Author = ProposalText.Author(caller.Principal),
        }, cancel);
        // What was approved was another content: it is asked again.
        await services.Store.Approvals.RevokeAsync($"proposal:{proposal.Id}", cancel);
        var note = new ProposalNote("revise", caller.Principal.Name, reason, null, services.Clock.GetUtcNow());
        return await FinishAsync(proposal with { Commit = commit, State = ProposalState.Open }, tip, note, cancel);
    }

    private async Task<ImmutableArray<FileChange>> ChangesAsync(string? from, ImmutableArray<ProposedChange> wanted, CancellationToken cancel)
    {
        if (wanted.IsDefaultOrEmpty) throw new HomelabException("A proposal needs at least one change: {op: \"upsert\", manifest}, {op: \"delete\", kind, name} or {op: \"file\", path, content}.");
        if (wanted.Length > MostChanges) throw new HomelabException($"{wanted.Length} changes are more than the {MostChanges} of one proposal: make several.");
        var start = from is null ? new SourceTree("", []) : services.Repository.ReadTree(from);
        var reader = new DesiredReader(services.Kinds, services.Secrets());
        var known = reader.Read(start).Faults.Select(Same).ToHashSet();
        var tree = new DraftTree(start, reader);
        var writer = new ChangeWriter(services.Kinds, services.Connections, tree);
        foreach (var change in wanted) await writer.WriteAsync(change, cancel);
        // What was wrong before must not keep anybody from mending a part of it.
        var faults = tree.Read().Faults.Where(fault => !known.Contains(Same(fault))).ToList();
        if (faults.Count > 0) throw new FaultsException(faults);
        var changes = tree.Changes();
        return changes.IsEmpty ? throw new HomelabException("These changes change nothing: the repository already says exactly that.") : changes;

        static (string, string, string) Same(Fault fault) => (fault.File, fault.Field, fault.Message);
    }

    private async Task<string> CommitAsync(BranchWrite write, CancellationToken cancel) => await services.Repository.WriteBranchAsync(write, cancel) switch
    {
        BranchOutcome.Written written => written.Commit,
        _ => throw new ProposalException(ProposalFailure.Conflict, $"Branch {write.Branch} was moved by somebody else meanwhile; nothing was changed. Try again."),
    };

    private async Task<ProposalAnswer> FinishAsync(Proposal proposal, string? previousTip, ProposalNote? note, CancellationToken cancel)
    {
        PlanPreview preview;
        try
        {
            preview = await services.Reconciler.PlanAsync(proposal.Commit, proposal.BaseCommit is "" ? null : proposal.BaseCommit, cancel);
        }
        catch (HomelabException) when (previousTip is null)
        {
            // What cannot be planned (an emptied repository) is refused whole: the branch goes as it came.
            await services.Repository.DeleteBranchAsync(proposal.Branch, proposal.Commit, CancellationToken.None);
            throw;
        }

        var saved = await services.Store.Proposals.SaveAsync(proposal with { PlanHash = preview.Plan?.Hash }, cancel);
        if (note is not null) await services.Store.Proposals.NoteAsync(saved.Id, note with { PlanHash = preview.Plan?.Hash }, null, cancel);
        var diff = services.Repository.Diff(proposal.BaseCommit is "" ? null : proposal.BaseCommit, proposal.Commit);
        return new(proposal.Id, proposal.Branch, proposal.Commit, services.ReviewUrl(proposal.Id), diff, PlanReply.Json(preview), PlanReply.Risk(preview), PlanReply.Checks(preview));
    }

    private static ImmutableArray<Trailer> Trailers(Caller caller) => ProposalText.AssistedBy(caller) is { } trailer ? [trailer] : [];

    private static string? Client(Caller caller) => caller.Client is null ? null : $"{UntrustedText.CleanOf(caller.Client)}/{UntrustedText.CleanOf(caller.ClientVersion ?? "")}".TrimEnd('/');

    private static string Message(string title, string why) => why is "" ? title : $"{title}\n\n{why}";

    private static void Require(Principal principal, Role role)
    {
        if (!principal.Has(role)) throw new ProposalException(ProposalFailure.Forbidden, $"'{principal.Name}' may only read: a proposal needs the role {role.ToString().ToLowerInvariant()}.");
    }
}
