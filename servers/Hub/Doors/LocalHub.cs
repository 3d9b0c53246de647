using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using HomelabMcp.Hosting;
using HomelabMcp.Hub.Api;
using HomelabMcp.Reconciler;
using HomelabMcp.Store;

namespace HomelabMcp.Hub.Doors;

/// <summary>The installation in this process, asked on somebody's behalf. Whether they may is decided before.</summary>
internal sealed class LocalHub(Installation installation, Principal principal, IAsyncDisposable? owned = null) : IHub
{
    private const string PauseNote = "pause-note";
    private static readonly TimeSpan ChangesBack = TimeSpan.FromDays(1);

    public string Place => "this process";

    private HomelabStore Store => installation.Store;

    /// <summary>The same installation on somebody else's behalf.</summary>
    public LocalHub As(Principal other) => new(installation, other);

    public async Task<StatusReply> StatusAsync(CancellationToken cancel)
    {
        var (view, configuration) = (await LookedAsync(cancel), installation.Configuration);
        var proposals = await installation.Proposals.ListAsync(null, Paging.Most, null, cancel);
        return new()
        {
            Installation = configuration.Installation,
            Version = ServerVersion.Text,
            Reconcile = configuration.Applies ? "apply" : "observe",
            Paused = view.IsPaused ? await PauseAsync(cancel) : null,
            Repository = configuration.Repository!.Url,
            Branch = configuration.Repository.Branch,
            Commit = view.Commit,
            AppliedCommit = view.AppliedCommit,
            Problem = view.Problem ?? (view.Faults.IsEmpty ? null : $"The commit was refused: {view.Faults[0]}{(view.Faults.Length > 1 ? $" (and {view.Faults.Length - 1} more)" : "")}"),
            ObservedAt = view.At == default ? null : view.At,
            Resources = Enum.GetValues<ResourceState>().ToDictionary(state => Words.Of(state), state => view.Resources.Count(resource => resource.State == state)),
            Targets = Targets(view),
            PendingSteps = view.Plan?.Steps.Length ?? 0,
            WaitingApprovals = (await Store.Approvals.ListAsync(cancel)).Count(approval => approval.State is ApprovalState.Waiting),
            OpenProposals = proposals.Items.Count(proposal => proposal.State is ProposalState.Open or ProposalState.Approved),
            LastRun = view.Run is { } run ? RunReply.Of(run with { Steps = [] }) : (await RunsAsync(1, null, cancel)).Items is [var newest, ..] ? newest : null,
        };
    }

    public async Task<Page<TargetReply>> TargetsAsync(CancellationToken cancel)
    {
        var targets = Targets(await LookedAsync(cancel));
        return new(targets, targets.Count);
    }

    public async Task<Page<ResourceReply>> ResourcesAsync(ResourceQuery query, CancellationToken cancel)
    {
        Paging.CheckLimit(query.Limit);
        if (query.State is { } word && !Enum.GetValues<ResourceState>().Any(state => Words.Of(state) == word))
            throw new HomelabException($"'{word}' is no state: {Nearest.Hint(word, [.. Enum.GetValues<ResourceState>().Select(state => Words.Of(state))])}.");
        var view = await LookedAsync(cancel);
        var runs = await Store.Runs.LastOfEachAsync(cancel);
        var chosen = view.Resources
            .Where(resource => (query.Kind is null || resource.Key.Kind == query.Kind)
                && (query.Target is null || resource.Key.Target == query.Target)
                && (query.State is null || Words.Of(resource.State) == query.State))
            .OrderBy(resource => resource.Key)
            .ToList();
        return Paging.Of(chosen, query.Limit, query.Cursor, resource => resource.Key.ToString(), resource => ResourceReply.Of(resource, runs));
    }

