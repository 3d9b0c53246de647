using System.Text.Json.Nodes;
using static HomelabMcp.Proxmox.PropertyType;

namespace HomelabMcp.Proxmox;

/// <summary>The property strings of guests, key by key, as the schema of Proxmox VE 9.1 gives them.</summary>
internal static class PropertyFormats
{
    internal static readonly string[] NetworkModels =
    [
        "e1000", "e1000-82540em", "e1000-82544gc", "e1000-82545em", "e1000e", "i82551", "i82557b", "i82559er",
        "ne2k_isa", "ne2k_pci", "pcnet", "rtl8139", "virtio", "vmxnet3",
    ];

    private const string Trunks = @"\d+(?:-\d+)?(?:;\d+(?:-\d+)?)*";
    private const string IdMap = @"passthrough|[ug]:[0-9]+:[0-9]+:[1-9][0-9]*(?:;[ug]:[0-9]+:[0-9]+:[1-9][0-9]*)*";
    private const string MountOption = "(?:discard|lazytime|noatime|nodev|noexec|nosuid)";
    private const string PciAddress = @"(?:[a-f0-9]{4,}:)?[a-f0-9]{2}:[a-f0-9]{2}(?:\.[a-f0-9])?";
    private const string Base64 = @"[A-Za-z0-9+\/]+={0,2}";

    internal static readonly PropertyFormat QemuNetwork = new("network device", "model",
    [
        new("model") { Required = true, Choices = NetworkModels },
        new("macaddr") { Check = ProxmoxSyntax.Mac },
        new("bridge") { Pattern = "[-_.a-zA-Z0-9]+" },
        new("firewall", Flag), new("host-tunnel", Flag), new("link_down", Flag),
        new("mtu", Whole) { Minimum = 1, Maximum = 65520 },
        new("queues", Whole) { Minimum = 0, Maximum = 64 },
        new("rate", Number) { Minimum = 0 },
        new("tag", Whole) { Minimum = 1, Maximum = 4094 },
        new("trunks") { Pattern = Trunks },
        .. NetworkModels.Select(model => new PropertyKey(model) { Alias = "macaddr", NameGoesTo = "model" }),
    ]);

    internal static readonly PropertyFormat QemuDisk = new("disk", "file", DiskKeys(), CheckDisk);

    internal static readonly PropertyFormat EfiDisk = new("EFI disk", "file",
    [
        new("file") { Required = true, Check = ProxmoxSyntax.VolumeIdOrPath }, new("volume") { Alias = "file" },
        new("efitype") { Choices = ["2m", "4m"] }, new("format") { Choices = DiskFormats },
        new("import-from"), new("ms-cert") { Choices = ["2011", "2023", "2023w", "2023k"] },
        new("pre-enrolled-keys", Flag), new("size") { Check = ProxmoxSyntax.DiskSize },
    ]);

    internal static readonly PropertyFormat TpmState = new("TPM state", "file",
    [
        new("file") { Required = true, Check = ProxmoxSyntax.VolumeIdOrPath }, new("volume") { Alias = "file" },
        new("format") { Choices = ["raw", "qcow2", "vmdk"] }, new("import-from"),
        new("size") { Check = ProxmoxSyntax.DiskSize }, new("version") { Choices = ["v1.2", "v2.0"] },
    ]);

    internal static readonly PropertyFormat Unused = new("unused disk", "file",
        [new("file") { Required = true, Check = ProxmoxSyntax.VolumeId }, new("volume") { Alias = "file" }]);

    internal static readonly PropertyFormat Agent = new("agent", "enabled",
    [
        new("enabled", Flag) { Required = true }, new("freeze-fs", Flag), new("fstrim_cloned_disks", Flag),
        new("freeze-fs-on-backup") { Alias = "freeze-fs" }, new("guest-fsfreeze") { Alias = "freeze-fs" },
        new("type") { Choices = ["virtio", "isa"] },
    ]);

    internal static readonly PropertyFormat Boot = new("boot", "legacy",
        [new("legacy") { Pattern = "[acdn]{1,4}" }, new("order") { Pattern = @"[a-z]+\d+(?:;[a-z]+\d+)*" }]);

    internal static readonly PropertyFormat Cpu = new("cpu", "cputype",
    [
        new("cputype") { Pattern = @"[a-zA-Z0-9._\-+]+" }, new("flags") { Pattern = @"[+-][a-zA-Z0-9\-_.]+(?:;[+-][a-zA-Z0-9\-_.]+)*" },
        new("guest-phys-bits", Whole) { Minimum = 32, Maximum = 64 }, new("hidden", Flag),
        new("hv-vendor-id") { Pattern = "[a-zA-Z0-9]{1,12}" }, new("level", Whole) { Minimum = 0, Maximum = uint.MaxValue },
        new("phys-bits") { Pattern = @"host|\d{1,2}" }, new("reported-model"),
    ]);

