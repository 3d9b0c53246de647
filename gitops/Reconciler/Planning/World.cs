using System.Collections.Immutable;
using HomelabMcp.Core;
using HomelabMcp.Engine;

namespace HomelabMcp.Reconciler;

/// <summary>Everything that one plan is a function of, gathered.</summary>
internal sealed record World
{
    public required string Installation { get; init; }

    public required KindSet Kinds { get; init; }

    public required DesiredState Desired { get; init; }

    public required ImmutableDictionary<string, ObservedTarget> Observed { get; init; }

    public required Baseline Baseline { get; init; }

    public required SecretBook Secrets { get; init; }

    public required Policy Policy { get; init; }

    public required Func<string, LiveResource, string?> BackupPlan { get; init; }

    public PlanRequest Request => new()
    {
        Installation = Installation,
        Kinds = Kinds,
        Desired = Desired,
        Observed = Observed,
        Baseline = Baseline,
        Secrets = Secrets,
        Policy = Policy,
        BackupPlan = BackupPlan,
    };

    /// <summary>What would have to be done.</summary>
    public Plan Plan() => Planner.Plan(Request);

    /// <summary>The mark of a resource whose natural key is known.</summary>
    public OwnershipMark MarkOf(ResourceKey key, string naturalKey) => OwnershipMark.For(Installation, key, Kinds[key.Kind].MarkScope(naturalKey));

    /// <summary>The same world with one object as it was read now, or without it.</summary>
    public World WithLive(string target, string kind, string id, LiveResource? live)
    {
        if (!Observed.TryGetValue(target, out var observed)) return this;
        var others = observed.Of(kind).RemoveAll(one => one.Id == id || one.Id == live?.Id);
        var now = live is null ? others : others.Add(live);
        return this with { Observed = Observed.SetItem(target, observed with { ByKind = observed.ByKind.SetItem(kind, now) }) };
    }
}
