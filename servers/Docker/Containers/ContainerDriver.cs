using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Docker.DotNet.Models;
using HomelabMcp.Core;

namespace HomelabMcp.Docker;

/// <summary>Observes and changes containers.</summary>
/// <remarks>
/// Two half-finished states are told apart by labels and names, so that a crash leaves something to go on from:
/// a container of ours that was to be started and never was counts as not there (creating it again starts it), and
/// while an old one stands aside during a replacement it stands in for its successor (replacing again ends it).
/// </remarks>
internal sealed class ContainerDriver(EngineClient engine, ImagePull images) : IKindDriver
{
    private readonly ContainerReplacement replacement = new(engine, images);

    public ResourceKind Kind => ContainerKind.Kind;

    public async Task<IReadOnlyList<LiveResource>> ListAsync(CancellationToken cancel)
    {
        var rows = await engine.ReadAsync("list containers", (docker, token) => docker.Containers.ListContainersAsync(new ContainersListParameters { All = true }, token), cancel);
        var aside = rows.Where(row => AsideOf(NameOf(row), row.Labels) is not null).Select(row => AsideOf(NameOf(row), row.Labels)!).ToHashSet(StringComparer.Ordinal);
        return [.. rows
            .Where(row => !IsHelper(row.Labels) && !Unstarted(row.State, row.Labels))
            .Where(row => !(aside.Contains(NameOf(row)) && Ownership.Of(row.Labels) is not null))
            .Select(Live)
            .OrderBy(live => live.NaturalKey, StringComparer.Ordinal)];
    }

    public async Task<LiveResource?> ReadAsync(string id, CancellationToken cancel)
    {
        var container = await InspectAsync(id, cancel);
        return container is null || Unstarted(container.State.Status, container.Config.Labels) ? null : await LiveAsync(container, cancel);
    }

    public async Task<LiveResource?> FindAsync(string naturalKey, CancellationToken cancel)
    {
        var aside = await InspectAsync(ContainerReplacement.Aside(naturalKey), cancel);
        if (aside is not null && Ownership.Of(aside.Config.Labels) is not null)
            return await LiveAsync(aside, cancel);
        return await ReadAsync(naturalKey, cancel);
    }

    public async Task<string> CreateAsync(WriteCall call, CancellationToken cancel)
    {
        var name = call.Key.Name;
        if (await InspectAsync(name, cancel) is { } there)
        {
            if (Ownership.Of(there.Config.Labels) != call.Mark)
                throw Ownership.Taken("container", name);
            if (Unstarted(there.State.Status, there.Config.Labels))
                await replacement.StartOrRemoveAsync(there.ID, call.Spec, cancel);
            return there.ID;
        }
        await images.EnsureAsync(ContainerRequest.Text(call.Spec["image"])!, call.Progress, cancel);
        return await replacement.MakeAsync(call, name, call.Spec, null, cancel);
    }

    public async Task UpdateAsync(WriteCall call, LiveResource live, ImmutableArray<FieldChange> changes, CancellationToken cancel)
    {
        var fields = changes.Select(change => change.Path.Split('.')[0]).ToHashSet(StringComparer.Ordinal);
        if (fields.Except(["restart", "memory", "cpus", "networks", "state"]).FirstOrDefault() is { } other)
            throw new PlatformException(PlatformFailure.Invalid, $"'{other}' of container '{live.NaturalKey}' cannot change while it lives: it has to be replaced.");
        if (fields.Overlaps(["restart", "memory", "cpus"]))
            await UpdateLimitsAsync(call.Spec, live, fields, cancel);
        if (fields.Contains("networks"))
            await UpdateNetworksAsync(call.Spec, live, cancel);
        if (fields.Contains("state"))
            await SetStateAsync(ContainerRequest.Text(call.Spec["state"]), live, cancel);
    }

    public Task<string> ReplaceAsync(WriteCall call, LiveResource live, CancellationToken cancel) => replacement.ReplaceAsync(call, live.Id, cancel);