    /// <summary>One resource; 404 when neither Git nor a target has it, 409 when several targets do.</summary>
    public async Task<ResourceReply> ResourceAsync(string kind, string name, string? target, CancellationToken cancel)
    {
        var view = await LookedAsync(cancel);
        var found = view.Resources.Where(resource => resource.Key.Kind == kind && resource.Key.Name == name && (target is null || resource.Key.Target == target)).ToList();
        if (found.Count > 1)
            throw new AmbiguousException($"{kind}/{name} is on several targets: say which with ?target= ({string.Join(", ", found.Select(resource => resource.Key.Target).Order(StringComparer.Ordinal))}).");
        if (found is [var one]) return ResourceReply.Of(one, await Store.Runs.LastOfEachAsync(cancel));
        var names = view.Resources.Where(resource => resource.Key.Kind == kind).Select(resource => resource.Key.Name).Distinct(StringComparer.Ordinal).ToList();
        throw new MissingException(installation.Kinds.Find(kind) is null
            ? $"There is no kind '{kind}': {Nearest.Hint(kind, installation.Kinds.Names)}."
            : names.Count == 0 ? $"Neither Git nor a target has {kind}/{name}: there is none of this kind."
            : $"Neither Git nor a target has {kind}/{name}: {Nearest.Hint(name, names)}.");
    }

    public async Task<Page<DriftReply>> DriftAsync(CancellationToken cancel)
    {
        var preview = await installation.Reconciler.PlanAsync(installation.Repository.Branch, null, cancel);
        if (!preview.Faults.IsEmpty) throw new FaultsException(preview.Faults);
        var drifted = preview.Plan!.Resources.Where(IsDrift).OrderBy(resource => resource.Key).ToList();
        var changes = new Dictionary<string, IReadOnlyList<LiveChange>>(StringComparer.Ordinal);
        foreach (var target in drifted.Select(resource => resource.Key.Target).Distinct(StringComparer.Ordinal))
            changes[target] = await installation.ChangesAsync(target, installation.Clock.GetUtcNow() - ChangesBack, cancel);
        return new(
            [.. drifted.Select(resource => DriftReply.Of(resource, changes[resource.Key.Target]))],
            drifted.Count);
    }

    /// <summary>Drift as the reconciler saw it last: at once, for pages.</summary>
    public async Task<Page<DriftReply>> KnownDriftAsync(CancellationToken cancel)
    {
        var drifted = (await LookedAsync(cancel)).Resources.Where(IsDrift).OrderBy(resource => resource.Key).ToList();
        return new([.. drifted.Select(resource => DriftReply.Of(resource, []))], drifted.Count);
    }

    public async Task<JsonObject> PlanAsync(string? reference, CancellationToken cancel)
    {
        var preview = await installation.Reconciler.PlanAsync(reference ?? installation.Repository.Branch, null, cancel);
        if (!preview.Faults.IsEmpty) throw new FaultsException(preview.Faults);
        var plan = PlanJson.Of(preview.Plan!, preview.Steps);
        if (!preview.Unseen.IsEmpty) plan["unseen"] = new JsonObject(preview.Unseen.Select(target => KeyValuePair.Create(target.Key, (JsonNode?)target.Value)));
        return plan;
    }

    public async Task<SyncReply> SyncAsync(CancellationToken cancel)
    {
        var before = installation.Reconciler.Current.Run?.Id;
        var view = await installation.Reconciler.SyncAsync(retriesAll: true, cancel);
        var run = view.Run is { } last && last.Id != before ? RunReply.Of(last) : null;
        var waiting = (await Store.Approvals.ListAsync(cancel)).Where(approval => approval.State is ApprovalState.Waiting).Select(ApprovalReply.Of).ToList();
        var (state, summary) = Outcome(view, waiting.Count);
        return new(state, summary, view.Commit, run, waiting);
    }

    public async Task<Page<RunReply>> RunsAsync(int limit, string? cursor, CancellationToken cancel)
    {
        Paging.CheckLimit(limit);
        var runs = await Store.Runs.ListAsync(limit, cursor, cancel);
        return new([.. runs.Items.Select(run => RunReply.Of(run with { Steps = [] }))], runs.Total, runs.Next);
    }

    public async Task<RunReply> RunAsync(string id, CancellationToken cancel) => await Store.Runs.FindAsync(id, cancel) is { } run
        ? RunReply.Of(run)
        : throw new MissingException($"There is no run '{UntrustedText.CleanOf(id)}': /api/v1/runs lists them.");

