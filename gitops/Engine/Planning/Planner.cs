using System.Collections.Immutable;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>
/// Compares what should be with what is. A pure function: equal worlds give equal plans, whatever order they were
/// observed in.
/// </summary>
public static class Planner
{
    /// <summary>
    /// The plan. Throws <see cref="HomelabException"/> for an empty source where something stood before: that is a
    /// wrong folder or a broken clone far more often than a wish.
    /// </summary>
    public static Plan Plan(PlanRequest request)
    {
        RefuseEmptySource(request);
        var dependencies = Dependencies.Of(request.Desired);
        var order = StepOrder.Topological(request.Desired.Manifests.Keys, dependencies);
        if (order.Count < request.Desired.Manifests.Count)
            throw new HomelabException($"These depend on one another in a circle: {string.Join(" → ", Dependencies.Cycle(dependencies))}. Nothing is planned.");
        var index = new LiveIndex(request);
        var drafts = Desired(request, index, dependencies, order);
        var adopted = drafts.Values.Select(draft => draft.Step).OfType<PlanStep>().Where(step => step.Operation is StepOperation.Adopt).Select(step => (step.Key.Target, step.LiveId)).ToHashSet();
        // An object that a new manifest takes over is not pruned under its old one.
        var pruned = PrunePlanner.Plan(request, index).Where(draft => draft.Step is null || !adopted.Contains((draft.Status.Key.Target, draft.Step.LiveId))).ToList();
        var steps = StepOrder.Order(order, drafts, pruned, dependencies, request);
        var resources = drafts.Values.Select(draft => draft.Status)
            .Concat(pruned.Select(draft => draft.Status))
            .Concat(Unmanaged(request, index, drafts))
            .OrderBy(status => status.Key).ThenBy(status => status.Live?.Id, StringComparer.Ordinal);
        return new() { Commit = request.Desired.Commit, PolicyId = request.Policy.Id, Steps = steps, Resources = [.. resources], Hash = StepHash.Of(steps) };
    }

    private static void RefuseEmptySource(PlanRequest request)
    {
        if (!request.Desired.Manifests.IsEmpty) return;
        var before = request.Baseline.Former.Count > 0 ? request.Baseline.Former.Count : request.Baseline.Verified.Count;
        if (before == 0) return;
        throw new HomelabException(
            $"{(request.Desired.Commit is "" ? "The folder" : "Commit " + request.Desired.Commit)} holds no manifest at all, while {before} {(before == 1 ? "resource was" : "resources were")} there before: "
            + "an empty source is never planned. Check repository.path and .homelabignore; to remove the last resource, keep a manifest of another one.");
    }

    private static Dictionary<ResourceKey, ResourceDraft> Desired(PlanRequest request, LiveIndex index, IReadOnlyDictionary<ResourceKey, ImmutableArray<ResourceKey>> dependencies, List<ResourceKey> order)
    {
        var resolver = new SpecResolver(request.Kinds, request.Desired, request.Secrets, key => index.Owned(key)?.Spec);
        var planner = new ResourcePlanner(request, index, resolver, dependencies);
        var drafts = new Dictionary<ResourceKey, ResourceDraft>(request.Desired.Manifests.Count);
        foreach (var key in order)
        {
            var draft = planner.Plan(request.Desired.Manifests[key], other => drafts.TryGetValue(other, out var known) && known.Step is not null);
            drafts[key] = draft.Step is null ? draft : HeldBack(draft, dependencies.GetValueOrDefault(key, []), drafts);
        }

        return drafts;
    }

    private static ResourceDraft HeldBack(ResourceDraft draft, ImmutableArray<ResourceKey> dependsOn, Dictionary<ResourceKey, ResourceDraft> drafts)
    {
        foreach (var key in dependsOn)
        {
            if (!drafts.TryGetValue(key, out var other) || other.Blocks is not { } why) continue;
            var reason = $"It waits for {key}: {why}";
            return new(draft.Status with { Reason = reason }) { Blocks = reason };
        }

        return draft;
    }

    private static IEnumerable<ResourceStatus> Unmanaged(PlanRequest request, LiveIndex index, Dictionary<ResourceKey, ResourceDraft> drafts)
    {
        var spoken = drafts.Values.Select(draft => draft.Status)
            .Where(status => status.State is ResourceState.Conflict or ResourceState.Pending && status.Live is not null)
            .Select(status => (status.Key.Target, status.Key.Kind, status.Live!.Id)).ToHashSet();
        foreach (var (kind, target, live) in index.Unclaimed())
        {
            if (spoken.Contains((target, kind.Name, live.Id))) continue;
            yield return new()
            {
                Key = new(kind.Name, UntrustedText.CleanOf(live.Name), target),
                State = ResourceState.Unmanaged,
                Reason = Stranger(live, request.Installation),
                Live = live,
            };
        }
    }

    private static string Stranger(LiveResource live, string installation) => live.Mark switch
    {
        null => "Git never said anything about it.",
        { } mark when mark.Installation != installation => $"It belongs to installation '{mark.Installation}'.",
        _ => "It bears a mark of ours that no manifest of Git answers to (a copy, or its manifest is long gone): it is left alone.",
    };
}