    public async Task DeleteAsync(LiveResource live, CancellationToken cancel)
    {
        if (await InspectAsync(live.Id, cancel) is not { } container)
            return;
        try
        {
            // Stopped first, so that the program may end in its own way; its volumes stay.
            if (container.State.Running)
                await engine.WriteAsync($"stop container '{live.NaturalKey}'", (docker, token) => docker.Containers.StopContainerAsync(live.Id, new ContainerStopParameters(), token), cancel);
            await engine.WriteAsync($"remove container '{live.NaturalKey}'",
                (docker, token) => docker.Containers.RemoveContainerAsync(live.Id, new ContainerRemoveParameters { Force = true, RemoveVolumes = false }, token), cancel);
        }
        catch (PlatformException gone) when (gone.Failure is PlatformFailure.NotFound)
        {
            // Somebody else, or its own --rm, was quicker: it is gone, which is what was asked.
        }
    }

    public Task AdoptAsync(WriteCall call, LiveResource live, CancellationToken cancel) =>
        throw new PlatformException(PlatformFailure.Invalid, "Docker cannot label a living container: its adoption is recorded, not marked.");

    /// <summary>Labels stay with the container for its life; there is nothing to take off.</summary>
    public Task ReleaseAsync(LiveResource live, CancellationToken cancel) => Task.CompletedTask;

    public string? BackupPlan(LiveResource live) => null;

    public Task<BackupReceipt> BackUpAsync(LiveResource live, CancellationToken cancel) =>
        throw new PlatformException(PlatformFailure.Invalid, $"Container '{live.NaturalKey}' holds nothing to back up: what is to last lies in its volumes.");

    public Task<JsonNode> ChooseAsync(string field, IReadOnlySet<string> taken, CancellationToken cancel) =>
        throw new PlatformException(PlatformFailure.Invalid, $"'{field}' of a container is not chosen for you: write it into the manifest.");

    private async Task UpdateLimitsAsync(JsonObject spec, LiveResource live, HashSet<string> fields, CancellationToken cancel)
    {
        var update = new ContainerUpdateParameters();
        if (fields.Contains("restart"))
            update.RestartPolicy = ContainerRequest.Restart(ContainerRequest.Text(spec["restart"]) ?? "no");
        if (fields.Contains("memory"))
        {
            // Zero means "as it is" here, so a limit is taken off by -1.
            update.Memory = ContainerRequest.Number(spec["memory"]) is { } memory ? (long)memory : -1;
            update.MemorySwap = update.Memory < 0 ? -1 : update.Memory * 2;
        }
        if (fields.Contains("cpus"))
            update.NanoCPUs = (long)((ContainerRequest.Number(spec["cpus"]) ?? engine.Cpus) * 1_000_000_000m);
        await engine.WriteAsync($"update container '{live.NaturalKey}'", (docker, token) => docker.Containers.UpdateContainerAsync(live.Id, update, token), cancel);
    }

    private async Task UpdateNetworksAsync(JsonObject spec, LiveResource live, CancellationToken cancel)
    {
        var container = await InspectAsync(live.Id, cancel) ?? throw new PlatformException(PlatformFailure.NotFound, $"Container '{live.NaturalKey}' is gone.");
        var have = ContainerSpec.Networks(container) ?? [];
        var wanted = ContainerRequest.Networks(spec);
        if (wanted.Count == 0)
            wanted = [("bridge", new EndpointSettings())];
        foreach (var (name, _) in have.Where(pair => !wanted.Any(want => want.Name == pair.Key && JsonNode.DeepEquals(pair.Value, spec["networks"]?[pair.Key] ?? new JsonObject()))))
        {
            await engine.WriteAsync($"take container '{live.NaturalKey}' off network '{name}'",
                (docker, token) => docker.Networks.DisconnectNetworkAsync(name, new NetworkDisconnectParameters { Container = live.Id, Force = true }, token), cancel);
            have[name] = null;
        }
        foreach (var (name, settings) in wanted.Where(want => have[want.Name] is null))
            await replacement.ConnectAsync(live.Id, name, settings, cancel);
    }