    internal static readonly PropertyFormat Machine = new("machine", "type",
    [
        new("type") { Pattern = @"pc|pc(?:-i440fx)?-\d+(?:\.\d+)+(?:\+pve\d+)?(?:\.pxe)?|q35|pc-q35-\d+(?:\.\d+)+(?:\+pve\d+)?(?:\.pxe)?|virt(?:-\d+(?:\.\d+)+)?(?:\+pve\d+)?" },
        new("aw-bits", Number) { Minimum = 32, Maximum = 64 }, new("enable-s3", Flag), new("enable-s4", Flag),
        new("viommu") { Choices = ["intel", "virtio"] },
    ]);

    internal static readonly PropertyFormat Memory = new("memory", "current", [new("current", Whole) { Required = true, Minimum = 16 }]);

    internal static readonly PropertyFormat Vga = new("vga", "type",
    [
        new("type") { Choices = ["cirrus", "qxl", "qxl2", "qxl3", "qxl4", "none", "serial0", "serial1", "serial2", "serial3", "std", "virtio", "virtio-gl", "vmware"] },
        new("clipboard") { Choices = ["vnc"] }, new("memory", Whole) { Minimum = 4, Maximum = 512 },
    ]);

    internal static readonly PropertyFormat IpConfig = new("ipconfig", null,
    [
        new("ip") { Check = ProxmoxSyntax.Ipv4Config }, new("ip6") { Check = ProxmoxSyntax.Ipv6Config },
        new("gw") { Check = ProxmoxSyntax.Ipv4, Requires = "ip" }, new("gw6") { Check = ProxmoxSyntax.Ipv6, Requires = "ip6" },
    ]);

    internal static readonly PropertyFormat Startup = new("startup", "order",
        [new("order", Whole) { Minimum = 0 }, new("up", Whole) { Minimum = 0 }, new("down", Whole) { Minimum = 0 }]);

    internal static readonly PropertyFormat HostPci = new("PCI device", "host",
    [
        new("host") { Pattern = $"{PciAddress}(?:;{PciAddress})*" }, new("mapping") { Check = ProxmoxSyntax.ConfigId },
        new("device-id") { Pattern = "0x[0-9a-fA-F]{4}" }, new("vendor-id") { Pattern = "0x[0-9a-fA-F]{4}" },
        new("sub-device-id") { Pattern = "0x[0-9a-fA-F]{4}" }, new("sub-vendor-id") { Pattern = "0x[0-9a-fA-F]{4}" },
        new("driver") { Choices = ["vfio", "keep"] }, new("legacy-igd", Flag), new("mdev") { Pattern = @"[^/\.:]+" },
        new("pcie", Flag), new("rombar", Flag), new("romfile") { Pattern = "[^,;]+" }, new("x-vga", Flag),
    ]);

    internal static readonly PropertyFormat Usb = new("USB device", "host",
    [
        new("host") { Pattern = @"(?:0x)?[0-9A-Fa-f]{4}:(?:0x)?[0-9A-Fa-f]{4}|\d+-\d+(?:\.\d+)*|[Ss][Pp][Ii][Cc][Ee]" },
        new("mapping") { Check = ProxmoxSyntax.ConfigId }, new("usb3", Flag),
    ]);

    internal static readonly PropertyFormat Rng = new("rng0", "source",
    [
        new("source") { Required = true, Choices = ["/dev/urandom", "/dev/random", "/dev/hwrng"] },
        new("max_bytes", Whole), new("period", Whole),
    ]);

    internal static readonly PropertyFormat Watchdog = new("watchdog", "model",
        [new("model") { Choices = ["i6300esb", "ib700"] }, new("action") { Choices = ["reset", "shutdown", "poweroff", "pause", "debug", "none"] }]);

    internal static readonly PropertyFormat Smbios = new("smbios1", null,
    [
        new("base64", Flag), new("uuid") { Pattern = "[a-fA-F0-9]{8}(?:-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}" },
        .. new[] { "family", "manufacturer", "product", "serial", "sku", "version" }.Select(name => new PropertyKey(name) { Pattern = Base64 }),
    ]);

    internal static readonly PropertyFormat CiCustom = new("cicustom", null,
        [.. new[] { "meta", "network", "user", "vendor" }.Select(name => new PropertyKey(name) { Check = ProxmoxSyntax.VolumeId })]);

    internal static readonly PropertyFormat ContainerNetwork = new("network device", null,
    [
        new("name") { Required = true, Pattern = "[-_.a-zA-Z0-9]+" }, new("bridge") { Pattern = "[-_.a-zA-Z0-9]+" },
        new("firewall", Flag), new("host-managed", Flag), new("link_down", Flag),
        new("gw") { Check = ProxmoxSyntax.Ipv4 }, new("gw6") { Check = ProxmoxSyntax.Ipv6 },
        new("hwaddr") { Check = ProxmoxSyntax.Mac },
        new("ip") { Check = ProxmoxSyntax.Ipv4Config }, new("ip6") { Check = ProxmoxSyntax.Ipv6Config },
        new("mtu", Whole) { Minimum = 64, Maximum = 65535 }, new("rate", Number), new("tag", Whole) { Minimum = 1, Maximum = 4094 },
        new("trunks") { Pattern = @"\d+(?:;\d+)*" }, new("type") { Choices = ["veth"] },
    ]);

