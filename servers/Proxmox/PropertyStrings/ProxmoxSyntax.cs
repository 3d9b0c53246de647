using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace HomelabMcp.Proxmox;

/// <summary>The small formats that Proxmox names in its schema. Each answers null, or what is wrong in a few words.</summary>
internal static partial class ProxmoxSyntax
{
    internal static string? Mac(string text) =>
        MacPattern().IsMatch(text) && (Convert.ToByte(text[..2], 16) & 1) == 0 ? null : $"'{text}' is not a unicast MAC address";

    internal static string? Ipv4(string text) => IsIpv4(text) ? null : $"'{text}' is not an IPv4 address";

    internal static string? Ipv6(string text) => IsIpv6(text) ? null : $"'{text}' is not an IPv6 address";

    internal static string? Ipv4Config(string text) =>
        text is "dhcp" or "manual" || IsCidr(text, AddressFamily.InterNetwork) ? null : $"'{text}' is neither an IPv4 address with its prefix length (192.0.2.5/24), dhcp nor manual";

    internal static string? Ipv6Config(string text) =>
        text is "auto" or "dhcp" or "manual" || IsCidr(text, AddressFamily.InterNetworkV6) ? null : $"'{text}' is neither an IPv6 address with its prefix length, auto, dhcp nor manual";

    internal static string? Cidr(string text) =>
        IsCidr(text, AddressFamily.InterNetwork) || IsCidr(text, AddressFamily.InterNetworkV6) ? null : $"'{text}' is not an address with its prefix length";

    internal static string? DiskSize(string text) => SizePattern().IsMatch(text) ? null : $"'{text}' is not a size: digits and K, M, G or T";

    internal static string? DnsName(string text) => DnsPattern().IsMatch(text) ? null : $"'{text}' is not a DNS name";

    internal static string? NodeName(string text) => NodePattern().IsMatch(text) ? null : $"'{text}' is not a node's short name";

    internal static string? ConfigId(string text) => ConfigIdPattern().IsMatch(text) ? null : $"'{text}' must begin with a letter and have two or more letters, digits, '-' or '_'";

    internal static string? StorageId(string text) => StoragePattern().IsMatch(text) ? null : $"'{text}' is not a storage's name";

    internal static string? PoolId(string text) => PoolPattern().IsMatch(text) && text.Split('/').Length <= 3 ? null : $"'{text}' is not a pool's name";

    internal static string? Vmid(string text) => VmidPattern().IsMatch(text) ? null : $"'{text}' is not a VMID (100 to 999999999)";

    internal static string? UserId(string text) => UserPattern().IsMatch(text) ? null : $"'{text}' is not a user of the form name@realm";

    internal static string? UrlEncoded(string text) => UrlEncodedPattern().IsMatch(text) ? null : $"'{text}' is not percent-encoded";

    internal static string? VolumeId(string text) => VolumePattern().IsMatch(text) ? null : $"'{text}' is not a volume of the form storage:name";

    internal static string? VolumeIdOrPath(string text) =>
        text is "none" or "cdrom" || text.StartsWith('/') ? null : VolumeId(text);

    internal static bool IsTag(string text) => TagPattern().IsMatch(text);

    /// <summary>The tags of a list written with <c>;</c>, <c>,</c> or blanks.</summary>
    internal static string[] Tags(string text) => text.Split([';', ',', ' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Tags as Proxmox keeps them by default: lower case, each once, in the order given.</summary>
    internal static string[] NormalisedTags(string text) => [.. Tags(text).Select(tag => tag.ToLowerInvariant()).Distinct(StringComparer.Ordinal)];

    /// <summary>Bytes of a size such as <c>32G</c> or <c>1.5T</c>; null where it is none. Units are powers of 1024 and upper case.</summary>
    internal static long? Bytes(string text)
    {
        if (SizePattern().Match(text) is not { Success: true } match) return null;
        var unit = match.Groups["unit"].Value switch { "K" => 10, "M" => 20, "G" => 30, "T" => 40, _ => 0 };
        return (long)(decimal.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) * (1L << unit));
    }

    /// <summary>A size in the largest unit that leaves a whole number, as Proxmox prints it.</summary>
    internal static string Size(long bytes)
    {
        foreach (var (shift, unit) in new[] { (40, "T"), (30, "G"), (20, "M"), (10, "K") })
            if (bytes > 0 && bytes % (1L << shift) == 0) return (bytes >> shift).ToString(CultureInfo.InvariantCulture) + unit;
        return bytes.ToString(CultureInfo.InvariantCulture);
    }

    private static bool IsIpv4(string text) =>
        Ipv4Pattern().IsMatch(text) && text.Split('.').All(part => part.Length is 1 || part[0] is not '0') && IPAddress.TryParse(text, out _);

    private static bool IsIpv6(string text) =>
        !text.Contains('%', StringComparison.Ordinal) && !text.Contains('[', StringComparison.Ordinal)
        && IPAddress.TryParse(text, out var address) && address.AddressFamily is AddressFamily.InterNetworkV6;

    private static bool IsCidr(string text, AddressFamily family)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var length)) return false;
        return family is AddressFamily.InterNetwork ? IsIpv4(text[..slash]) && length <= 32 : IsIpv6(text[..slash]) && length <= 128;
    }

    [GeneratedRegex(@"\A([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MacPattern();

    [GeneratedRegex(@"\A\d{1,3}(\.\d{1,3}){3}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ipv4Pattern();

    [GeneratedRegex(@"\A(?<number>\d+(\.\d+)?)(?<unit>[KMGT])?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SizePattern();

    [GeneratedRegex(@"\A([a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?\.)*[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DnsPattern();

    [GeneratedRegex(@"\A[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NodePattern();

    [GeneratedRegex(@"\A[a-zA-Z][a-zA-Z0-9_-]+\z", RegexOptions.None, 1000)]
    private static partial Regex ConfigIdPattern();

    [GeneratedRegex(@"\A[a-zA-Z][a-zA-Z0-9_.-]*[a-zA-Z0-9]\z", RegexOptions.None, 1000)]
    private static partial Regex StoragePattern();

    [GeneratedRegex(@"\A[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PoolPattern();

    [GeneratedRegex(@"\A[1-9][0-9]{2,8}\z", RegexOptions.None, 1000)]
    private static partial Regex VmidPattern();

    [GeneratedRegex(@"\A[^\s:/]+@[A-Za-z][A-Za-z0-9.\-_]+\z", RegexOptions.None, 1000)]
    private static partial Regex UserPattern();

    [GeneratedRegex(@"\A[-%a-zA-Z0-9_.!~*'()]*\z", RegexOptions.None, 1000)]
    private static partial Regex UrlEncodedPattern();

    [GeneratedRegex(@"\A[a-zA-Z][a-zA-Z0-9_.-]*[a-zA-Z0-9]:\S+\z", RegexOptions.None, 1000)]
    private static partial Regex VolumePattern();

    [GeneratedRegex(@"\A[a-zA-Z0-9_][a-zA-Z0-9_+.-]*\z", RegexOptions.None, 1000)]
    private static partial Regex TagPattern();
}
