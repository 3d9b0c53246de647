using System.Globalization;

using HomelabMcp.Simulation.Proxmox.Parameters;
using HomelabMcp.Simulation.Proxmox.PropertyStrings;
using HomelabMcp.Simulation.Proxmox.State;

namespace HomelabMcp.Simulation.Proxmox.Guests;

/// <summary>What the options of a guest's configuration are: drives, network cards, which need a restart, which privilege.</summary>
internal static class GuestOptions
{
    private static readonly string[] DriveFamilies = ["ide", "sata", "scsi", "virtio"];

    /// <summary>Options of a VM that a change reaches while it runs (PVE::QemuServer's fast plug list and what hotplug covers by default).</summary>
    private static readonly HashSet<string> QemuLive = new(StringComparer.Ordinal)
    {
        "lock", "name", "onboot", "shares", "startup", "description", "protection", "vmstatestorage", "hookscript", "tags",
        "cpulimit", "cpuunits", "balloon", "migrate_downtime", "migrate_speed",
    };

    private static readonly HashSet<string> LxcAtRestart = new(StringComparer.Ordinal)
    {
        "arch", "cmode", "console", "debug", "entrypoint", "env", "features", "ostype", "rootfs", "timezone", "tty", "unprivileged",
    };

    public static IReadOnlyDictionary<string, ParameterSpec> Of(GuestKind kind) => kind == GuestKind.Qemu ? ParameterCatalogue.Qemu : ParameterCatalogue.Lxc;

    /// <summary>The option's name without its number: <c>net</c> of <c>net0</c>.</summary>
    public static string Family(string option) => option.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');

    public static bool IsNet(string option) => Family(option) is "net" && option.Length > 3;

    public static bool IsUnused(string option) => Family(option) is "unused" && option.Length > 6;

    /// <summary>A VM's disk or cdrom, EFI and TPM state included.</summary>
    public static bool IsDrive(string option) =>
        option is "efidisk0" or "tpmstate0" || (option.Length > 3 && DriveFamilies.Contains(Family(option), StringComparer.Ordinal) && char.IsDigit(option[^1]));

    /// <summary>A container's root file system or mount point.</summary>
    public static bool IsMountPoint(string option) => option is "rootfs" || (Family(option) is "mp" && option.Length > 2);

    public static bool HoldsVolume(GuestKind kind, string option) =>
        IsUnused(option) || (kind == GuestKind.Qemu ? IsDrive(option) : IsMountPoint(option));

    public static PropertyFormat? FormatOf(GuestKind kind, string option) =>
        Of(kind).TryGetValue(option, out var spec) && spec.Format is { } format ? PropertyFormats.Find(format) : null;

    public static bool ReachesRunning(GuestKind kind, string option) => kind == GuestKind.Qemu
        ? QemuLive.Contains(option) || IsNet(option) || IsUnused(option) || (IsDrive(option) && Family(option) is "scsi" or "virtio") || Family(option) is "usb"
        : !LxcAtRestart.Contains(option);

    /// <summary>A value as the API shows it: booleans and integers as numbers, everything else as text.</summary>
    public static object Show(GuestKind kind, string option, string value)
    {
        if (option is "cipassword")
            return "**********";
        if (option is "snaptime")
            return long.Parse(value, CultureInfo.InvariantCulture);
        var known = Of(kind).GetValueOrDefault(option);
        return known?.Kind is ValueKind.Boolean or ValueKind.Integer && long.TryParse(value, CultureInfo.InvariantCulture, out var number) ? number : value;
    }

    /// <summary>The privilege that changing a VM's option takes.</summary>
    public static string Privilege(string option, string? value) => option switch
    {
        "cores" or "sockets" or "cpu" or "cpulimit" or "cpuunits" or "vcpus" or "numa" or "smp" or "affinity" => "VM.Config.CPU",
        "memory" or "balloon" or "shares" or "hugepages" or "keephugepages" or "allow-ksm" or "swap" => "VM.Config.Memory",
        "ciuser" or "cipassword" or "citype" or "cicustom" or "ciupgrade" or "nameserver" or "searchdomain" or "sshkeys" => "VM.Config.Cloudinit",
        "acpi" or "bios" or "machine" or "arch" or "args" or "hotplug" or "kvm" or "localtime" or "scsihw" or "smbios1" or "tablet" or "vga" or "watchdog" or "audio0" or "rng0" or "ivshmem" or "vmgenid" or "amd-sev" or "intel-tdx" => "VM.Config.HWType",
        "bootdisk" or "vmstatestorage" or "import-working-storage" or "rootfs" => "VM.Config.Disk",
        _ when Family(option) is "ipconfig" => "VM.Config.Cloudinit",
        _ when IsNet(option) => "VM.Config.Network",
        _ when Family(option) is "usb" or "hostpci" or "serial" or "parallel" or "virtiofs" => "VM.Config.HWType",
        _ when IsDrive(option) => value?.Contains("media=cdrom", StringComparison.Ordinal) == true ? "VM.Config.CDROM" : "VM.Config.Disk",
        _ when IsUnused(option) || IsMountPoint(option) => "VM.Config.Disk",
        _ => "VM.Config.Options",
    };

    /// <summary>The same for containers, whose name service options are network.</summary>
    public static string ContainerPrivilege(string option) => option switch
    {
        "nameserver" or "searchdomain" or "hostname" => "VM.Config.Network",
        "arch" or "ostype" => "VM.Config.Options",
        _ => Privilege(option, null),
    };
}