    public async Task<Page<ApprovalReply>> ApprovalsAsync(CancellationToken cancel)
    {
        var approvals = await Store.Approvals.ListAsync(cancel);
        return new([.. approvals.Select(ApprovalReply.Of)], approvals.Length);
    }

    public async Task<ApprovalReply> ApproveAsync(string id, Decision decision, CancellationToken cancel)
    {
        await RequireApprovalAsync(id, cancel);
        var approval = await Store.Approvals.ApproveAsync(id, principal.Name, decision.PlanHash, decision.Comment, cancel);
        installation.Reconciler.Wake();
        return ApprovalReply.Of(approval);
    }

    public async Task<ApprovalReply> DenyAsync(string id, Decision decision, CancellationToken cancel)
    {
        await RequireApprovalAsync(id, cancel);
        return ApprovalReply.Of(await Store.Approvals.DenyAsync(id, principal.Name, decision.PlanHash, decision.Comment, cancel));
    }

    public async Task<PauseReply> PauseAsync(string reason, CancellationToken cancel)
    {
        var pause = new PauseReply(principal.Name, UntrustedText.CleanOf(reason), installation.Clock.GetUtcNow());
        await Store.Settings.SetAsync(PauseNote, System.Text.Json.JsonSerializer.Serialize(pause), cancel);
        await installation.Reconciler.PauseAsync(principal.Name, cancel);
        return pause;
    }

    public async Task ResumeAsync(CancellationToken cancel)
    {
        await installation.Reconciler.ResumeAsync(principal.Name, cancel);
        await Store.Settings.SetAsync(PauseNote, null, cancel);
    }

    public async Task<Page<TokenReply>> TokensAsync(CancellationToken cancel)
    {
        var tokens = await Store.Tokens.ListAsync(cancel);
        return new([.. tokens.Select(TokenReply.Of)], tokens.Length);
    }

    public async Task<NewTokenReply> CreateTokenAsync(TokenRequest request, CancellationToken cancel) =>
        new(request.Name, request.Role, (await Store.Tokens.CreateAsync(request.Name, request.Role, cancel)).Reveal());

    public Task RevokeTokenAsync(string name, CancellationToken cancel) => Store.Tokens.RevokeAsync(name, cancel);

    /// <summary>The audit log, newest first.</summary>
    public async Task<Page<AuditReply>> AuditAsync(int limit, string? cursor, CancellationToken cancel)
    {
        Paging.CheckLimit(limit);
        long? before = cursor is null ? null
            : long.TryParse(cursor, out var number) ? number
            : throw new HomelabException($"'{UntrustedText.CleanOf(cursor)}' is no cursor: send the 'next' of the page before.");
        var entries = await Store.Audit.ListAsync(limit, before, cancel);
        return new([.. entries.Items.Select(AuditReply.Of)], entries.Total, entries.Next);
    }

    /// <summary>Proposals, newest first, without plan and diff.</summary>
    public async Task<Page<ProposalReply>> ProposalsAsync(string? state, int limit, string? cursor, CancellationToken cancel)
    {
        Paging.CheckLimit(limit);
        var page = await installation.Proposals.ListAsync(StateOf(state), limit, cursor, cancel);
        return new([.. page.Items.Select(ProposalReply.Of)], page.Total, page.Next);
    }

    /// <summary>One proposal, with its diff and its plan of this moment.</summary>
    public async Task<ProposalReply> ProposalAsync(string id, CancellationToken cancel) =>
        ProposalReply.Of(await installation.Proposals.GetAsync(id, cancel));

    /// <summary>Approves, by name, what its plan lists.</summary>
    public async Task<ProposalReply> ApproveProposalAsync(string id, Decision decision, CancellationToken cancel) =>
        ProposalReply.Of(await installation.Proposals.ApproveAsync(id, decision.PlanHash, decision.Comment, principal, cancel));

