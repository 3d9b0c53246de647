using System.Collections.Immutable;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Proxmox;

/// <summary>
/// The volumes of a guest: <c>disks</c> of a VM, <c>mounts</c> and <c>rootfs</c> of a container. Options are rewritten
/// with the volume in place; sizes only grow, by calls of their own.
/// </summary>
/// <param name="Field">The field.</param>
/// <param name="Volume">The sub-key that names the volume.</param>
/// <param name="FormatOf">The property string of a configuration key; null for keys that are no volume of this field.</param>
internal sealed record VolumeOption(Field Field, string Volume, Func<string, PropertyFormat?> FormatOf) : GuestOption(Field)
{
    private bool IsSingle => Field.Type is FieldType.Object;

    internal static VolumeOption Disks(string summary)
    {
        var members = Members("file", PropertyFormats.QemuDisk, PropertyFormats.EfiDisk, PropertyFormats.TpmState);
        var field = new Field
        {
            Name = "disks",
            Type = FieldType.Map,
            Summary = summary,
            KeyPattern = @"(scsi|virtio|sata|ide)\d{1,2}|efidisk0|tpmstate0",
            Items = new Field { Name = "", Type = FieldType.Object, Members = members },
            Normalise = node => Each(node, (key, value) => Normal("file", key, value, FormatOfDrive(key) ?? PropertyFormats.QemuDisk)),
        };
        return new(field, "file", FormatOfDrive);
    }

    internal static VolumeOption Mounts(string summary)
    {
        var field = new Field
        {
            Name = "mounts",
            Type = FieldType.Map,
            Summary = summary,
            KeyPattern = @"mp\d{1,3}",
            Items = new Field { Name = "", Type = FieldType.Object, Members = Members("volume", PropertyFormats.MountPoint) },
            Normalise = node => Each(node, (key, value) => Normal("volume", key, value, PropertyFormats.MountPoint)),
        };
        return new(field, "volume", key => key.StartsWith("mp", StringComparison.Ordinal) && int.TryParse(key.AsSpan(2), out _) ? PropertyFormats.MountPoint : null);
    }

    internal static VolumeOption RootFs(string summary)
    {
        var field = new Field
        {
            Name = "rootfs",
            Type = FieldType.Object,
            Summary = summary,
            Members = Members("volume", PropertyFormats.RootFs),
            Normalise = node => Normal("volume", "rootfs", node, PropertyFormats.RootFs),
        };
        return new(field, "volume", key => key is "rootfs" ? PropertyFormats.RootFs : null);
    }

