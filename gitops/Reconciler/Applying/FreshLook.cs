using HomelabMcp.Core;
using HomelabMcp.Engine;

namespace HomelabMcp.Reconciler;

/// <summary>
/// The look right before a write. Lists may be stale and people may be quicker: a step is carried out only on what the
/// plan saw, and nothing is created where something stands.
/// </summary>
internal sealed class FreshLook(LiveWorld world, TargetObserver target)
{
    /// <summary>The object to write to, read now; or what there is to say instead of a write.</summary>
    public Task<(LiveResource? Live, StepResult? Instead)> TakeAsync(PlanStep step, CancellationToken cancel) =>
        step.Operation is StepOperation.Create ? BeforeCreateAsync(step, cancel) : BeforeChangeAsync(step, cancel);

    private async Task<(LiveResource? Live, StepResult? Instead)> BeforeCreateAsync(PlanStep step, CancellationToken cancel)
    {
        var holder = await target.Session.FindAsync(world, step.Key, cancel);
        if (holder is null) return (null, null);
        world.Saw(step.Key, holder);
        target.Saw(step.Key.Kind, holder);
        if (holder.Mark == world.Now.MarkOf(step.Key, holder.NaturalKey))
            return (holder, new(StepEnding.Moved, $"{step.Key.Short} is there already, with our mark."));
        return (holder, new(StepEnding.Moved, $"'{UntrustedText.CleanOf(holder.NaturalKey)}' was taken meanwhile by something without our mark."));
    }

    private async Task<(LiveResource? Live, StepResult? Instead)> BeforeChangeAsync(PlanStep step, CancellationToken cancel)
    {
        var id = step.LiveId ?? throw new InvalidOperationException($"{step.Operation} {step.Key} has no live object.");
        var live = await target.Session.ReadAsync(step.Key.Kind, id, cancel);
        if (live is null)
        {
            world.SawGone(step.Key, id);
            target.SawGone(step.Key.Kind, id);
            return step.Operation is StepOperation.Delete or StepOperation.Release
                ? (null, new(StepEnding.Done, "It was gone already."))
                : (null, new(StepEnding.Moved, $"{step.Key.Short} is gone."));
        }

        world.Saw(step.Key, live);
        target.Saw(step.Key.Kind, live);
        var now = world.StepOf(step.Key);
        if (now?.Hash == step.Hash) return (live, null);
        return (live, new(StepEnding.Moved, now is null
            ? $"{step.Key.Short} needs no {step.Operation.ToString().ToLowerInvariant()} any more."
            : $"{step.Key.Short} changed since the plan was made: {now.Why}"));
    }
}

/// <summary>Reads that the reconciler makes beside its looks.</summary>
internal static class SessionReads
{
    /// <summary>An object in full; null when it is gone.</summary>
    public static async Task<LiveResource?> ReadAsync(this TargetSession session, string kind, string id, CancellationToken cancel)
    {
        try
        {
            return await session.CallAsync(() => session[kind].ReadAsync(id, cancel));
        }
        catch (PlatformException failure) when (failure.Failure is PlatformFailure.NotFound)
        {
            return null;
        }
    }

    /// <summary>
    /// Whatever stands where a resource would stand, by a fresh read: what holds its natural key, else what bears its
    /// mark. Null when the place is free.
    /// </summary>
    public static async Task<LiveResource?> FindAsync(this TargetSession session, LiveWorld world, ResourceKey key, CancellationToken cancel)
    {
        var driver = session[key.Kind];
        if (NaturalKeyOf(world, key) is { } natural) return await session.CallAsync(() => driver.FindAsync(natural, cancel));
        var all = await session.CallAsync(() => driver.ListAsync(cancel));
        var marked = all.FirstOrDefault(live => live.Mark == world.Now.MarkOf(key, live.NaturalKey));
        return marked is null ? null : await session.ReadAsync(key.Kind, marked.Id, cancel);
    }

    /// <summary>The platform's own key of a resource, as far as Git and what it refers to say it.</summary>
    public static string? NaturalKeyOf(LiveWorld world, ResourceKey key)
    {
        var now = world.Narrow(key);
        var manifest = now.Desired.Manifests.GetValueOrDefault(key) ?? now.Baseline.Former.GetValueOrDefault(key);
        if (manifest is null) return null;
        var resolver = new SpecResolver(now.Kinds, now.Desired, now.Secrets, other => world.LiveOf(other)?.Spec);
        return now.Kinds[key.Kind].NaturalKey(key, resolver.ForShowing(manifest));
    }
}
