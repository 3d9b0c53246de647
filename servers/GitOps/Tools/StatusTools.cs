using System.ComponentModel;
using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using HomelabMcp.Store;
using ModelContextProtocol.Server;

namespace HomelabMcp.GitOps;

/// <summary>What the installation is, has and wants.</summary>
[McpServerToolType]
internal sealed class StatusTools(GitOpsServices services, ProposalService proposals)
{
    private const int ShownSteps = 25;

    [McpServerTool(Name = "gitops_status", Title = "GitOps status", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Whether the live systems are as Git wants them: commit, resources by state, targets, what waits for approval, last run. Start here; then gitops_drift, gitops_plan or gitops_proposals.")]
    public async Task<StatusReply> StatusAsync(CancellationToken cancel)
    {
        var world = services.Reconciler.Current;
        var approvals = await services.Store.Approvals.ListAsync(cancel);
        var open = await proposals.ListAsync(null, 200, null, cancel);
        return new()
        {
            Converged = world.IsConverged,
            Applies = world.Applies,
            Paused = world.IsPaused,
            Commit = world.Commit,
            AppliedCommit = world.AppliedCommit,
            LookedAt = world.At,
            Resources = world.Resources.CountBy(status => PlanJson.Word(status.State)).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal),
            Targets = [.. world.Observed.Values.OrderBy(target => target.Target, StringComparer.Ordinal).Select(target => new TargetLine(target.Target, target.IsKnown, target.Problem, target.IsKnown ? target.OldestDetail : null))],
            PendingSteps = world.Plan?.Steps.Length ?? 0,
            WaitingApprovals = approvals.Count(approval => approval.State is ApprovalState.Waiting),
            OpenProposals = open.Items.Count(proposal => proposal.State is ProposalState.Open or ProposalState.Approved),
            Problem = world.Problem,
            Faults = world.Faults.IsEmpty ? null : [.. world.Faults.Take(10).Select(fault => UntrustedText.CleanOf(fault.ToString()))],
            LastRun = world.Run is { } run ? RunLine.Of(run) : null,
        };
    }

    [McpServerTool(Name = "gitops_kinds", Title = "Manifest kinds", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("The kinds of manifests. With 'kind': its fields and a complete example to start a manifest from.")]
    public KindsReply Kinds([Description("A kind such as docker.container.")] string? kind = null)
    {
        var lines = services.Kinds.All.Select(one => new KindLine(one.Name, one.Summary, services.Kinds.TargetsFor(one.Name), one.HoldsState([]))).ToList();
        if (kind is null) return new(lines, lines.Count);
        var found = services.Kinds.Find(kind) ?? throw new HomelabException($"'{UntrustedText.CleanOf(kind)}' is no kind: {Nearest.Hint(kind, services.Kinds.Names)}.");
        return new([.. lines.Where(line => line.Kind == kind)], 1, new(kind, found.Example, [.. Fields("", found.Fields)]));
    }

    [McpServerTool(Name = "gitops_plan", Title = "Plan", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("What would be done to the live systems. Without 'ref': what is pending on the protected branch, and why it waits. With 'ref': what that branch or commit would change if it were merged now. Writes nothing.")]
    public async Task<JsonObject> PlanAsync([Description("A branch or commit; left out: the protected branch as last seen.")] string? @ref = null, CancellationToken cancel = default)
    {
        if (@ref is not null)
        {
            var tip = services.Repository.Tip(services.Repository.Branch);
            var commit = services.Source.Resolve(@ref);
            var origin = tip is null || commit is null ? null : services.Repository.MergeBase(tip, commit);
            return PlanReply.Json(await services.Reconciler.PlanAsync(@ref, origin == commit ? null : origin, cancel), ShownSteps);
        }

        var world = services.Reconciler.Current;
        if (world.Plan is null) throw new HomelabException(world.Problem ?? "Nothing was planned yet: the reconciler has not looked.");
        var plan = PlanJson.Of(world.Plan, world.Steps);
        PlanReply.Cut(plan, ShownSteps);
        return plan;
    }

    private static IEnumerable<FieldLine> Fields(string path, IEnumerable<Field> fields)
    {
        foreach (var field in fields)
        {
            var at = path is "" ? field.Name : $"{path}.{field.Name}";
            yield return new(at, PlanJson.Word(field.Type), field.Summary is "" ? null : field.Summary, field.Required ? true : null,
                field.Mutability is Mutability.Replace ? true : null, field.Choices.IsEmpty ? null : field.Choices);
            var members = field.Type is FieldType.Object ? field.Members : field.Items is { Type: FieldType.Object } items ? items.Members : [];
            var inner = field.Type is FieldType.Map ? $"{at}.*" : field.Type is FieldType.List ? $"{at}[]" : at;
            foreach (var member in Fields(inner, members)) yield return member;
        }
    }
}
