using System.ComponentModel;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using ModelContextProtocol.Server;

namespace HomelabMcp.GitOps;

/// <summary>What Git and the live systems know.</summary>
[McpServerToolType]
internal sealed class ResourceTools(GitOpsServices services)
{
    [McpServerTool(Name = "gitops_resources", Title = "Resources", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Every resource that Git or a target knows, with its state: synced, pending, drifted, missing, unmanaged, conflict, parked, unknown.")]
    public Page<ResourceLine> Resources(
        [Description("Part of a name.")] string? query = null,
        [Description("A kind.")] string? kind = null,
        [Description("A target's name.")] string? target = null,
        [Description("A state.")] string? state = null,
        [Description("Most items, up to 200.")] int limit = 50,
        [Description("'next' of the page before.")] string? cursor = null)
    {
        var wanted = ResourceQuery.State(state);
        var page = ResourceQuery.Page(services.Reconciler.Current.Resources.Where(status =>
            (query is null || status.Key.Name.Contains(query, StringComparison.OrdinalIgnoreCase))
            && (kind is null || status.Key.Kind == kind) && (target is null || status.Key.Target == target) && (wanted is null || status.State == wanted)), limit, cursor);
        return new([.. page.Items.Select(ResourceLine.Of)], page.Total, page.Next);
    }

    [McpServerTool(Name = "gitops_resource", Title = "One resource", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("One resource: what Git wants, what is live, the difference, and where its manifest stands.")]
    public async Task<ResourceReply> ResourceAsync(
        [Description("Its kind.")] string kind,
        [Description("Its name.")] string name,
        [Description("Its target, where two hold the name.")] string? target = null,
        CancellationToken cancel = default)
    {
        var status = ResourceQuery.One(services.Reconciler.Current.Resources, kind, name, target);
        var runs = await services.Store.Runs.LastOfEachAsync(cancel);
        return ResourceReply.Of(status, runs.GetValueOrDefault(status.Key));
    }

    [McpServerTool(Name = "gitops_drift", Title = "Drift", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("What was changed behind Git's back, with who and when where the platform tells. gitops_capture takes a change over into Git; approving its step puts it back.")]
    public DriftReply Drift(
        [Description("A target's name.")] string? target = null,
        [Description("Most items, up to 200.")] int limit = 20,
        [Description("'next' of the page before.")] string? cursor = null)
    {
        var world = services.Reconciler.Current;
        var page = ResourceQuery.Page(world.Resources.Where(status => status.State is ResourceState.Drifted or ResourceState.Missing && (target is null || status.Key.Target == target)), limit, cursor);
        var unseen = world.Observed.Values.Where(one => !one.IsKnown).Select(one => new TargetLine(one.Target, false, one.Problem)).ToList();
        return new(
            [.. page.Items.Select(status => new DriftLine(status.Key.Kind, status.Key.Name, status.Key.Target, PlanJson.Word(status.State), status.Reason, [.. status.Diff.Select(ChangeReply.Of)]))],
            page.Total, page.Next, unseen.Count == 0 ? null : unseen);
    }
}
