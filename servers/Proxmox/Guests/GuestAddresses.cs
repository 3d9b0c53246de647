using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Proxmox;

/// <summary>One network interface of a guest.</summary>
/// <param name="Name">Its name inside the guest, or the option's where only that is known.</param>
/// <param name="Mac">Its hardware address.</param>
/// <param name="Addresses">Addresses with prefix length.</param>
/// <param name="Source">Who says so: <c>guest</c> (it runs and was asked) or <c>config</c>.</param>
internal sealed record GuestInterface(UntrustedText Name, UntrustedText? Mac, IReadOnlyList<UntrustedText> Addresses, string Source);

/// <summary>Which addresses guests have: what a running guest says of itself, else what its configuration fixes.</summary>
internal sealed class GuestAddresses(GuestAccess access, TimeProvider clock)
{
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(5);

    private (DateTimeOffset At, ImmutableDictionary<string, int> Owners)? known;

    /// <summary>The VMID of the guest that an address belongs to, from a look at all guests at most five minutes ago; null when none is known.</summary>
    internal async Task<int?> OwnerAsync(IPAddress address, CancellationToken cancel)
    {
        if (known is not { } held || clock.GetUtcNow() - held.At > Age || !held.Owners.ContainsKey(address.ToString())) known = (clock.GetUtcNow(), await LookAsync(cancel));
        return known.Value.Owners.TryGetValue(address.ToString(), out var vmid) ? vmid : null;
    }

    /// <summary>A guest's interfaces; asking the guest itself fails quietly where no agent answers.</summary>
    internal async Task<IReadOnlyList<GuestInterface>> OfAsync(GuestRow row, JsonObject config, CancellationToken cancel)
    {
        if (row.IsRunning)
        {
            var told = row.Api is "lxc" ? await ContainerAsync(row, cancel) : HasAgent(config) ? await AgentAsync(row, cancel) : [];
            if (told.Count > 0) return told;
        }

        return Configured(row, config);
    }

    private async Task<ImmutableDictionary<string, int>> LookAsync(CancellationToken cancel)
    {
        var rows = await access.View.GuestsAsync(cancel);
        var found = await Task.WhenAll(rows.Where(row => !row.IsTemplate).Select(async row =>
        {
            var config = await access.ConfigAsync(row, cancel);
            return config is null ? [] : (await OfAsync(row, config, cancel)).SelectMany(one => one.Addresses).Select(text => (Address: text.Raw.Split('/')[0], row.Vmid)).ToList();
        }));
        return found.SelectMany(pairs => pairs).Where(pair => pair.Address is not ("127.0.0.1" or "::1")).DistinctBy(pair => pair.Address)
            .ToImmutableDictionary(pair => pair.Address, pair => pair.Vmid, StringComparer.Ordinal);
    }

    private async Task<List<GuestInterface>> ContainerAsync(GuestRow row, CancellationToken cancel)
    {
        var answer = await access.At(row)["interfaces"].GetAsync(cancel: cancel);
        if (!answer.IsSuccessStatusCode) return [];
        return
        [
            .. answer.ToEnumerable().Where(one => one.Text("name") is not "lo").Select(one => new GuestInterface(
                one.Text("name") ?? "", one.Text("hwaddr") ?? one.Text("hardware-address") ?? "",
                [.. new[] { one.Text("inet"), one.Text("inet6") }.OfType<string>().Where(text => text is not "").Select(text => new UntrustedText(text))], "guest")),
        ];
    }

    // The agent's own errors come as an answer 200 with an object where the list would be.
    private async Task<List<GuestInterface>> AgentAsync(GuestRow row, CancellationToken cancel)
    {
        var answer = await access.At(row)["agent"]["network-get-interfaces"].GetAsync(cancel: cancel);
        if (!answer.IsSuccessStatusCode || answer.ToObject()["result"] is not JsonArray interfaces) return [];
        return
        [
            .. interfaces.OfType<JsonObject>().Where(one => one.Text("name") is not "lo").Select(one => new GuestInterface(
                one.Text("name") ?? "", one.Text("hardware-address") ?? "",
                [.. (one["ip-addresses"] as JsonArray ?? []).OfType<JsonObject>().Select(address => new UntrustedText($"{address.Text("ip-address")}/{address.Text("prefix")}"))], "guest")),
        ];
    }

    private static List<GuestInterface> Configured(GuestRow row, JsonObject config)
    {
        var spec = GuestType.Of(row.Api).Read(config);
        var interfaces = new List<GuestInterface>();
        foreach (var (key, value) in spec["network"] as JsonObject ?? [])
        {
            if (value is not JsonObject device) continue;
            var addressed = row.Api is "lxc" ? device : SpecChanges.Get(spec, ["ipconfig", $"ipconfig{key[3..]}"]) as JsonObject ?? [];
            var addresses = new[] { addressed.Text("ip"), addressed.Text("ip6") }.OfType<string>().Where(text => text.Contains('/', StringComparison.Ordinal));
            interfaces.Add(new(device.Text("name") ?? key, device.Text("hwaddr") ?? device.Text("macaddr") ?? "", [.. addresses.Select(text => new UntrustedText(text))], "config"));
        }

        return interfaces;
    }

    private static bool HasAgent(JsonObject config) =>
        config.Text("agent") is { } agent && PropertyFormats.Agent.TryParse(agent, out _) is { } fields && fields.Flag("enabled");
}
