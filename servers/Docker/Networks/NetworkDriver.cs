using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Docker.DotNet.Models;
using HomelabMcp.Core;

namespace HomelabMcp.Docker;

/// <summary>Observes and changes networks. Docker lets two share a name, so a name is looked for before and after each create.</summary>
internal sealed class NetworkDriver(EngineClient engine) : IKindDriver
{
    public ResourceKind Kind => NetworkKind.Kind;

    public async Task<IReadOnlyList<LiveResource>> ListAsync(CancellationToken cancel) =>
        [.. (await AllAsync(cancel)).Where(network => !IsBuiltIn(network.Name)).Select(network => Live(network, busy: null)).OrderBy(live => live.NaturalKey, StringComparer.Ordinal)];

    public async Task<LiveResource?> ReadAsync(string id, CancellationToken cancel)
    {
        var network = await engine.FindAsync($"show network '{id}'", (docker, token) => docker.Networks.InspectNetworkAsync(id, token), cancel);
        if (network is null)
            return null;
        var members = (network.Containers?.Values ?? []).Select(member => UntrustedText.CleanOf(member.Name)).Order(StringComparer.Ordinal).ToList();
        return Live(network, members.Count > 0 ? $"in use by {string.Join(", ", members)}" : null);
    }

    public async Task<LiveResource?> FindAsync(string naturalKey, CancellationToken cancel)
    {
        var named = await NamedAsync(naturalKey, cancel);
        // Among namesakes the marked one is meant: the others are not ours to name.
        var chosen = named.FirstOrDefault(network => Ownership.Of(network.Labels) is not null) ?? named.FirstOrDefault();
        return chosen is null ? null : await ReadAsync(chosen.ID, cancel);
    }

    public async Task<string> CreateAsync(WriteCall call, CancellationToken cancel)
    {
        var name = call.Key.Name;
        if (await MineAsync(call, cancel) is { } there)
            return there;
        var labels = Ownership.Labels(call);
        foreach (var (key, value) in call.Spec["labels"] as JsonObject ?? [])
            labels[key] = ContainerRequest.Text(value) ?? "";
        var request = new NetworksCreateParameters
        {
            Name = name,
            Driver = ContainerRequest.Text(call.Spec["driver"]) ?? "bridge",
            Internal = call.Spec["internal"]?.GetValue<bool>() is true,
            Attachable = call.Spec["attachable"]?.GetValue<bool>() is true,
            EnableIPv6 = call.Spec["ipv6"]?.GetValue<bool>(),
            Options = (call.Spec["options"] as JsonObject ?? []).ToDictionary(pair => pair.Key, pair => ContainerRequest.Text(pair.Value) ?? "", StringComparer.Ordinal),
            Labels = labels,
        };
        if (ContainerRequest.Text(call.Spec["subnet"]) is { } subnet)
            request.IPAM = new IPAM { Config = [new IPAMConfig { Subnet = subnet, Gateway = ContainerRequest.Text(call.Spec["gateway"])!, IPRange = ContainerRequest.Text(call.Spec["ip_range"])! }] };
        var created = await engine.WriteAsync($"create network '{name}'", (docker, token) => docker.Networks.CreateNetworkAsync(request, token), cancel);
        if ((await NamedAsync(name, cancel)).Any(network => network.ID != created.ID))
        {
            await RemoveAsync(created.ID, name, cancel);
            throw Ownership.Taken("network", name);
        }
        return created.ID;
    }

    public Task UpdateAsync(WriteCall call, LiveResource live, ImmutableArray<FieldChange> changes, CancellationToken cancel) =>
        throw new PlatformException(PlatformFailure.Invalid, $"Docker cannot change network '{live.NaturalKey}' while it exists: it has to be replaced.");

    public async Task<string> ReplaceAsync(WriteCall call, LiveResource live, CancellationToken cancel)
    {
        await DeleteAsync(live, cancel);
        return await CreateAsync(call, cancel);
    }