    internal override void Read(JsonObject config, JsonObject spec)
    {
        var family = new JsonObject();
        foreach (var (key, value) in config.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            if (FormatOf(key) is { } format && ProxmoxJson.Text(value) is { } text) family[key] = Normal(Volume, key, text, format);
        if (IsSingle && family.Count > 0) spec[Field.Name] = family[Field.Name]!.DeepClone();
        else if (family.Count > 0) spec[Field.Name] = family;
    }

    internal override void Write(JsonObject spec, JsonObject config, IDictionary<string, string> parameters)
    {
        foreach (var (key, fields) in Items(spec))
        {
            var format = FormatOf(key) ?? PropertyFormats.QemuDisk;
            parameters[key] = config.Text(key) is { } current
                ? VolumeSpec.Rewrite(Volume, fields, current, format)
                : VolumeSpec.Allocation(Volume, fields, format, IsFirmware(key));
        }
    }

    internal override IEnumerable<(string Field, string Message)> Check(JsonObject spec)
    {
        foreach (var (key, fields) in Items(spec))
        {
            var path = IsSingle ? Field.Name : $"{Field.Name}.{key}";
            if (FormatOf(key) is not { } format) yield return (path, $"'{key}' is not a key of {Field.Name}: its number is too high");
            else if (!fields.ContainsKey("storage") && !fields.ContainsKey(Volume)) yield return (path, $"says neither 'storage' nor '{Volume}'");
            else if (fields.All(field => ProxmoxJson.Text(field.Value)?.Contains("${", StringComparison.Ordinal) is not true)
                && format.TryParse(VolumeSpec.Allocation(Volume, fields, format, IsFirmware(key)), out var problem) is null) yield return (path, problem!);
        }
    }

    /// <summary>Volumes that are larger in one spec than in another: key and wanted size.</summary>
    /// <exception cref="PlatformException">One is smaller: Proxmox cannot shrink, and neither can we.</exception>
    internal IEnumerable<(string Key, string Size)> Growth(JsonObject before, JsonObject after)
    {
        var old = Items(before).ToDictionary(item => item.Key, item => item.Fields, StringComparer.Ordinal);
        foreach (var (key, fields) in Items(after))
        {
            if (!old.TryGetValue(key, out var had) || VolumeSpec.ByteCount(fields) is not { } wanted || VolumeSpec.ByteCount(had) is not { } is_) continue;
            if (wanted < is_)
                throw new PlatformException(PlatformFailure.Invalid, $"{key} is {ProxmoxSyntax.Size(is_)} and cannot shrink to {ProxmoxSyntax.Size(wanted)}: Proxmox only grows volumes. Write the present size.");
            if (wanted > is_) yield return (key, ProxmoxSyntax.Size(wanted));
        }
    }

    /// <summary>Refuses to take a volume to another storage: that copies data and needs a human at hand.</summary>
    internal void RefuseMoves(JsonObject before, JsonObject after)
    {
        var old = Items(before).ToDictionary(item => item.Key, item => item.Fields, StringComparer.Ordinal);
        foreach (var (key, fields) in Items(after))
            if (old.TryGetValue(key, out var had) && ProxmoxJson.Text(had["storage"]) is { } from && ProxmoxJson.Text(fields["storage"]) is { } to && from != to)
                throw new PlatformException(PlatformFailure.Invalid, $"{key} lies on storage {from} and cannot be moved to {to} from here: move the disk in Proxmox, then write its new storage.");
    }

    private IEnumerable<(string Key, JsonObject Fields)> Items(JsonObject spec) => spec[Field.Name] is not JsonObject fields
        ? []
        : IsSingle ? [(Field.Name, fields)] : fields.Where(entry => entry.Value is JsonObject).Select(entry => (entry.Key, (JsonObject)entry.Value!));

    private static PropertyFormat? FormatOfDrive(string key) =>
        key.StartsWith("unused", StringComparison.Ordinal) ? null : PropertyFormats.Drive(key);

    private static bool IsFirmware(string key) => key is "efidisk0" or "tpmstate0";

    private static JsonNode Normal(string volume, string key, JsonNode node, PropertyFormat format)
    {
        var storage = (node as JsonObject)?["storage"]?.DeepClone();
        if (PropertySpec.Normalise(format, node) is not JsonObject fields) return node;
        if (storage is not null) fields["storage"] = storage;
        return VolumeSpec.Normalise(volume, fields, IsFirmware(key));
    }

    private static JsonNode Each(JsonNode node, Func<string, JsonNode, JsonNode> normal) => node is JsonObject family
        ? new JsonObject(family.Select(entry => KeyValuePair.Create(entry.Key, entry.Value is null ? null : (JsonNode?)normal(entry.Key, entry.Value).DeepClone())))
        : node;

    private static ImmutableArray<Field> Members(string volume, params PropertyFormat[] formats) =>
    [
        new Field { Name = "storage", Type = FieldType.Text, Summary = "Storage that holds the volume." },
        .. formats.SelectMany(format => format.Keys).DistinctBy(key => key.Name).Select(key => SpecFields.Member(key) with
        {
            Required = false,
            Check = key.Name == volume ? null : SpecFields.Member(key).Check,
            Summary = key.Name == volume ? "An ISO image, a device, a host folder, 'none' or 'cloudinit'; left out for a volume that Proxmox names." : "",
        }),
    ];
}
