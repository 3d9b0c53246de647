using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Proxmox;

/// <summary>What differs between the two sorts of guest.</summary>
/// <param name="Api">How the API spells it: <c>qemu</c> or <c>lxc</c>.</param>
/// <param name="Word">How people call it.</param>
/// <param name="NameField">The option that holds its name.</param>
/// <param name="Kind">The pure half.</param>
/// <param name="Options">The fields that live in its configuration.</param>
internal sealed record GuestType(string Api, string Word, string NameField, ResourceKind Kind, IReadOnlyList<GuestOption> Options)
{
    internal static readonly GuestType Vm = new("qemu", "VM", "name", VmKind.Kind, VmKind.Options);

    internal static readonly GuestType Container = new("lxc", "container", "hostname", ContainerKind.Kind, ContainerKind.Options);

    internal bool IsVm => Api is "qemu";

    /// <summary>The volumes among the options.</summary>
    internal IEnumerable<VolumeOption> Volumes => Options.OfType<VolumeOption>();

    internal static GuestType Of(string api) => api is "qemu" ? Vm : Container;

    /// <summary>A configuration in the shape of a manifest's spec, without what stands outside it.</summary>
    internal JsonObject Read(JsonObject config)
    {
        var spec = new JsonObject();
        foreach (var option in Options) option.Read(config, spec);
        return spec;
    }

    /// <summary>A spec as the texts that the configuration would hold.</summary>
    internal SortedDictionary<string, string> Write(JsonObject spec, JsonObject config)
    {
        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var option in Options) option.Write(spec, config, parameters);
        return parameters;
    }
}
