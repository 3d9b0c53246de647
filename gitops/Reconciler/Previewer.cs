using System.Collections.Immutable;
using HomelabMcp.Core;
using HomelabMcp.Engine;

namespace HomelabMcp.Reconciler;

/// <summary>Plans a commit that is not merged. Reads only.</summary>
internal sealed class Previewer(ReconcilerSettings settings, Observer observer, Memory memory, WorldBuilder worlds, Judge judge)
{
    /// <summary>The preview; a <see cref="HomelabException"/> where the reference means nothing.</summary>
    public async Task<PlanPreview> PlanAsync(string reference, string? baseReference, CancellationToken cancel)
    {
        await memory.LoadAsync(mayWrite: false, cancel);
        var commit = await ResolveAsync(reference, cancel);
        var origin = baseReference is null ? null : await ResolveAsync(baseReference, cancel);
        var reading = settings.Source.Read(commit);
        if (!reading.IsValid) return new() { Commit = commit, BaseCommit = origin, Faults = reading.Faults };
        var look = await observer.LookAsync(memory.Records, await judge.BelievedAsync(cancel), cancel);
        var world = worlds.Build(reading.State, look.Targets);
        var plan = world.Plan();
        var pending = origin is null ? [] : PendingAt(origin, look);
        var own = plan.Steps.RemoveAll(step => pending.Contains(step.Hash));
        var ownPlan = plan with { Steps = own, Hash = StepHash.Of(own) };
        return new()
        {
            Commit = commit,
            BaseCommit = origin,
            Plan = ownPlan,
            Steps = judge.Unapproved(world, ownPlan),
            Pending = plan.Steps.RemoveAll(step => !pending.Contains(step.Hash)),
            Rules = judge.PolicyChange(commit) is { } change && (origin is null || judge.PolicyChange(origin)?.StepHash != change.StepHash) ? [change with { PlanHash = ownPlan.Hash }] : [],
            Unseen = look.Targets.Values.Where(target => !target.IsKnown).ToImmutableSortedDictionary(target => target.Target, target => target.Problem!),
        };
    }

    // A base that is itself refused has nothing pending: then every step is the commit's own.
    private HashSet<string> PendingAt(string origin, Observation look)
    {
        var reading = settings.Source.Read(origin);
        if (!reading.IsValid) return [];
        try
        {
            return worlds.Build(reading.State, look.Targets).Plan().Steps.Select(step => step.Hash).ToHashSet(StringComparer.Ordinal);
        }
        catch (HomelabException)
        {
            return [];
        }
    }

    private async Task<string> ResolveAsync(string reference, CancellationToken cancel)
    {
        if (settings.Source.Resolve(reference) is { } known) return known;
        await settings.Source.FetchAsync(cancel);
        return settings.Source.Resolve(reference)
            ?? throw new HomelabException($"'{UntrustedText.CleanOf(reference)}' is no branch or commit of the desired-state repository: give a branch's short name or a commit id.");
    }
}