    private async Task SetStateAsync(string? state, LiveResource live, CancellationToken cancel)
    {
        if (state is "running")
            await engine.WriteAsync($"start container '{live.NaturalKey}'", (docker, token) => docker.Containers.StartContainerAsync(live.Id, new ContainerStartParameters(), token), cancel);
        else if (state is "stopped")
            await engine.WriteAsync($"stop container '{live.NaturalKey}'", (docker, token) => docker.Containers.StopContainerAsync(live.Id, new ContainerStopParameters(), token), cancel);
    }

    private Task<Inspected?> InspectAsync(string idOrName, CancellationToken cancel) => Inspected.FindAsync(engine, idOrName, cancel);

    private static LiveResource Live(ContainerListResponse row)
    {
        var name = NameOf(row);
        var (health, reason) = ContainerHealth.Of(row.State, row.Status);
        var spec = ContainerSpec.Read(row);
        return new LiveResource
        {
            Id = row.ID,
            Name = name,
            NaturalKey = AsideOf(name, row.Labels) ?? name,
            Spec = spec,
            Detailed = false,
            Mark = Ownership.Of(row.Labels),
            Fingerprint = Fingerprint(row.ID, name, spec, row.NetworkSettings?.Networks?.Keys),
            Health = health,
            HealthReason = reason,
        };
    }

    private async Task<LiveResource> LiveAsync(Inspected container, CancellationToken cancel)
    {
        var name = container.Name;
        var mark = Ownership.Of(container.Config.Labels);
        // A container that is not ours is shown as somebody would have written it: without what its image says, and
        // without values that nobody asked us to hold.
        var spec = ContainerSpec.Read(container, mark is null ? await images.ConfigAsync(container.Image, cancel) : null, engine.Cpus);
        if (mark is null && spec["env"] is JsonObject env)
        {
            foreach (var secret in env.Select(pair => pair.Key).Where(ContainerSpec.LooksSecret).ToList())
                env.Remove(secret);
        }
        var row = new JsonObject { ["image"] = spec["image"]?.DeepClone(), ["state"] = spec["state"]?.DeepClone() };
        if (Ownership.Foreign(container.Config.Labels).ToList() is { Count: > 0 } labels)
            row["labels"] = new JsonObject(labels.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value)));
        var (health, reason) = ContainerHealth.Of(container.State);
        return new LiveResource
        {
            Id = container.ID,
            Name = name,
            NaturalKey = AsideOf(name, container.Config.Labels) ?? name,
            Spec = spec,
            Detailed = true,
            Mark = mark,
            Fingerprint = Fingerprint(container.ID, name, row, container.NetworkSettings.Networks?.Keys),
            Health = health,
            HealthReason = reason,
        };
    }

    private static string Fingerprint(string id, string name, JsonObject listed, IEnumerable<string>? networks) => CanonicalJson.Hash(new JsonObject
    {
        ["id"] = id,
        ["name"] = name,
        ["listed"] = listed.DeepClone(),
        ["networks"] = new JsonArray([.. (networks ?? []).Order(StringComparer.Ordinal).Select(network => (JsonNode?)network)]),
    });

    private static string NameOf(ContainerListResponse row) => (row.Names?.FirstOrDefault(name => name.LastIndexOf('/') == 0) ?? row.Names?.FirstOrDefault() ?? row.ID).TrimStart('/');

    /// <summary>The name that a container of ours stands aside for; null for one that stands in its own place.</summary>
    private static string? AsideOf(string name, IEnumerable<KeyValuePair<string, string>>? labels) =>
        name.EndsWith(ContainerReplacement.AsideSuffix, StringComparison.Ordinal) && labels?.Any(label => label.Key == Ownership.Mark) is true
            ? name[..^ContainerReplacement.AsideSuffix.Length] : null;

    private static bool IsHelper(IDictionary<string, string>? labels) => labels?.ContainsKey(Ownership.Helper) is true;

    private static bool Unstarted(string? state, IDictionary<string, string>? labels) => state is "created" && labels?.ContainsKey(Ownership.Start) is true;
}
