using System.Collections.Immutable;
using System.ComponentModel;
using System.Text;
using HomelabMcp.Core;
using HomelabMcp.Hosting;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace HomelabMcp.GitOps;

/// <summary>What was done, and what to do next.</summary>
[McpServerToolType]
internal sealed class RunTools(GitOpsServices services, ProposalService proposals)
{
    private const int ShownSteps = 50;

    [McpServerTool(Name = "gitops_runs", Title = "Runs", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Runs of the reconciler that had something to do, newest first.")]
    public async Task<Page<RunLine>> RunsAsync(
        [Description("Most items, up to 100.")] int limit = 20,
        [Description("'next' of the page before.")] string? cursor = null,
        CancellationToken cancel = default)
    {
        var page = await services.Store.Runs.ListAsync(Math.Clamp(limit, 1, 100), cursor, cancel);
        return new([.. page.Items.Select(RunLine.Of)], page.Total, page.Next);
    }

    [McpServerTool(Name = "gitops_run", Title = "One run", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("One run with its steps and what became of each.")]
    public async Task<RunReply> RunAsync([Description("Its id; left out: the newest.")] string? run = null, CancellationToken cancel = default)
    {
        var newest = run is null ? (await services.Store.Runs.ListAsync(1, null, cancel)).Items : [];
        var found = run is null
            ? newest is [{ } last] ? last : throw new HomelabException("There was no run yet that had something to do.")
            : await services.Store.Runs.FindAsync(run, cancel) ?? throw new HomelabException($"There is no run '{UntrustedText.CleanOf(run)}': gitops_runs lists them.");
        return new(RunLine.Of(found), [.. found.Steps.Take(ShownSteps).Select(RunStepLine.Of)], found.Steps.Length > ShownSteps ? found.Steps.Length - ShownSteps : null);
    }

    [Proposal]
    [McpServerTool(Name = "gitops_sync", Title = "Look now", ReadOnly = false, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Has the reconciler fetch, look and apply now what is merged and allowed, under the same policy as always. It approves nothing.")]
    public async Task<StatusReply> SyncAsync(CancellationToken cancel)
    {
        await services.Reconciler.SyncAsync(retriesAll: false, cancel);
        return await new StatusTools(services, proposals).StatusAsync(cancel);
    }

    [Proposal]
    [McpServerTool(Name = "gitops_capture", Title = "Take a live change over into Git", ReadOnly = false, Destructive = false, Idempotent = false, OpenWorld = false, UseStructuredContent = true)]
    [Description("Proposes that Git say what is live of one resource: a drifted one's fields, an unmanaged one as an adoption, a missing one's removal. Answers like gitops_propose.")]
    public async Task<ProposeReply> CaptureAsync(
        RequestContext<CallToolRequestParams> context,
        [Description("Its kind.")] string kind,
        [Description("Its name.")] string name,
        [Description("Its target, where two hold the name.")] string? target = null,
        [Description("Why, for the reviewer.")] string why = "",
        CancellationToken cancel = default)
    {
        var status = ResourceQuery.One(services.Reconciler.Current.Resources, kind, name, target);
        var changes = new Capture(services).Of(status);
        var reason = why is "" ? $"What is live differs from Git. {status.Reason}" : why;
        return ProposeReply.Of(await proposals.ProposeAsync(new($"Capture {status.Key.Kind}/{UntrustedText.CleanOf(status.Key.Name)}", reason, changes), context.Caller(), cancel));
    }

    [Proposal]
    [McpServerTool(Name = "gitops_rollback", Title = "Propose a rollback", ReadOnly = false, Destructive = false, Idempotent = false, OpenWorld = false, UseStructuredContent = true)]
    [Description("Proposes to make the desired state what it was at an earlier commit of the protected branch. Answers like gitops_propose.")]
    public async Task<ProposeReply> RollbackAsync(
        RequestContext<CallToolRequestParams> context,
        [Description("A commit of the protected branch, or a run's id.")] string to,
        [Description("Why, for the reviewer.")] string why = "",
        CancellationToken cancel = default)
    {
        await services.Repository.FetchAsync(cancel);
        var tip = services.Repository.Tip(services.Repository.Branch) ?? throw new HomelabException("The protected branch has no commit yet.");
        var wanted = (await services.Store.Runs.FindAsync(to, cancel))?.Commit ?? to;
        var commit = services.Repository.Commit(wanted)?.Id ?? throw new HomelabException($"'{UntrustedText.CleanOf(to)}' is no commit and no run: gitops_runs lists runs with their commits.");
        if (!services.Repository.IsAncestor(commit, tip)) throw new HomelabException($"Commit {commit[..10]} is no ancestor of {services.Repository.Branch}: only what was merged once can be gone back to.");
        var changes = services.Repository.ChangedPaths(tip, commit).Select(path => (ProposedChange)new ProposedChange.File(path.Path, TextAt(commit, path.Path, path.NewId))).ToImmutableArray();
        if (changes.IsEmpty) throw new HomelabException($"Nothing differs between {services.Repository.Branch} and {commit[..10]}.");
        return ProposeReply.Of(await proposals.ProposeAsync(new($"Roll back to {commit[..10]}", why is "" ? $"Goes back to commit {commit}." : why, changes), context.Caller(), cancel));
    }

    private string? TextAt(string commit, string path, string? id)
    {
        if (id is null) return null;
        var bytes = services.Repository.ReadFile(commit, path) ?? throw new HomelabException($"'{UntrustedText.CleanOf(path)}' is a link at {commit[..10]} and cannot be brought back.");
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes.Span);
        }
        catch (DecoderFallbackException cause)
        {
            throw new HomelabException($"'{UntrustedText.CleanOf(path)}' is not text at {commit[..10]}: bring it back with plain git.", cause);
        }
    }
}
