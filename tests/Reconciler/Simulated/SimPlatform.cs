using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Reconciler.Tests;

/// <summary>One object of the made-up platform, as it truly is.</summary>
internal sealed record SimObject(string Kind, string Id, string Name, JsonObject Spec, OwnershipMark? Mark, int Version, LiveHealth Health = LiveHealth.Healthy)
{
    public string Fingerprint => $"{Name} {Spec["label"]} {Mark}";
}

/// <summary>The made-up platform itself: it outlives every process that talks to it.</summary>
internal sealed class SimPlatform(SimClock clock)
{
    private readonly List<(DateTimeOffset Due, Action Effect)> late = [];
    private readonly List<LiveChange> changes = [];
    private int ids;

    public ImmutableList<SimObject> Objects { get; private set; } = [];

    /// <summary>Objects as they were some writes ago: what a stale list shows.</summary>
    public ImmutableList<SimObject> Before { get; private set; } = [];

    /// <summary>Every write that took effect, in order.</summary>
    public List<string> Writes { get; } = [];

    /// <summary>Backups taken, by id of the object.</summary>
    public List<string> Backups { get; } = [];

    public IReadOnlyList<LiveChange> Changes => changes;

    public SimObject? Find(string id) => Objects.Find(one => one.Id == id);

    public SimObject? Named(string kind, string name) => Objects.Find(one => one.Kind == kind && one.Name == name);

    /// <summary>Lets effects that were under way land that are due by now.</summary>
    public void Settle()
    {
        foreach (var (_, effect) in late.Where(one => one.Due <= clock.GetUtcNow()).OrderBy(one => one.Due).ToList()) effect();
        late.RemoveAll(one => one.Due <= clock.GetUtcNow());
    }

    /// <summary>An effect that lands after its caller lost the answer.</summary>
    public void Later(TimeSpan delay, Action effect) => late.Add((clock.GetUtcNow() + delay, effect));

    public string Create(string kind, string name, JsonObject spec, OwnershipMark? mark)
    {
        if (kind == SimKinds.Box.Name && Named(kind, name) is not null) throw new PlatformException(PlatformFailure.Taken, $"box {name} exists");
        var id = kind == SimKinds.Row.Name ? string.Create(CultureInfo.InvariantCulture, $"row{++ids}") : $"{kind}:{name}:{++ids}";
        if (kind == SimKinds.Disk.Name && Named(kind, name) is { } existing) return existing.Id;
        var live = (JsonObject)spec.DeepClone();
        live.Remove("password");
        if (kind == SimKinds.Box.Name) live["address"] = $"10.0.0.{ids}";
        Put(new(kind, id, name, live, mark, 1), $"create {kind}/{name}");
        return id;
    }

    public void Update(string id, Func<SimObject, SimObject> change, string what)
    {
        var old = Find(id) ?? throw new PlatformException(PlatformFailure.NotFound, $"{id} does not exist");
        var now = change(old) with { Version = old.Version + 1 };
        Put(now, what);
    }

    public void Delete(string id)
    {
        if (Find(id) is not { } old) return;
        Before = Objects;
        Objects = Objects.Remove(old);
        Writes.Add($"delete {old.Kind}/{old.Name}");
    }

    /// <summary>A human changes something behind Git's back.</summary>
    public void HumanSets(string id, string field, JsonNode? value)
    {
        var count = Writes.Count;
        Update(id, one => one with { Spec = With(one.Spec, field, value) }, "human");
        Writes.RemoveRange(count, Writes.Count - count);
        changes.Insert(0, new(id, "root@pam", "edit", clock.GetUtcNow()));
    }

    /// <summary>A human deletes something behind Git's back.</summary>
    public void HumanDeletes(string id)
    {
        var count = Writes.Count;
        Delete(id);
        Writes.RemoveRange(count, Writes.Count - count);
        changes.Insert(0, new(id, "root@pam", "destroy", clock.GetUtcNow()));
    }

    /// <summary>A human makes something of their own.</summary>
    public string HumanCreates(string kind, string name, JsonObject spec)
    {
        var count = Writes.Count;
        var id = Create(kind, name, spec, null);
        Writes.RemoveRange(count, Writes.Count - count);
        return id;
    }

    public static JsonObject With(JsonObject spec, string field, JsonNode? value)
    {
        var copy = (JsonObject)spec.DeepClone();
        if (value is null) copy.Remove(field);
        else copy[field] = value.DeepClone();
        return copy;
    }

    private void Put(SimObject now, string what)
    {
        Before = Objects;
        var at = Objects.FindIndex(one => one.Id == now.Id);
        Objects = at < 0 ? Objects.Add(now) : Objects.SetItem(at, now);
        Writes.Add(what);
    }
}
