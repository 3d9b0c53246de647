using System.Collections.Immutable;
using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.Engine;

namespace HomelabMcp.Reconciler.Tests;

/// <summary>The made-up platform as one process sees it.</summary>
internal sealed class SimConnection(SimPlatform platform, SimProcess process) : ITargetConnection
{
    private readonly ImmutableArray<IKindDriver> drivers = [.. SimKinds.All.Select(kind => new SimDriver(kind, platform, process))];

    public string Target => SimKinds.Target;

    public string Platform => "sim";

    public IReadOnlyList<IKindDriver> Drivers => drivers;

    /// <summary>What a probe says is wrong.</summary>
    public string? Problem { get; set; }

    public Task<TargetProbe> ProbeAsync(CancellationToken cancel) =>
        process.ReadAsync("probe", () => new TargetProbe(Problem is null, "1", Problem));

    public Task<IReadOnlyList<LiveChange>> ChangesAsync(DateTimeOffset since, CancellationToken cancel) =>
        process.ReadAsync<IReadOnlyList<LiveChange>>("changes", () => [.. platform.Changes.Where(change => change.When >= since)]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>The driver of one made-up kind. It keeps the laws of drivers; what goes wrong is the process's affair.</summary>
internal sealed class SimDriver(ResourceKind kind, SimPlatform platform, SimProcess process) : IKindDriver
{
    public ResourceKind Kind => kind;

    // Boxes list too little, as guests do; rows and disks list everything.
    private bool ListsAll => kind.Name != SimKinds.Box.Name;

    public Task<IReadOnlyList<LiveResource>> ListAsync(CancellationToken cancel) => process.ReadAsync<IReadOnlyList<LiveResource>>("list", () =>
    {
        platform.Settle();
        var objects = process.Happens(process.Faults.StaleList) ? platform.Before : platform.Objects;
        return [.. objects.Where(one => one.Kind == kind.Name).Select(one => Shown(one, ListsAll))];
    });

    public Task<LiveResource?> ReadAsync(string id, CancellationToken cancel) => process.ReadAsync("read", () =>
    {
        platform.Settle();
        return platform.Find(id) is { } found ? Shown(found, detailed: true) : null;
    });

    public Task<LiveResource?> FindAsync(string naturalKey, CancellationToken cancel) => process.ReadAsync("find", () =>
    {
        platform.Settle();
        // Where names may be shared, ours comes first: whoever asks looks for it.
        var found = platform.Objects.Where(one => one.Kind == kind.Name && one.Name == naturalKey).OrderByDescending(one => one.Mark is not null).FirstOrDefault();
        return found is null ? null : Shown(found, detailed: true);
    });

    public async Task<string> CreateAsync(WriteCall call, CancellationToken cancel)
    {
        platform.Settle();
        // The driver looks before it calls; what the server does later, it does without looking.
        var existing = platform.Objects.Find(one => one.Kind == kind.Name && one.Name == call.Key.Name);
        if (existing is not null && existing.Mark == call.Mark) return existing.Id;
        if (existing is not null && kind.Name != SimKinds.Row.Name) throw new PlatformException(PlatformFailure.Taken, $"{call.Key.Name} is taken");
        platform.Watch?.Writing(StepOperation.Create, call.Key, null);
        return await process.WriteAsync(platform, $"create {call.Key.Short}", () => platform.Create(kind.Name, call.Key.Name, call.Spec, call.Mark));
    }

    public Task UpdateAsync(WriteCall call, LiveResource live, ImmutableArray<FieldChange> changes, CancellationToken cancel) => Writing(StepOperation.Update, call.Key, live, () =>
    {
        var now = platform.Find(live.Id) ?? throw new PlatformException(PlatformFailure.NotFound, $"{live.Id} does not exist");
        if (live.Version != $"{now.Version}") throw new PlatformException(PlatformFailure.Changed, $"{live.Id} changed");
        var spec = now.Spec;
        foreach (var change in changes.Where(change => change.Path is not "password")) spec = SimPlatform.With(spec, change.Path, change.After);
        platform.Update(live.Id, one => one with { Spec = spec }, $"update {kind.Name}/{now.Name}");
        return live.Id;
    });

    public Task<string> ReplaceAsync(WriteCall call, LiveResource live, CancellationToken cancel) => Writing(StepOperation.Replace, call.Key, live, () =>
    {
        platform.Delete(live.Id);
        return platform.Create(kind.Name, call.Key.Name, call.Spec, call.Mark);
    });

    public Task DeleteAsync(LiveResource live, CancellationToken cancel) => Writing(StepOperation.Delete, new(kind.Name, live.Name, SimKinds.Target), live, () =>
    {
        platform.Delete(live.Id);
        return "";
    });

    public Task AdoptAsync(WriteCall call, LiveResource live, CancellationToken cancel) => Writing(StepOperation.Adopt, call.Key, live, () =>
    {
        platform.Update(live.Id, one => one with { Mark = call.Mark }, $"adopt {kind.Name}/{live.Name}");
        return "";
    });

    public Task ReleaseAsync(LiveResource live, CancellationToken cancel) => Writing(StepOperation.Release, new(kind.Name, live.Name, SimKinds.Target), live, () =>
    {
        if (live.Mark is not null) platform.Update(live.Id, one => one with { Mark = null }, $"release {kind.Name}/{live.Name}");
        return "";
    });

    public string? BackupPlan(LiveResource live) => kind.Name == SimKinds.Disk.Name ? "a copy" : null;

    public Task<BackupReceipt> BackUpAsync(LiveResource live, CancellationToken cancel) => process.WriteAsync(platform, $"back up {live.Id}", () =>
    {
        platform.Backups.Add(live.Id);
        return new BackupReceipt($"copy:{live.Id}", "A copy was taken.");
    });

    public Task<JsonNode> ChooseAsync(string field, IReadOnlySet<string> taken, CancellationToken cancel) =>
        throw new PlatformException(PlatformFailure.Invalid, $"nothing chooses {field}");

    private Task<string> Writing(StepOperation operation, ResourceKey key, LiveResource live, Func<string> write)
    {
        platform.Settle();
        platform.Watch?.Writing(operation, key, live);
        return process.WriteAsync(platform, $"{operation} {key.Short}", write);
    }

    private static LiveResource Shown(SimObject one, bool detailed) => new()
    {
        Id = one.Id,
        Name = one.Name,
        NaturalKey = one.Name,
        Detailed = detailed,
        Mark = one.Mark,
        Fingerprint = one.Fingerprint,
        Spec = detailed ? (JsonObject)one.Spec.DeepClone() : one.Spec["label"] is { } label ? new() { ["label"] = label.DeepClone() } : [],
        Version = detailed ? $"{one.Version}" : null,
        Health = one.Health,
    };
}
