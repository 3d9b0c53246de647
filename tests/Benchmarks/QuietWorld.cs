using System.Collections.Immutable;
using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using HomelabMcp.Proxmox;

namespace HomelabMcp.Benchmarks;

/// <summary>As many Proxmox containers as one likes, desired, live and ours, with nothing to do.</summary>
internal static class QuietWorld
{
    public const string KindName = "proxmox.container";
    public const string Target = "pve";
    private const string House = "bench";

    public static PlanRequest Of(int count)
    {
        var kinds = new KindSet(new ProxmoxPlatform().Kinds, [KeyValuePair.Create(Target, "proxmox")]);
        var manifests = Enumerable.Range(0, count).Select(Manifest).ToImmutableSortedDictionary(manifest => manifest.Key, manifest => manifest);
        var live = manifests.Values.Select(manifest => Live(kinds[KindName], manifest)).ToImmutableArray();
        var now = DateTimeOffset.UnixEpoch;
        return new()
        {
            Installation = House,
            Kinds = kinds,
            Desired = new("0000000000000000000000000000000000000000", manifests, null),
            Observed = ImmutableDictionary<string, ObservedTarget>.Empty.Add(
                Target, new(Target, null, ImmutableDictionary<string, ImmutableArray<LiveResource>>.Empty.Add(KindName, live), now, now)),
            Baseline = new() { Verified = manifests.ToImmutableDictionary() },
            Policy = Policy.BuiltIn,
        };
    }

    private static Manifest Manifest(int index) => new()
    {
        Key = new(KindName, $"ct{index:00000}", Target),
        Source = new($"proxmox/container/ct{index:00000}.yaml", 1),
        Spec = new()
        {
            ["vmid"] = 10_000 + index,
            ["node"] = $"pve{index % 3 + 1}",
            ["cores"] = 2,
            ["memory"] = 1024,
            ["swap"] = 512,
            ["hostname"] = $"ct{index:00000}",
            ["onboot"] = true,
            ["tags"] = new JsonArray("bench", "prod"),
            ["network"] = new JsonObject { ["net0"] = new JsonObject { ["name"] = "eth0", ["bridge"] = "vmbr0", ["ip"] = "dhcp" } },
            ["state"] = "running",
        },
    };

    private static LiveResource Live(ResourceKind kind, Manifest manifest)
    {
        var vmid = $"{manifest.Spec["vmid"]}";
        return new()
        {
            Id = $"pve1/lxc/{vmid}",
            Name = manifest.Key.Name,
            NaturalKey = vmid,
            Spec = (JsonObject)manifest.Spec.DeepClone(),
            Detailed = true,
            Mark = OwnershipMark.For(House, manifest.Key, kind.MarkScope(vmid)),
            Fingerprint = vmid,
        };
    }
}
