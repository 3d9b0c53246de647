using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Docker.DotNet.Models;
using HomelabMcp.Core;

namespace HomelabMcp.Docker;

/// <summary>Observes and changes volumes. Creating one that exists quietly answers with the old one, so the mark is read back.</summary>
internal sealed class VolumeDriver(EngineClient engine, VolumeBackup backup) : IKindDriver
{
    public ResourceKind Kind => VolumeKind.Kind;

    /// <summary>Without those that the engine made for a container alone: their names are 64 hexadecimal digits.</summary>
    public async Task<IReadOnlyList<LiveResource>> ListAsync(CancellationToken cancel)
    {
        var volumes = await engine.ReadAsync("list volumes", (docker, token) => docker.Volumes.ListAsync(token), cancel);
        return [.. (volumes.Volumes ?? []).Where(volume => !IsAnonymous(volume.Name)).Select(volume => Live(volume, null)).OrderBy(live => live.NaturalKey, StringComparer.Ordinal)];
    }

    public async Task<LiveResource?> ReadAsync(string id, CancellationToken cancel) =>
        await InspectAsync(id, cancel) is { } volume ? Live(volume, await BusyAsync(id, cancel)) : null;

    public Task<LiveResource?> FindAsync(string naturalKey, CancellationToken cancel) => ReadAsync(naturalKey, cancel);

    public async Task<string> CreateAsync(WriteCall call, CancellationToken cancel)
    {
        var name = call.Key.Name;
        if (await InspectAsync(name, cancel) is { } there)
            return Ownership.Of(there.Labels) == call.Mark ? name : throw Ownership.Taken("volume", name);
        var labels = Ownership.Labels(call);
        foreach (var (key, value) in call.Spec["labels"] as JsonObject ?? [])
            labels[key] = ContainerRequest.Text(value) ?? "";
        var request = new VolumesCreateParameters
        {
            Name = name,
            Driver = ContainerRequest.Text(call.Spec["driver"]) ?? "local",
            DriverOpts = (call.Spec["driver_opts"] as JsonObject ?? []).ToDictionary(pair => pair.Key, pair => ContainerRequest.Text(pair.Value) ?? "", StringComparer.Ordinal),
            Labels = labels,
        };
        var made = await engine.WriteAsync($"create volume '{name}'", (docker, token) => docker.Volumes.CreateAsync(request, token), cancel);
        return Ownership.Of(made.Labels) == call.Mark ? name : throw Ownership.Taken("volume", name);
    }

    public Task UpdateAsync(WriteCall call, LiveResource live, ImmutableArray<FieldChange> changes, CancellationToken cancel) =>
        throw new PlatformException(PlatformFailure.Invalid, $"Docker cannot change volume '{live.NaturalKey}' while it exists: it has to be replaced.");

    public async Task<string> ReplaceAsync(WriteCall call, LiveResource live, CancellationToken cancel)
    {
        await DeleteAsync(live, cancel);
        return await CreateAsync(call, cancel);
    }

    public async Task DeleteAsync(LiveResource live, CancellationToken cancel)
    {
        if (await InspectAsync(live.Id, cancel) is null)
            return;
        if (await BusyAsync(live.Id, cancel) is { } busy)
            throw new PlatformException(PlatformFailure.Busy, $"Volume '{live.NaturalKey}' cannot go: it is {busy}. Remove them first.");
        try
        {
            await engine.WriteAsync($"remove volume '{live.NaturalKey}'", (docker, token) => docker.Volumes.RemoveAsync(live.Id, false, token), cancel);
        }
        catch (PlatformException gone) when (gone.Failure is PlatformFailure.NotFound)
        {
            // It went in the meantime, which is what was asked.
        }
    }

    public Task AdoptAsync(WriteCall call, LiveResource live, CancellationToken cancel) =>
        throw new PlatformException(PlatformFailure.Invalid, "Docker cannot label an existing volume: its adoption is recorded, not marked.");

    public Task ReleaseAsync(LiveResource live, CancellationToken cancel) => Task.CompletedTask;

    public string? BackupPlan(LiveResource live) => backup.Plan(live.NaturalKey);

    public Task<BackupReceipt> BackUpAsync(LiveResource live, CancellationToken cancel) => backup.TakeAsync(live.NaturalKey, cancel);

    public Task<JsonNode> ChooseAsync(string field, IReadOnlySet<string> taken, CancellationToken cancel) =>
        throw new PlatformException(PlatformFailure.Invalid, $"'{field}' of a volume is not chosen for you: write it into the manifest.");

    private Task<VolumeResponse?> InspectAsync(string name, CancellationToken cancel) =>
        engine.FindAsync($"show volume '{name}'", (docker, token) => docker.Volumes.InspectAsync(name, token), cancel);

    private async Task<string?> BusyAsync(string name, CancellationToken cancel)
    {
        var filter = new ContainersListParameters { All = true, Filters = new Dictionary<string, IDictionary<string, bool>> { ["volume"] = new Dictionary<string, bool> { [name] = true } } };
        var rows = await engine.ReadAsync("list containers", (docker, token) => docker.Containers.ListContainersAsync(filter, token), cancel);
        var users = rows.Where(row => (row.Mounts ?? []).Any(mount => mount.Name == name)).Select(row => UntrustedText.CleanOf(row.Names?.FirstOrDefault()?.TrimStart('/') ?? row.ID)).Order(StringComparer.Ordinal).ToList();
        return users.Count > 0 ? $"in use by {string.Join(", ", users)}" : null;
    }

    private static LiveResource Live(VolumeResponse volume, string? busy)
    {
        var spec = new JsonObject { ["driver"] = volume.Driver };
        if (volume.Options is { Count: > 0 } options)
            spec["driver_opts"] = new JsonObject(options.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        if (Ownership.Foreign(volume.Labels).ToList() is { Count: > 0 } labels)
            spec["labels"] = new JsonObject(labels.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        return new LiveResource
        {
            Id = volume.Name,
            Name = volume.Name,
            NaturalKey = volume.Name,
            Spec = spec,
            Detailed = true,
            Mark = Ownership.Of(volume.Labels),
            // A volume of the same name made anew is another one: its birth is part of it.
            Fingerprint = CanonicalJson.Hash(new JsonObject { ["created"] = volume.CreatedAt, ["spec"] = spec.DeepClone() }),
            Busy = busy,
        };
    }

    private static bool IsAnonymous(string name) => name.Length == 64 && name.All(char.IsAsciiHexDigitLower);
}
