using System.Text.Json.Nodes;
using HomelabMcp.Core;
using static HomelabMcp.Proxmox.SpecFields;

namespace HomelabMcp.Proxmox;

/// <summary><c>proxmox.container</c>: its fields bear the names of Proxmox's own options; numbered families stand together.</summary>
internal static class ContainerKind
{
    internal static readonly IReadOnlyList<GuestOption> Options =
    [
        new ScalarOption(Text("hostname", "Host name of the container; the manifest's name where left out.") with { Origin = Origin.Generated, Check = Dns }),
        .. GuestFields.Options("Tags of the container, lower case."),
        new ScalarOption(Whole("cores", "Cores it may use; all where left out.", 1, 8192)),
        new ScalarOption(Whole("memory", "Memory in MiB.", 16) with { Default = 512 }),
        new ScalarOption(Whole("swap", "Swap in MiB.", 0) with { Default = 512 }),
        new ScalarOption(Text("ostype", "Distribution, by which Proxmox sets it up.", "debian", "devuan", "ubuntu", "centos", "fedora", "opensuse", "archlinux", "alpine", "gentoo", "nixos", "unmanaged") with { Origin = Origin.Generated }),
        new ScalarOption(Text("arch", "Processor architecture.", "amd64", "i386", "arm64", "armhf", "riscv32", "riscv64") with { Origin = Origin.Generated, Mutability = Mutability.Replace }),
        new ScalarOption(Flag("unprivileged", "Map root in the container to an ordinary user of the host.", false) with { Mutability = Mutability.Replace }),
        new PackedOption(Packed("features", "Nesting and other permissions; all but nesting are for root@pam alone.", PropertyFormats.Features), PropertyFormats.Features),
        VolumeOption.RootFs("Root volume: {storage: local-lvm, size: 8G}. A larger size grows it."),
        VolumeOption.Mounts("Mount points: mp0: {storage: local-lvm, size: 4G, mp: /srv}. A larger size grows the volume; a removed one is detached and kept as unused."),
        new FamilyOption(Family("network", "Network devices: net0: {name: eth0, bridge: vmbr0, ip: dhcp}.", @"net\d{1,2}", PropertyFormats.ContainerNetwork) with { Normalise = Interfaces }, "net", PropertyFormats.ContainerNetwork, Name),
        new FamilyOption(Family("dev", "Devices of the host passed in.", @"dev\d{1,3}", PropertyFormats.Device), "dev", PropertyFormats.Device),
        new ScalarOption(Flag("console", "Attach a console.", true)),
        new ScalarOption(Whole("tty", "Terminals.", 0, 6) with { Default = 2 }),
        new ScalarOption(Text("cmode", "Console mode.", "shell", "console", "tty") with { Default = "tty" }),
        new ScalarOption(Text("timezone", "Time zone, or 'host'.")),
        new ScalarOption(Flag("debug", "Log more at start.", false)),
    ];

    internal static readonly Field OsTemplate = Text("ostemplate", "Template it is made from: local:vztmpl/debian-13-standard_13.1-1_amd64.tar.zst. Never given back by Proxmox; the newest one on the node where left out.") with
    {
        Origin = Origin.WriteOnly,
        Mutability = Mutability.Replace,
    };

    internal static readonly Field Password = Text("password", "Password of root at creation; never shown.") with { Origin = Origin.WriteOnly };

    internal static readonly Field SshKeys = new()
    {
        Name = "ssh-public-keys",
        Type = FieldType.List,
        Summary = "Public SSH keys of root at creation.",
        IsSet = true,
        Origin = Origin.WriteOnly,
        Items = new Field { Name = "", Type = FieldType.Text },
        Normalise = KeysOption.Normalise,
    };

    internal static readonly ResourceKind Kind = new()
    {
        Name = "proxmox.container",
        Summary = "An LXC container, made from a template.",
        Fields = [GuestFields.Node, GuestFields.Vmid, GuestFields.Pool, GuestFields.State, GuestFields.Template, OsTemplate, Password, SshKeys, .. Options.Select(option => option.Field)],
        Example = """
            kind: proxmox.container
            name: web01
            spec:
              node: pve1
              vmid: 120
              ostemplate: local:vztmpl/debian-13-standard_13.1-1_amd64.tar.zst
              cores: 2
              memory: 1024            # MiB
              swap: 512
              unprivileged: true
              features: { nesting: true }
              rootfs: { storage: local-lvm, size: 8G }
              network: { net0: { name: eth0, bridge: vmbr0, ip: 192.0.2.20/24, gw: 192.0.2.1 } }
              tags: [web]
              state: running
            """,
        HoldsState = static _ => true,
        NaturalKey = static (_, spec) => GuestFields.NaturalKey(spec),
        KeySpace = "proxmox.vmid",
        MarkScope = static vmid => vmid,
        InFlight = TimeSpan.FromMinutes(2),
        ChosenFields = ["vmid", "node"],
        Check = static manifest => GuestFields.Check(Options, manifest),
    };

    // An interface's type can only be veth, which Proxmox writes beside every one.
    private static JsonNode Interfaces(JsonNode node)
    {
        if (node is not JsonObject family) return node;
        var normal = new JsonObject();
        foreach (var (key, value) in family)
        {
            normal[key] = value is null ? null : PropertySpec.Normalise(PropertyFormats.ContainerNetwork, value).DeepClone();
            (normal[key] as JsonObject)?.Remove("type");
        }

        return normal;
    }

    // eth0 for net0, as Proxmox's own dialogue proposes; the API insists on a name.
    private static void Name(string key, JsonObject fields)
    {
        if (!fields.ContainsKey("name")) fields["name"] = $"eth{key[3..]}";
    }

    private static string? Dns(JsonNode value) =>
        ProxmoxJson.Text(value) is { } text && !text.Contains("${", StringComparison.Ordinal) ? ProxmoxSyntax.DnsName(text) : null;
}
