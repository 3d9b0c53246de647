using System.Collections.Immutable;
using HomelabMcp.Core;
using HomelabMcp.Engine;

namespace HomelabMcp.Reconciler;

/// <summary>Gathers everything that a plan is a function of.</summary>
internal sealed class WorldBuilder(ReconcilerSettings settings, Observer observer, Memory memory, Installation installation)
{
    private (string Commit, ImmutableDictionary<ResourceKey, Lifecycle> Lifecycles)? applied;

    /// <summary>The world of one commit as it was seen now.</summary>
    public World Build(DesiredState desired, ImmutableDictionary<string, ObservedTarget> observed)
    {
        var records = memory.Records;
        return new()
        {
            Installation = settings.Installation,
            Kinds = settings.Kinds,
            Desired = desired,
            Observed = observed,
            Secrets = settings.Secrets(),
            Policy = installation.PolicyInForce(),
            BackupPlan = (kind, live) => BackupPlan(kind, live),
            Baseline = new()
            {
                AppliedCommit = memory.AppliedCommit,
                Verified = records.Verified.ToImmutableDictionary(one => one.Key, one => one.Value.Manifest),
                Secrets = records.Verified.ToImmutableDictionary(one => one.Key, one => one.Value.Secrets),
                Written = records.Verified.ToImmutableDictionary(one => one.Key, one => one.Value.Written),
                Adopted = records.Adopted.ToImmutableDictionary(one => one.Key, one => one.Value.LiveId),
                Former = Former(desired, observed),
                Lifecycles = Lifecycles(),
            },
        };
    }

    // History is only searched where something live bears our mark and no manifest of today answers to it.
    private ImmutableDictionary<ResourceKey, Manifest> Former(DesiredState desired, ImmutableDictionary<string, ObservedTarget> observed)
    {
        if (desired.Commit is "") return ImmutableDictionary<ResourceKey, Manifest>.Empty;
        var answered = new HashSet<(string Target, OwnershipMark Mark)>();
        var strangers = false;
        foreach (var target in observed.Values.Where(target => target.IsKnown))
        {
            var marked = target.ByKind.SelectMany(kind => kind.Value).Where(live => live.Mark?.Installation == settings.Installation).ToList();
            if (marked.Count == 0) continue;
            answered.Clear();
            foreach (var manifest in desired.Manifests.Values.Where(manifest => manifest.Key.Target == target.Target))
            {
                var kind = settings.Kinds[manifest.Key.Kind];
                var natural = kind.NaturalKey(manifest.Key, manifest.Spec) ?? "";
                answered.Add((target.Target, OwnershipMark.For(settings.Installation, manifest.Key, kind.MarkScope(natural))));
            }

            strangers |= marked.Any(live => !answered.Contains((target.Target, live.Mark!.Value)));
            if (strangers) break;
        }

        var remembered = memory.Records.Verified
            .Where(known => !desired.Manifests.ContainsKey(known.Key) && settings.Source.IsAncestor(known.Value.Commit, desired.Commit))
            .Select(known => KeyValuePair.Create(known.Key, known.Value.Manifest));
        var history = strangers ? settings.Source.Former(desired.Commit) : ImmutableDictionary<ResourceKey, Manifest>.Empty;
        return history.SetItems(remembered);
    }

    private ImmutableDictionary<ResourceKey, Lifecycle> Lifecycles()
    {
        if (memory.AppliedCommit is not { } commit) return ImmutableDictionary<ResourceKey, Lifecycle>.Empty;
        if (applied?.Commit == commit) return applied.Value.Lifecycles;
        if (settings.Source.Resolve(commit) is null) return ImmutableDictionary<ResourceKey, Lifecycle>.Empty;
        var lifecycles = settings.Source.Read(commit).State.Manifests.ToImmutableDictionary(one => one.Key, one => one.Value.Lifecycle);
        applied = (commit, lifecycles);
        return lifecycles;
    }

    private string? BackupPlan(string kind, LiveResource live) =>
        observer.Sessions.Select(session => session.Find(kind)).FirstOrDefault(driver => driver is not null)?.BackupPlan(live);
}
