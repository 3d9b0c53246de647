using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>
/// Whose the live objects are. Truth is the mark on the object: an object is a resource's when it bears the mark of
/// that resource in the scope that the object itself has, so a clone that inherited the sign is nobody's.
/// </summary>
internal sealed class LiveIndex
{
    private readonly PlanRequest request;
    private readonly Dictionary<(string Target, string Space, string NaturalKey), List<(ResourceKind Kind, LiveResource Live)>> byNaturalKey = [];
    private readonly Dictionary<(string Target, string Kind, string Hash), List<LiveResource>> byMark = [];
    private readonly Dictionary<ResourceKey, LiveResource> owned = [];
    private readonly Dictionary<LiveResource, ResourceKey> claimed = new(ReferenceEqualityComparer.Instance);

    public LiveIndex(PlanRequest request)
    {
        this.request = request;
        foreach (var (kind, target, live) in All()) Add(kind, target, live);
        var keys = request.Desired.Manifests.Keys.Concat(request.Baseline.Former.Keys.Where(key => !request.Desired.Manifests.ContainsKey(key))).ToList();
        foreach (var key in keys.Where(key => request.Kinds.Find(key.Kind) is not null)) ClaimExpected(key);
        ClaimMoved(keys);
    }

    /// <summary>The live object that is a resource's; null where there is none.</summary>
    public LiveResource? Owned(ResourceKey key) => owned.GetValueOrDefault(key);

    /// <summary>An object that holds a natural key in a kind's key space and belongs to no resource of Git.</summary>
    public (ResourceKind Kind, LiveResource Live)? Holder(string target, ResourceKind kind, string naturalKey) =>
        byNaturalKey.GetValueOrDefault((target, kind.KeySpace ?? kind.Name, naturalKey)) is { Count: > 0 } found ? found[0] : null;

    /// <summary>The resource that owns an object, where one does.</summary>
    public ResourceKey? OwnerOf(LiveResource live) =>
        claimed.TryGetValue(live, out var key) ? key : null;

    /// <summary>Objects that no resource of Git owns.</summary>
    public IEnumerable<(ResourceKind Kind, string Target, LiveResource Live)> Unclaimed() => All().Where(item => !claimed.ContainsKey(item.Live));

    /// <summary>Whether an object bears a mark of this installation.</summary>
    public bool IsOurs(LiveResource live) => live.Mark is { } mark && mark.Installation == request.Installation;

    private IEnumerable<(ResourceKind Kind, string Target, LiveResource Live)> All()
    {
        foreach (var target in request.Observed.Values.Where(target => target.IsKnown))
            foreach (var (kindName, lives) in target.ByKind)
                if (request.Kinds.Find(kindName) is { } kind)
                    foreach (var live in lives) yield return (kind, target.Target, live);
    }

    private void Add(ResourceKind kind, string target, LiveResource live)
    {
        var natural = (target, kind.KeySpace ?? kind.Name, live.NaturalKey);
        if (!byNaturalKey.TryGetValue(natural, out var holders)) byNaturalKey[natural] = holders = new(1);
        Insert(holders, (kind, live), static item => item.Item2.Id);
        if (!IsOurs(live)) return;
        var mark = (target, kind.Name, live.Mark!.Value.Hash);
        if (!byMark.TryGetValue(mark, out var marked)) byMark[mark] = marked = new(1);
        Insert(marked, live, static item => item.Id);
    }

    // Kept in the order of ids, so that the order of an observation decides nothing.
    private static void Insert<T>(List<T> list, T item, Func<T, string> id)
    {
        var at = 0;
        while (at < list.Count && string.CompareOrdinal(id(list[at]), id(item)) <= 0) at++;
        list.Insert(at, item);
    }

    private void ClaimExpected(ResourceKey key)
    {
        var kind = request.Kinds[key.Kind];
        foreach (var naturalKey in NaturalKeys(key, kind))
        {
            var mark = OwnershipMark.For(request.Installation, key, kind.MarkScope(naturalKey));
            if (!byMark.TryGetValue((key.Target, key.Kind, mark.Hash), out var found)) continue;
            var live = found.Find(item => !claimed.ContainsKey(item) && item.NaturalKey == naturalKey) ?? found.Find(item => !claimed.ContainsKey(item) && IsMarkOf(item, key, kind));
            if (live is null) continue;
            Claim(key, live);
            return;
        }

        if (!request.Baseline.Adopted.TryGetValue(key, out var id) || !request.Observed.TryGetValue(key.Target, out var target)) return;
        if (target.Of(key.Kind).FirstOrDefault(live => live.Id == id && live.Mark is null) is { } adopted) Claim(key, adopted);
    }

    // A resource whose natural key was changed in Git bears a mark in its old scope.
    private void ClaimMoved(List<ResourceKey> keys)
    {
        var rest = byMark.SelectMany(pair => pair.Value.Select(live => (pair.Key.Target, pair.Key.Kind, Live: live)))
            .Where(item => !claimed.ContainsKey(item.Live) && request.Kinds[item.Kind].MarkScope(item.Live.NaturalKey) is not "")
            .ToLookup(item => (item.Target, item.Kind), item => item.Live);
        if (rest.Count == 0) return;
        foreach (var key in keys.Where(key => !owned.ContainsKey(key) && request.Kinds.Find(key.Kind) is not null))
            if (rest[(key.Target, key.Kind)].FirstOrDefault(live => !claimed.ContainsKey(live) && IsMarkOf(live, key, request.Kinds[key.Kind])) is { } live) Claim(key, live);
    }

    private IEnumerable<string> NaturalKeys(ResourceKey key, ResourceKind kind)
    {
        string? last = null;
        if (request.Desired.Manifests.TryGetValue(key, out var desired) && kind.NaturalKey(key, desired.Spec) is { } wanted) yield return last = wanted;
        if (request.Baseline.Verified.TryGetValue(key, out var verified) && kind.NaturalKey(key, verified.Spec) is { } known && known != last) yield return last = known;
        if (request.Baseline.Former.TryGetValue(key, out var former) && kind.NaturalKey(key, former.Spec) is { } was && was != last) yield return was;
    }

    private bool IsMarkOf(LiveResource live, ResourceKey key, ResourceKind kind) =>
        live.Mark == OwnershipMark.For(request.Installation, key, kind.MarkScope(live.NaturalKey));

    private void Claim(ResourceKey key, LiveResource live)
    {
        owned[key] = live;
        claimed[live] = key;
    }
}
