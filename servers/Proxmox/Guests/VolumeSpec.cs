using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace HomelabMcp.Proxmox;

/// <summary>
/// A volume of a guest as a manifest says it: which storage and how large. The volume's own name is Proxmox's choice
/// and no part of it; ISO images, devices and host folders, which an author does choose, stay named.
/// </summary>
internal static partial class VolumeSpec
{
    /// <summary>Brings any spelling (<c>local-lvm:32</c>, <c>{file: local-lvm:vm-100-disk-0}</c>) to <c>{storage, size, …}</c>.</summary>
    /// <param name="volume">The key that names the volume: <c>file</c> for VMs, <c>volume</c> for containers.</param>
    /// <param name="fields">Already normal as a property string. Changed in place.</param>
    /// <param name="isFirmware">An EFI or TPM disk, whose size is not for anybody to choose.</param>
    internal static JsonObject Normalise(string volume, JsonObject fields, bool isFirmware = false)
    {
        if (ProxmoxJson.Text(fields["storage"]) is { } bare && ByteCount(fields) is { } wanted) (fields["storage"], fields["size"]) = (bare, ProxmoxSyntax.Size(wanted));
        if (ProxmoxJson.Text(fields[volume]) is { } name) Named(volume, name, fields);
        if (isFirmware || ProxmoxJson.Text(fields["media"]) is "cdrom") fields.Remove("size");
        if (ProxmoxJson.Text(fields["media"]) is "disk") fields.Remove("media");
        return fields;
    }

    /// <summary>The text that creates the volume.</summary>
    internal static string Allocation(string volume, JsonObject fields, PropertyFormat format, bool isFirmware = false)
    {
        var text = (JsonObject)fields.DeepClone();
        if (ProxmoxJson.Text(fields["storage"]) is { } storage && ProxmoxJson.Text(fields[volume]) is null or "" or "cloudinit")
        {
            text[volume] = ProxmoxJson.Text(fields[volume]) is "cloudinit" ? $"{storage}:cloudinit" : $"{storage}:{Gibibytes(fields, isFirmware)}";
            text.Remove("size");
        }

        text.Remove("storage");
        if (text[volume] is JsonValue cloud && ProxmoxJson.Text(cloud)!.EndsWith(":cloudinit", StringComparison.Ordinal)) text.Remove("media");
        return format.Print(text);
    }

    /// <summary>The text that keeps the volume in place and changes its options.</summary>
    /// <param name="volume">As in <see cref="Normalise"/>.</param>
    /// <param name="fields">What is wanted, normalised.</param>
    /// <param name="current">The text in force.</param>
    /// <param name="format">The property string.</param>
    internal static string Rewrite(string volume, JsonObject fields, string current, PropertyFormat format)
    {
        if (format.Split(current) is not { } parts) return current;
        var wantsOther = ProxmoxJson.Text(fields[volume]) is { } named && named is not "cloudinit";
        var text = (JsonObject)fields.DeepClone();
        text.Remove("storage");
        text.Remove("import-from");
        text.Remove("format");
        if (!wantsOther) text[volume] = parts.GetValueOrDefault(volume);
        text.Remove("size");
        if (!wantsOther && parts.GetValueOrDefault("size") is { } size) text["size"] = size;
        if (parts.TryGetValue("format", out var kept)) text["format"] = kept;
        return format.Print(text);
    }

    /// <summary>The storage and name of a volume in force.</summary>
    internal static string? StorageOf(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 1 || text.StartsWith('/') ? null : text[..colon];
    }

    internal static long? ByteCount(JsonObject fields) => ProxmoxJson.Text(fields["size"]) is { } size ? ProxmoxSyntax.Bytes(size) : null;

    private static void Named(string volume, string name, JsonObject fields)
    {
        if (name.Contains("${", StringComparison.Ordinal) || name is "none" or "cdrom" or "cloudinit" || StorageOf(name) is not { } storage) return;
        var rest = name[(storage.Length + 1)..];
        if (decimal.TryParse(rest, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var gibibytes))
        {
            fields.Remove(volume);
            fields["storage"] = storage;
            if (gibibytes > 0) fields["size"] = ProxmoxSyntax.Size((long)(gibibytes * (1L << 30)));
        }
        else if (rest is "cloudinit" || CloudInit().IsMatch(rest))
        {
            fields["storage"] = storage;
            fields[volume] = "cloudinit";
            fields["media"] = "cdrom";
        }
        else if (ProxmoxJson.Text(fields["media"]) is not "cdrom")
        {
            fields.Remove(volume);
            fields.Remove("format");
            fields["storage"] = storage;
        }
    }

    private static string Gibibytes(JsonObject fields, bool isFirmware)
    {
        if (isFirmware) return "1";
        if (fields.ContainsKey("import-from")) return "0";
        var bytes = ByteCount(fields) ?? 1L << 30;
        return (bytes / (decimal)(1L << 30)).ToString("0.######", CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"(^|/)vm-\d+-cloudinit(\.\w+)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CloudInit();
}