    public async Task DeleteAsync(LiveResource live, CancellationToken cancel)
    {
        if (await ReadAsync(live.Id, cancel) is not { } there)
            return;
        if (there.Busy is { } busy)
            throw new PlatformException(PlatformFailure.Busy, $"Network '{live.NaturalKey}' cannot go: it is {busy}. Take them off it or remove them first.");
        await RemoveAsync(live.Id, live.NaturalKey, cancel);
    }

    public Task AdoptAsync(WriteCall call, LiveResource live, CancellationToken cancel) =>
        throw new PlatformException(PlatformFailure.Invalid, "Docker cannot label an existing network: its adoption is recorded, not marked.");

    public Task ReleaseAsync(LiveResource live, CancellationToken cancel) => Task.CompletedTask;

    public string? BackupPlan(LiveResource live) => null;

    public Task<BackupReceipt> BackUpAsync(LiveResource live, CancellationToken cancel) =>
        throw new PlatformException(PlatformFailure.Invalid, $"Network '{live.NaturalKey}' holds nothing to back up.");

    public Task<JsonNode> ChooseAsync(string field, IReadOnlySet<string> taken, CancellationToken cancel) =>
        throw new PlatformException(PlatformFailure.Invalid, $"'{field}' of a network is not chosen for you: leave it out, or write it into the manifest.");

    private async Task<string?> MineAsync(WriteCall call, CancellationToken cancel)
    {
        var named = await NamedAsync(call.Key.Name, cancel);
        if (named.Count == 0)
            return null;
        return named.FirstOrDefault(network => Ownership.Of(network.Labels) == call.Mark)?.ID ?? throw Ownership.Taken("network", call.Key.Name);
    }

    private async Task RemoveAsync(string id, string name, CancellationToken cancel)
    {
        try
        {
            await engine.WriteAsync($"remove network '{name}'", (docker, token) => docker.Networks.DeleteNetworkAsync(id, token), cancel);
        }
        catch (PlatformException gone) when (gone.Failure is PlatformFailure.NotFound)
        {
            // It went in the meantime, which is what was asked.
        }
    }

    private Task<IList<NetworkResponse>> AllAsync(CancellationToken cancel) =>
        engine.ReadAsync("list networks", (docker, token) => docker.Networks.ListNetworksAsync(new NetworksListParameters(), token), cancel);

    private async Task<List<NetworkResponse>> NamedAsync(string name, CancellationToken cancel) =>
        [.. (await AllAsync(cancel)).Where(network => network.Name == name)];

    private static LiveResource Live(NetworkResponse network, string? busy)
    {
        var spec = new JsonObject { ["driver"] = network.Driver };
        if (network.IPAM?.Config?.FirstOrDefault() is { } pool)
        {
            foreach (var (name, value) in ((string, string?)[])[("subnet", pool.Subnet), ("gateway", pool.Gateway), ("ip_range", pool.IPRange)])
            {
                if (!string.IsNullOrEmpty(value))
                    spec[name] = value;
            }
        }
        foreach (var (name, value) in ((string, bool)[])[("internal", network.Internal), ("attachable", network.Attachable), ("ipv6", network.EnableIPv6)])
        {
            if (value)
                spec[name] = true;
        }
        if (network.Options is { Count: > 0 } options)
            spec["options"] = new JsonObject(options.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        if (Ownership.Foreign(network.Labels).ToList() is { Count: > 0 } labels)
            spec["labels"] = new JsonObject(labels.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        return new LiveResource
        {
            Id = network.ID,
            Name = network.Name,
            NaturalKey = network.Name,
            Spec = spec,
            Detailed = true,
            Mark = Ownership.Of(network.Labels),
            Fingerprint = CanonicalJson.Hash(new JsonObject { ["id"] = network.ID, ["spec"] = spec.DeepClone() }),
            Busy = busy,
        };
    }

    private static bool IsBuiltIn(string name) => name is "bridge" or "host" or "none";
}