    internal static readonly PropertyFormat RootFs = new("rootfs", "volume", MountKeys());

    internal static readonly PropertyFormat MountPoint = new("mount point", "volume",
        [.. MountKeys(), new("mp") { Required = true, Pattern = "/.*" }, new("backup", Flag), new("keepattrs", Flag)]);

    internal static readonly PropertyFormat Features = new("features", null,
    [
        new("force_rw_sys", Flag), new("fuse", Flag), new("keyctl", Flag), new("mknod", Flag), new("nesting", Flag),
        new("mount") { Pattern = "[a-zA-Z0-9_; ]+" },
    ]);

    internal static readonly PropertyFormat Device = new("device", "path",
    [
        new("path") { Pattern = "/.+" }, new("deny-write", Flag), new("mode") { Pattern = "0[0-7]{3}" },
        new("gid", Whole) { Minimum = 0 }, new("uid", Whole) { Minimum = 0 },
    ]);

    internal static readonly PropertyFormat PruneBackups = new("prune-backups", null,
    [
        new("keep-all", Flag),
        .. new[] { "keep-last", "keep-hourly", "keep-daily", "keep-weekly", "keep-monthly", "keep-yearly" }.Select(name => new PropertyKey(name, Whole) { Minimum = 0 }),
    ]);

    private static string[] DiskFormats => ["raw", "qcow", "qed", "qcow2", "vmdk", "cloop"];

    /// <summary>The format of a VM's drive by its configuration key; null where the key is no drive or its number is too high.</summary>
    internal static PropertyFormat? Drive(string key)
    {
        var bus = key.TrimEnd([.. "0123456789"]);
        if (!int.TryParse(key.AsSpan(bus.Length), out var index)) return null;
        return (bus, index) switch
        {
            ("scsi", < 31) or ("virtio", < 16) or ("sata", < 6) or ("ide", < 4) => QemuDisk,
            ("efidisk", 0) => EfiDisk,
            ("tpmstate", 0) => TpmState,
            ("unused", < 256) => Unused,
            _ => null,
        };
    }

    private static IEnumerable<PropertyKey> DiskKeys()
    {
        yield return new("file") { Required = true, Check = ProxmoxSyntax.VolumeIdOrPath };
        yield return new("volume") { Alias = "file" };
        yield return new("aio") { Choices = ["native", "threads", "io_uring"] };
        yield return new("cache") { Choices = ["none", "writethrough", "writeback", "unsafe", "directsync"] };
        yield return new("discard") { Choices = ["ignore", "on"] };
        yield return new("format") { Choices = DiskFormats };
        yield return new("media") { Choices = ["cdrom", "disk"] };
        yield return new("rerror") { Choices = ["ignore", "report", "stop"] };
        yield return new("werror") { Choices = ["enospc", "ignore", "report", "stop"] };
        yield return new("import-from");
        yield return new("size") { Check = ProxmoxSyntax.DiskSize };
        yield return new("serial") { Check = ProxmoxSyntax.UrlEncoded };
        yield return new("model") { Check = ProxmoxSyntax.UrlEncoded };
        yield return new("product") { Pattern = @"[A-Za-z0-9\-_\s]{0,16}" };
        yield return new("vendor") { Pattern = @"[A-Za-z0-9\-_\s]{0,8}" };
        yield return new("wwn") { Pattern = "0x[0-9a-fA-F]{16}" };
        yield return new("queues", Whole) { Minimum = 2 };
        foreach (var name in new[] { "backup", "detect_zeroes", "iothread", "replicate", "ro", "scsiblock", "shared", "snapshot", "ssd" })
            yield return new(name, Flag);
        foreach (var way in new[] { "", "_rd", "_wr" })
        {
            yield return new($"mbps{way}", Number);
            yield return new($"mbps{way}_max", Number);
            foreach (var unit in new[] { "bps", "iops" })
            {
                yield return new($"{unit}{way}", Whole);
                yield return new($"{unit}{way}_max_length", Whole) { Minimum = 1 };
                if (way is not "") yield return new($"{unit}{way}_length") { Alias = $"{unit}{way}_max_length" };
            }

            yield return new($"iops{way}_max", Whole);
        }
    }

    private static string? CheckDisk(JsonObject disk) =>
        ProxmoxJson.Text(disk["media"]) is "cdrom" && (disk.ContainsKey("snapshot") || disk.ContainsKey("format"))
            ? "a CD-ROM takes neither snapshot nor format"
            : null;

    private static IEnumerable<PropertyKey> MountKeys() =>
    [
        new("volume") { Required = true, Pattern = @"/.*|[a-zA-Z][a-zA-Z0-9_.-]*[a-zA-Z0-9]:\S+" }, new("size") { Check = ProxmoxSyntax.DiskSize },
        new("acl", Flag), new("idmap") { Pattern = IdMap }, new("mountoptions") { Pattern = $"{MountOption}(?:;{MountOption})*" },
        new("quota", Flag), new("replicate", Flag), new("ro", Flag), new("shared", Flag),
    ];
}
