using System.Collections.Immutable;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>Order of application: dependencies first, deletes last and reversed.</summary>
internal static class StepOrder
{
    /// <summary>Every resource after what it depends on; among equals by key. The graph has no cycle.</summary>
    public static List<ResourceKey> Topological(IEnumerable<ResourceKey> keys, IReadOnlyDictionary<ResourceKey, ImmutableArray<ResourceKey>> dependencies)
    {
        var all = keys.ToList();
        if (dependencies.Count == 0) return all;
        var open = new Dictionary<ResourceKey, int>();
        var dependents = new Dictionary<ResourceKey, List<ResourceKey>>();
        foreach (var (key, needs) in dependencies)
        {
            open[key] = needs.Length;
            foreach (var need in needs)
            {
                if (!dependents.TryGetValue(need, out var list)) dependents[need] = list = [];
                list.Add(key);
            }
        }

        var ready = new Queue<ResourceKey>(all.Where(key => open.GetValueOrDefault(key) == 0));
        var ordered = new List<ResourceKey>(all.Count);
        while (ready.TryDequeue(out var key))
        {
            ordered.Add(key);
            if (!dependents.TryGetValue(key, out var waiting)) continue;
            waiting.Sort();
            foreach (var dependent in waiting)
                if (--open[dependent] == 0) ready.Enqueue(dependent);
        }

        return ordered;
    }

    /// <summary>The steps with waves, predecessors, risk and hash.</summary>
    public static ImmutableArray<PlanStep> Order(
        List<ResourceKey> order,
        Dictionary<ResourceKey, ResourceDraft> drafts,
        IReadOnlyList<ResourceDraft> pruned,
        IReadOnlyDictionary<ResourceKey, ImmutableArray<ResourceKey>> dependencies,
        PlanRequest request)
    {
        var steps = new List<PlanStep>();
        var waves = new Dictionary<ResourceKey, int>();
        var reach = new Dictionary<ResourceKey, ImmutableSortedSet<ResourceKey>>();
        foreach (var key in order)
        {
            var needs = dependencies.GetValueOrDefault(key, []);
            var before = needs.IsEmpty || reach.Count == 0 ? [] : needs.SelectMany(need => reach.GetValueOrDefault(need, [])).ToImmutableSortedSet();
            var wave = before.IsEmpty ? 0 : before.Max(need => waves[need]) + 1;
            if (drafts[key].Step is not { } step)
            {
                // A resource without a step of its own hands on what its dependents must wait for.
                if (!before.IsEmpty) reach[key] = before;
                continue;
            }

            waves[key] = wave;
            reach[key] = [key];
            steps.Add(Finished(step with { Wave = wave, After = [.. before.Union(needs)] }, request.Policy.Id));
        }

        var last = steps.Count == 0 ? -1 : steps.Max(step => step.Wave);
        steps.AddRange(Deletes(pruned, last + 1, request));
        return [.. steps.OrderBy(step => step.Wave).ThenBy(step => step.Key)];
    }

    private static IEnumerable<PlanStep> Deletes(IReadOnlyList<ResourceDraft> pruned, int first, PlanRequest request)
    {
        var going = pruned.Where(draft => draft.Step is not null).ToDictionary(draft => draft.Status.Key, draft => draft.Step!);
        if (going.Count == 0) yield break;
        var former = new DesiredState("", request.Baseline.Former.Where(pair => going.ContainsKey(pair.Key)).ToImmutableSortedDictionary(), null);
        var needs = Dependencies.Of(former);
        var depth = new Dictionary<ResourceKey, int>();
        // Manifests of different commits may need one another; such a circle has no right order, and any will do.
        var ordered = Topological(former.Manifests.Keys, needs);
        foreach (var key in ordered.Concat(former.Manifests.Keys.Except(ordered)))
            depth[key] = needs.GetValueOrDefault(key, []).Select(need => depth.GetValueOrDefault(need, 0) + 1).DefaultIfEmpty(0).Max();
        var deepest = depth.Values.Max();
        var dependents = needs.SelectMany(pair => pair.Value.Where(going.ContainsKey).Select(need => (Need: need, pair.Key))).ToLookup(pair => pair.Need, pair => pair.Key);
        foreach (var (key, step) in going)
            yield return Finished(step with { Wave = first + deepest - depth[key], After = [.. dependents[key].Where(other => depth[other] > depth[key]).Order()] }, request.Policy.Id);
    }

    private static PlanStep Finished(PlanStep step, string policyId)
    {
        step = step with { Risk = RiskOf(step) };
        return step with { Hash = StepHash.Of(step, policyId) };
    }

    private static RiskTier RiskOf(PlanStep step) => step switch
    {
        { Operation: StepOperation.Adopt } => RiskTier.High,
        { HoldsState: true } => RiskTier.High,
        { NewSecrets.IsEmpty: false } => RiskTier.High,
        { Operation: StepOperation.Delete or StepOperation.Replace or StepOperation.Release } => RiskTier.Medium,
        _ => RiskTier.Low,
    };
}
