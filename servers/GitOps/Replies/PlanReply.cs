using System.Collections.Immutable;
using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using HomelabMcp.Reconciler;

namespace HomelabMcp.GitOps;

/// <summary>A preview in the contract's shape: what the commit itself does; what is pending anyway stands apart.</summary>
public static class PlanReply
{
    private const int ShownPending = 20;

    /// <summary><c>{hash, …counts, steps, pending, rules}</c>.</summary>
    /// <param name="preview">The preview.</param>
    /// <param name="limit">Steps shown; more are counted in <c>moreSteps</c>.</param>
    public static JsonObject Json(PlanPreview preview, int limit = int.MaxValue)
    {
        var json = preview.Plan is { } plan
            ? PlanJson.Of(plan, preview.Steps)
            : new JsonObject { ["hash"] = "", ["commit"] = preview.Commit, ["creates"] = 0, ["updates"] = 0, ["adopts"] = 0, ["replaces"] = 0, ["deletes"] = 0, ["steps"] = new JsonArray() };
        Cut(json, limit);
        if (!preview.Pending.IsEmpty)
            json["pending"] = new JsonArray([.. preview.Pending.Take(ShownPending).Select(step => (JsonNode)$"{PlanJson.Word(step.Operation)} {step.Key}")]);
        if (!preview.Rules.IsEmpty) json["rules"] = new JsonArray([.. preview.Rules.Select(rule => (JsonNode)rule.Why)]);
        return json;
    }

    /// <summary>Leaves out the steps beyond a limit and says how many.</summary>
    public static void Cut(JsonObject plan, int limit)
    {
        if (plan["steps"] is not JsonArray steps || steps.Count <= limit) return;
        plan["moreSteps"] = steps.Count - limit;
        while (steps.Count > limit) steps.RemoveAt(steps.Count - 1);
    }

    /// <summary><c>low</c>, <c>medium</c> or <c>high</c>; a change of the rules is high.</summary>
    public static string Risk(PlanPreview preview) =>
        !preview.Rules.IsEmpty ? "high" : preview.Plan is { } plan ? PlanJson.Risk(plan) : "high";

    /// <summary>What was checked.</summary>
    public static ImmutableArray<ProposalCheck> Checks(PlanPreview preview)
    {
        var waiting = preview.Steps.Where(step => step.Verdict is StepVerdict.Waits).ToList();
        var refused = preview.Steps.Where(step => step.Verdict is StepVerdict.Refused).ToList();
        var stuck = preview.Plan is null ? [] : preview.Plan.Resources.Where(status => status.State is ResourceState.Conflict).Select(status => status.Key.Short).ToList();
        return
        [
            new("manifests", preview.Faults.IsEmpty, preview.Faults.IsEmpty ? "Every manifest of the repository is valid." : $"{preview.Faults.Length} faults stood in the repository before: {preview.Faults[0]}"),
            new("targets", preview.Unseen.IsEmpty, preview.Unseen.IsEmpty ? "Every target was seen." : $"Not seen, so nothing is planned there: {string.Join(", ", preview.Unseen.Keys)}."),
            new("policy", refused.Count == 0, refused.Count > 0 ? refused[0].Reason
                : waiting.Count > 0 ? $"{waiting.Count} of {preview.Steps.Length} steps wait for an approval or a window: {waiting[0].Reason}"
                : preview.Rules.IsEmpty ? "Every step may go once it is merged." : "It changes the rules themselves, which needs a reviewer."),
            new("conflicts", stuck.Count == 0, stuck.Count == 0 ? "Nothing in the way." : $"Exist without our mark: {string.Join(", ", stuck.Take(10))}."),
        ];
    }
}
