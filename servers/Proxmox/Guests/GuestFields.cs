using System.Text.Json.Nodes;
using HomelabMcp.Core;
using static HomelabMcp.Proxmox.SpecFields;

namespace HomelabMcp.Proxmox;

/// <summary>The options that VMs and containers share, and the fields that are no options: place, pool, power.</summary>
internal static class GuestFields
{
    internal static readonly Field Node = Text("node", "Node that runs the guest, by its short name; another one migrates it.") with
    {
        Check = value => ProxmoxJson.Text(value) is { } text && !text.Contains("${", StringComparison.Ordinal) ? ProxmoxSyntax.NodeName(text) : null,
    };

    internal static readonly Field Vmid = Whole("vmid", "The guest's number, unique in the cluster; chosen when a proposal is written.", 100, 999999999) with { Mutability = Mutability.Replace };

    internal static readonly Field Pool = Text("pool", "Resource pool that the guest is a member of.");

    internal static readonly Field State = Text("state", "Whether the guest runs; left out: started once at creation, not managed afterwards.", "running", "stopped");

    internal static readonly Field Template = Flag("template", "Whether the guest is a template; it cannot become a guest again.", false);

    internal static IEnumerable<GuestOption> Options(string summaryOfTags) =>
    [
        new TagsOption(new Field
        {
            Name = "tags", Type = FieldType.List, Summary = summaryOfTags, IsSet = true, Items = new Field { Name = "", Type = FieldType.Text }, Normalise = GuestTags.Normalise,
        }),
        new DescriptionOption(Text("description", "Notes, as Markdown.") with { Normalise = node => ProxmoxJson.Text(node) is { } text ? text.TrimEnd('\n') : node }),
        new ScalarOption(Flag("onboot", "Start when the node starts.", false)),
        new ScalarOption(Flag("protection", "Refuse to remove the guest or its disks.", false)),
        new PackedOption(Packed("startup", "Order and delays (s) of start and shutdown.", PropertyFormats.Startup), PropertyFormats.Startup),
        new ScalarOption(Number("cpulimit", "Most CPU time, in cores; 0 is no limit.", 0, 8192) with { Default = 0 }),
        new ScalarOption(Whole("cpuunits", "Weight of CPU time against other guests.", 0, 500000)),
        new ScalarOption(Text("nameserver", "DNS servers, separated by blanks.")),
        new ScalarOption(Text("searchdomain", "DNS search domains, separated by blanks.")),
        new ScalarOption(Text("hookscript", "Volume of a script run at start and stop.")),
    ];

    /// <summary>Faults that a kind's options and fields find in a manifest.</summary>
    internal static IEnumerable<(string Field, string Message)> Check(IEnumerable<GuestOption> options, Manifest manifest)
    {
        foreach (var fault in options.SelectMany(option => option.Check(manifest.Spec))) yield return fault;
        if (manifest.Spec.Flag("template") && ProxmoxJson.Text(manifest.Spec["state"]) is "running") yield return ("state", "a template cannot run: leave 'state' out");
    }

    internal static string? NaturalKey(JsonObject spec) =>
        ProxmoxJson.Text(spec["vmid"]) is { Length: > 0 } vmid && !vmid.Contains("${", StringComparison.Ordinal) ? vmid : null;
}
