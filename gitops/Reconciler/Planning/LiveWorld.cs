using System.Collections.Immutable;
using HomelabMcp.Core;
using HomelabMcp.Engine;

namespace HomelabMcp.Reconciler;

/// <summary>
/// The world of a run while it changes under the run's own hands: each object that is read or written is taken in, and
/// what that means for one resource is asked of the planner again, for that resource alone.
/// </summary>
internal sealed class LiveWorld
{
    private readonly Lock gate = new();
    private readonly ImmutableDictionary<ResourceKey, ResourceStatus> statuses;
    private readonly Dictionary<ResourceKey, HashSet<string>> ids = [];
    private World world;

    public LiveWorld(World start, Plan plan)
    {
        world = start;
        statuses = plan.Resources.GroupBy(status => status.Key).ToImmutableDictionary(group => group.Key, group => group.First());
        foreach (var status in plan.Resources.Where(status => status.Live is not null)) Remember(status.Key, status.Live!.Id);
        foreach (var step in plan.Steps.Where(step => step.LiveId is not null)) Remember(step.Key, step.LiveId!);
    }

    /// <summary>The world as it is known by now.</summary>
    public World Now
    {
        get
        {
            lock (gate) return world;
        }
    }

    /// <summary>A resource's status in the plan of this run; null for one that is not in it.</summary>
    public ResourceStatus? StatusOf(ResourceKey key) => statuses.GetValueOrDefault(key);

    /// <summary>An object of a resource was read.</summary>
    public void Saw(ResourceKey key, LiveResource live)
    {
        lock (gate)
        {
            Remember(key, live.Id);
            world = world.WithLive(key.Target, key.Kind, live.Id, live);
        }
    }

    /// <summary>An object of a resource is gone.</summary>
    public void SawGone(ResourceKey key, string id)
    {
        lock (gate) world = world.WithLive(key.Target, key.Kind, id, null);
    }

    /// <summary>An adoption took place.</summary>
    public void Adopted(ResourceKey key, string id)
    {
        lock (gate) world = world with { Baseline = world.Baseline with { Adopted = world.Baseline.Adopted.SetItem(key, id) } };
    }

    /// <summary>Fields that the platform never gives back were written.</summary>
    public void Wrote(ResourceKey key, ImmutableSortedDictionary<string, string> hashes)
    {
        lock (gate) world = world with { Baseline = world.Baseline with { Written = world.Baseline.Written.SetItem(key, hashes) } };
    }

    /// <summary>The live object of a resource, as far as the run knows.</summary>
    public LiveResource? LiveOf(ResourceKey key)
    {
        lock (gate)
        {
            if (!ids.TryGetValue(key, out var known) || !world.Observed.TryGetValue(key.Target, out var target)) return null;
            return target.Of(key.Kind).LastOrDefault(live => known.Contains(live.Id));
        }
    }

    /// <summary>What the planner says of one resource now: its step, null when there is nothing to do.</summary>
    public PlanStep? StepOf(ResourceKey key)
    {
        var narrow = Narrow(key).Plan();
        return narrow.Steps.FirstOrDefault(step => step.Key == key);
    }

    /// <summary>The world as far as one resource can see it: itself and what it refers to, directly or not.</summary>
    public World Narrow(ResourceKey key)
    {
        lock (gate)
        {
            var circle = Circle(key);
            var seen = circle.SelectMany(one => ids.GetValueOrDefault(one) ?? []).ToHashSet(StringComparer.Ordinal);
            var manifests = circle.Where(world.Desired.Manifests.ContainsKey).Select(one => world.Desired.Manifests[one]).ToList();
            // The planner takes a state without any manifest for a broken clone, so one stays.
            // It is one that depends on nothing: what it depended on would be missing here, which looks like a circle.
            if (manifests.Count == 0 && !world.Desired.Manifests.IsEmpty)
                manifests.Add(world.Desired.Manifests.Values.FirstOrDefault(manifest => statuses.GetValueOrDefault(manifest.Key)?.DependsOn is null or { IsEmpty: true }) ?? world.Desired.Manifests.First().Value);
            return world with
            {
                Desired = world.Desired with { Manifests = manifests.ToImmutableSortedDictionary(manifest => manifest.Key, manifest => manifest) },
                Observed = world.Observed.ToImmutableDictionary(target => target.Key, target => target.Value with
                {
                    ByKind = target.Value.ByKind.ToImmutableDictionary(kind => kind.Key, kind => kind.Value.RemoveAll(live => !seen.Contains(live.Id))),
                }),
                Baseline = world.Baseline with
                {
                    Verified = Only(world.Baseline.Verified, circle),
                    Former = Only(world.Baseline.Former, circle),
                    Parked = ImmutableDictionary<ResourceKey, string>.Empty,
                },
            };
        }
    }

    private HashSet<ResourceKey> Circle(ResourceKey key)
    {
        var circle = new HashSet<ResourceKey>();
        var open = new Stack<ResourceKey>([key]);
        while (open.TryPop(out var one))
        {
            if (!circle.Add(one)) continue;
            foreach (var other in statuses.GetValueOrDefault(one)?.DependsOn ?? []) open.Push(other);
        }

        return circle;
    }

    private static ImmutableDictionary<ResourceKey, T> Only<T>(ImmutableDictionary<ResourceKey, T> all, HashSet<ResourceKey> keys) =>
        keys.Where(all.ContainsKey).ToImmutableDictionary(key => key, key => all[key]);

    private void Remember(ResourceKey key, string id)
    {
        if (!ids.TryGetValue(key, out var known)) ids[key] = known = new(StringComparer.Ordinal);
        known.Add(id);
    }
}
