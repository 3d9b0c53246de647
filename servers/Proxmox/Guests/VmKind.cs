using System.Text.Json.Nodes;
using HomelabMcp.Core;
using static HomelabMcp.Proxmox.SpecFields;

namespace HomelabMcp.Proxmox;

/// <summary><c>proxmox.vm</c>: its fields bear the names of Proxmox's own options; numbered families stand together.</summary>
internal static class VmKind
{
    internal static readonly IReadOnlyList<GuestOption> Options =
    [
        new ScalarOption(Text("name", "Name of the VM, a DNS name; the manifest's name where left out.") with { Origin = Origin.Generated, Check = Dns }),
        .. GuestFields.Options("Tags of the VM, lower case."),
        new ScalarOption(Whole("cores", "Cores a socket.", 1) with { Default = 1 }),
        new ScalarOption(Whole("sockets", "CPU sockets.", 1) with { Default = 1 }),
        new ScalarOption(Whole("vcpus", "Cores plugged in at start; all where left out.", 1)),
        new PackedOption(Packed("cpu", "Emulated CPU type and flags.", PropertyFormats.Cpu), PropertyFormats.Cpu),
        new ScalarOption(Whole("memory", "Memory in MiB.", 16) with { Default = 512, Normalise = Memory }),
        new ScalarOption(Whole("balloon", "Least memory in MiB when the host runs short; 0 switches ballooning off.", 0)),
        new ScalarOption(Whole("shares", "Weight of ballooning.", 0, 50000) with { Default = 1000 }),
        new ScalarOption(Flag("numa", "Present NUMA nodes.", false)),
        new ScalarOption(Flag("kvm", "Use hardware virtualisation.", true)),
        new ScalarOption(Flag("acpi", "Present ACPI.", true)),
        new ScalarOption(Flag("tablet", "Present a tablet for the pointer.", true)),
        new ScalarOption(Flag("localtime", "Set the clock to local time.")),
        new PackedOption(Packed("agent", "QEMU guest agent.", PropertyFormats.Agent), PropertyFormats.Agent),
        new PackedOption(Packed("boot", "Boot order: order=scsi0;net0.", PropertyFormats.Boot), PropertyFormats.Boot),
        new ScalarOption(Text("bios", "Firmware.", "seabios", "ovmf") with { Default = "seabios" }),
        new PackedOption(Packed("machine", "Machine type.", PropertyFormats.Machine), PropertyFormats.Machine),
        new ScalarOption(Text("ostype", "Guest operating system.", "other", "wxp", "w2k", "w2k3", "w2k8", "wvista", "win7", "win8", "win10", "win11", "l24", "l26", "solaris") with { Default = "other" }),
        new ScalarOption(Text("arch", "Processor architecture.", "x86_64", "aarch64")),
        new ScalarOption(Text("scsihw", "SCSI controller.", "lsi", "lsi53c810", "virtio-scsi-pci", "virtio-scsi-single", "megasas", "pvscsi") with { Default = "lsi" }),
        new PackedOption(Packed("vga", "Display.", PropertyFormats.Vga), PropertyFormats.Vga),
        new PackedOption(Packed("rng0", "Random number generator.", PropertyFormats.Rng), PropertyFormats.Rng),
        new PackedOption(Packed("watchdog", "Watchdog device.", PropertyFormats.Watchdog), PropertyFormats.Watchdog),
        new ScalarOption(Text("hotplug", "What may be changed while running: network,disk,usb,memory,cpu; 0 for nothing.")),
        new ScalarOption(Text("keyboard", "Keyboard layout of the console.")),
        new ScalarOption(Text("affinity", "Host cores to run on.")),
        VolumeOption.Disks("Disks by their bus: scsi0: {storage: local-lvm, size: 32G}. A larger size grows the disk; a removed one is detached and kept as unused."),
        new FamilyOption(Family("network", "Network devices: net0: {model: virtio, bridge: vmbr0}.", @"net\d{1,2}", PropertyFormats.QemuNetwork), "net", PropertyFormats.QemuNetwork, Model),
        new FamilyOption(Family("ipconfig", "Cloud-init addresses: ipconfig0: {ip: dhcp}.", @"ipconfig\d{1,2}", PropertyFormats.IpConfig), "ipconfig", PropertyFormats.IpConfig),
        new FamilyOption(Family("hostpci", "PCI devices of the host.", @"hostpci\d{1,2}", PropertyFormats.HostPci), "hostpci", PropertyFormats.HostPci),
        new FamilyOption(Family("usb", "USB devices of the host.", @"usb\d{1,2}", PropertyFormats.Usb), "usb", PropertyFormats.Usb),
        new PlainFamilyOption(PlainFamily("serial", "Serial ports: serial0: socket.", @"serial[0-3]"), "serial"),
        new ScalarOption(Text("citype", "Format of the cloud-init data.", "configdrive2", "nocloud", "opennebula")),
        new ScalarOption(Text("ciuser", "User that cloud-init makes.")),
        new ScalarOption(Text("cipassword", "Password of that user; never shown, compared with what was last written.") with { Origin = Origin.WriteOnly }),
        new ScalarOption(Flag("ciupgrade", "Upgrade packages at first start.", true)),
        new PackedOption(Packed("cicustom", "Own cloud-init files.", PropertyFormats.CiCustom), PropertyFormats.CiCustom),
        new KeysOption(new Field { Name = "sshkeys", Type = FieldType.List, Summary = "Public SSH keys for cloud-init.", IsSet = true, Items = new Field { Name = "", Type = FieldType.Text }, Normalise = KeysOption.Normalise }),
    ];

    internal static readonly ResourceKind Kind = new()
    {
        Name = "proxmox.vm",
        Summary = "A QEMU virtual machine, made from nothing or cloned from a template.",
        Fields = [GuestFields.Node, GuestFields.Vmid, GuestFields.Pool, GuestFields.State, GuestFields.Template, Clone, .. Options.Select(option => option.Field)],
        Example = """
            kind: proxmox.vm
            name: web01
            spec:
              node: pve1
              vmid: 130
              cores: 2
              memory: 2048            # MiB
              ostype: l26
              scsihw: virtio-scsi-single
              agent: { enabled: true }
              disks: { scsi0: { storage: local-lvm, size: 16G, discard: "on" } }
              network: { net0: { model: virtio, bridge: vmbr0 } }
              onboot: true
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

    private static Field Clone => new()
    {
        Name = "clone",
        Type = FieldType.Object,
        Summary = "Make it as a copy: from is the VMID or name of the source, full copies the disks too.",
        Origin = Origin.WriteOnly,
        Mutability = Mutability.Replace,
        Members =
        [
            new Field { Name = "from", Type = FieldType.Text, Summary = "VMID or name of the source.", Required = true, Normalise = AsText },
            Flag("full", "Copy the disks; otherwise they are linked to a template's.", false),
            Text("storage", "Storage for the copies of a full clone."),
        ],
    };

    // virtio where an author names no model, as Proxmox's own dialogue proposes; the API insists on one.
    private static void Model(string key, JsonObject fields)
    {
        if (!fields.ContainsKey("model")) fields["model"] = "virtio";
    }

    private static JsonNode Memory(JsonNode node) =>
        PropertySpec.Normalise(PropertyFormats.Memory, node) is JsonObject packed && packed["current"] is { } current ? current.DeepClone() : AsNumber(node);

    private static string? Dns(JsonNode value) =>
        ProxmoxJson.Text(value) is { } text && !text.Contains("${", StringComparison.Ordinal) ? ProxmoxSyntax.DnsName(text) : null;
}
