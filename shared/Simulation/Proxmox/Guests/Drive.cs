using System.Globalization;
using System.Text.RegularExpressions;

using HomelabMcp.Simulation.Proxmox.PropertyStrings;
using HomelabMcp.Simulation.Proxmox.State;

namespace HomelabMcp.Simulation.Proxmox.Guests;

/// <summary>A drive or mount point of a guest, taken apart.</summary>
internal sealed partial class Drive
{
    private readonly PropertyFormat _format;

    private Drive(GuestKind kind, string option, PropertyFormat format, SortedDictionary<string, string> values) =>
        (Kind, Option, _format, Values) = (kind, option, format, values);

    public GuestKind Kind { get; }

    public string Option { get; }

    public SortedDictionary<string, string> Values { get; }

    private string VolumeKey => _format.Keys.ContainsKey("file") && _format.Keys["file"].Alias is null ? "file" : "volume";

    public string Volume
    {
        get => Values.GetValueOrDefault(VolumeKey, "none");
        set => Values[VolumeKey] = value;
    }

    public long Size
    {
        get => Values.TryGetValue("size", out var size) ? DiskSize.Parse(size) ?? 0 : 0;
        set => Values["size"] = value.ToString(CultureInfo.InvariantCulture);
    }

    public bool IsCdrom => Values.GetValueOrDefault("media") is "cdrom";

    public bool IsCloudInit => CloudInitName().IsMatch(Volume);

    /// <summary>Storage and the rest, if the volume is one of a storage.</summary>
    public (string Storage, string Name)? Place =>
        !Volume.StartsWith('/') && Volume.Split(':', 2) is [var storage, var name] ? (storage, name) : null;

    /// <summary>Size in bytes asked for by <c>STORE:32</c>, or null if the volume exists already.</summary>
    public long? Wanted =>
        Place is var (_, name) && decimal.TryParse(name, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var gibibytes)
            ? (long)(gibibytes * (1L << 30))
            : null;

    public static Drive Parse(GuestKind kind, string option, string text)
    {
        var format = GuestOptions.FormatOf(kind, option) ?? throw new FormatException($"'{option}' is no drive.");
        return new Drive(kind, option, format, PropertyString.Parse(format, text));
    }

    public static IEnumerable<Drive> Of(GuestKind kind, IReadOnlyDictionary<string, string> config) =>
        config.Where(option => GuestOptions.HoldsVolume(kind, option.Key)).Select(option => Parse(kind, option.Key, option.Value));

    public static IEnumerable<Drive> Of(Guest guest) => Of(guest.Kind, guest.Config);

    public override string ToString() => PropertyString.Print(_format, Values);

    [GeneratedRegex(@"(^|[:/-])cloudinit(\.|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CloudInitName();
}