    /// <summary>Approves and merges.</summary>
    public async Task<ProposalReply> MergeProposalAsync(string id, Decision decision, CancellationToken cancel) =>
        ProposalReply.Of(await installation.Proposals.MergeAsync(id, decision.PlanHash, decision.Comment, principal, cancel));

    /// <summary>Closes it; its branch goes.</summary>
    public async Task<ProposalReply> RejectProposalAsync(string id, Decision decision, CancellationToken cancel) =>
        ProposalReply.Of(await installation.Proposals.RejectAsync(id, decision.Comment, principal, cancel));

    /// <summary>Says something about it.</summary>
    public async Task<ProposalReply> CommentProposalAsync(string id, string comment, CancellationToken cancel) =>
        ProposalReply.Of(await installation.Proposals.CommentAsync(id, comment, principal, cancel));

    public Task<ProposalAnswer> ProposeAsync(ProposalRequest request, CancellationToken cancel) =>
        installation.Proposals.ProposeAsync(request, new Caller(principal, null, null, Guid.CreateVersion7().ToString("n")), cancel);

    public ValueTask DisposeAsync() => owned?.DisposeAsync() ?? ValueTask.CompletedTask;

    // A hub's loop has looked long ago; a command without a hub looks now.
    private async Task<WorldView> LookedAsync(CancellationToken cancel) =>
        installation.IsReady || installation.Runs ? installation.Reconciler.Current : await installation.Reconciler.SyncAsync(retriesAll: false, cancel);

    private List<TargetReply> Targets(WorldView view) => [.. installation.Configuration.Targets.Select(target =>
    {
        var observed = view.Observed.GetValueOrDefault(target.Name);
        return new TargetReply(
            target.Name, target.Platform, target.Url.ToString(), observed is null ? "new" : observed.IsKnown ? "up" : "down",
            observed?.Problem is { } problem ? UntrustedText.CleanOf(problem) : null,
            view.Resources.Count(resource => resource.Key.Target == target.Name), observed?.At, observed?.OldestDetail);
    })];

    private static bool IsDrift(ResourceStatus resource) => resource.State is ResourceState.Drifted or ResourceState.Missing;

    private static (string State, string Summary) Outcome(WorldView view, int waiting)
    {
        if (view.Problem is { } problem) return ("failed", problem);
        if (!view.Faults.IsEmpty) return ("failed", $"The commit was refused: {view.Faults[0]}");
        if (view.Run is { Outcome: RunOutcome.Failed } failed && !view.IsConverged) return ("failed", failed.Summary);
        var planned = view.Plan?.Steps.Length ?? 0;
        if (waiting > 0) return ("waiting", $"{waiting} wait for a reviewer: see 'homelab approvals'.");
        if (view.IsPaused && planned > 0) return ("waiting", $"Paused: {planned} steps wait for 'homelab resume'.");
        if (planned > 0) return ("waiting", $"{planned} steps are planned and not carried out.");
        return ("done", "The live systems are as Git says.");
    }

    private static ProposalState? StateOf(string? word)
    {
        if (word is null) return null;
        foreach (var state in Enum.GetValues<ProposalState>())
            if (Words.Of(state) == word) return state;
        throw new HomelabException($"'{UntrustedText.CleanOf(word)}' is no state of a proposal: {Nearest.Hint(word, [.. Enum.GetValues<ProposalState>().Select(state => Words.Of(state))])}.");
    }

    private async Task<PauseReply> PauseAsync(CancellationToken cancel) =>
        await Store.Settings.FindAsync(PauseNote, cancel) is { } note && System.Text.Json.JsonSerializer.Deserialize<PauseReply>(note) is { } pause
            ? pause
            : new("unknown", "no reason given", default);

    private async Task RequireApprovalAsync(string id, CancellationToken cancel)
    {
        if (await Store.Approvals.FindAsync(id, cancel) is not null) return;
        var waiting = (await Store.Approvals.ListAsync(cancel)).Select(approval => approval.Id).ToList();
        throw new MissingException($"There is no approval '{UntrustedText.CleanOf(id)}': {(waiting.Count == 0 ? "nothing waits" : Nearest.Hint(id, waiting))}.");
    }
}
