using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.Tasks;

namespace HomelabMcp.Simulation.Proxmox.Parameters;

/// <summary>The named formats of single values, with the error texts of the real checks (each ends with a line feed).</summary>
internal static partial class ValueFormats
{
    /// <summary>Null if the value is good, or if nothing is known of the format.</summary>
    public static string? Check(string format, string value)
    {
        if (format.EndsWith("-list", StringComparison.Ordinal))
            return Arguments.Split(value).Select(item => Check(format[..^5], item)).FirstOrDefault(error => error is not null);
        return format switch
        {
            "pve-vmid" => VmId().IsMatch(value) ? null : "value does not look like a valid VM ID\n",
            "pve-node" => NodeName().IsMatch(value) ? null : "value does not look like a valid node name\n",
            "pve-configid" => ConfigId().IsMatch(value) ? null : $"invalid configuration ID '{value}'\n",
            "pve-storage-id" => StorageId().IsMatch(value) ? null : $"storage ID '{value}' contains illegal characters\n",
            "pve-poolid" => PoolId().IsMatch(value) ? null : $"pool name '{value}' contains invalid characters\n",
            "pve-userid" => UserId().IsMatch(value) ? null : $"value '{value}' does not look like a valid user name\n",
            "pve-tag" => Tag().IsMatch(value) ? null : "invalid characters in tag\n",
            "dns-name" => DnsName().IsMatch(value) ? null : "value does not look like a valid DNS name\n",
            "mac-addr" => IsUnicastMac(value) ? null : "value does not look like a valid unicast MAC address\n",
            "disk-size" => DiskSizeText().IsMatch(value) ? null : $"value does not look like a valid disk size: {value}\n",
            "urlencoded" => UrlEncoded().IsMatch(value) ? null : $"invalid urlencoded string: {value}\n",
            "pve-startup-order" => StartupOrder().IsMatch(value) ? null : "unable to parse startup options\n",
            "pve-bridge-id" => BridgeId().IsMatch(value) ? null : "invalid bridge ID '" + value + "'\n",
            "UPID" => Upid.Parse(value) is null ? $"unable to parse worker upid '{value}'\n" : null,
            _ => CheckAddress(format, value),
        };
    }

    private static string? CheckAddress(string format, string value) => format switch
    {
        "ipv4" => IsAddress(value, AddressFamily.InterNetwork) ? null : "value does not look like a valid IPv4 address\n",
        "ipv6" => IsAddress(value, AddressFamily.InterNetworkV6) ? null : "value does not look like a valid IPv6 address\n",
        "ip" or "address" => IPAddress.TryParse(value, out _) || (format == "address" && DnsName().IsMatch(value)) ? null : "value does not look like a valid IP address\n",
        "CIDR" => IsCidr(value, null) ? null : "value does not look like a valid CIDR network\n",
        "pve-ipv4-config" => value is "dhcp" or "manual" || IsCidr(value, AddressFamily.InterNetwork) ? null : "value does not look like a valid ipv4 network configuration\n",
        "pve-ipv6-config" => value is "auto" or "dhcp" or "manual" || IsCidr(value, AddressFamily.InterNetworkV6) ? null : "value does not look like a valid ipv6 network configuration\n",
        _ => null,
    };

    private static bool IsAddress(string value, AddressFamily family) =>
        IPAddress.TryParse(value, out var address) && address.AddressFamily == family
        && (family != AddressFamily.InterNetwork || value.Count(c => c == '.') == 3);

    private static bool IsCidr(string value, AddressFamily? family)
    {
        var parts = value.Split('/');
        return parts.Length == 2 && IPAddress.TryParse(parts[0], out var address) && (family is null || address.AddressFamily == family)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && length <= (address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
    }

    private static bool IsUnicastMac(string value) =>
        Mac().IsMatch(value) && (Convert.ToByte(value[..2], 16) & 1) == 0;

    [GeneratedRegex(@"^[1-9][0-9]{2,8}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VmId();

    [GeneratedRegex(@"^([a-zA-Z0-9]([a-zA-Z0-9\-]*[a-zA-Z0-9])?)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NodeName();

    [GeneratedRegex(@"^[a-zA-Z][a-zA-Z0-9_-]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ConfigId();

    [GeneratedRegex(@"^[a-zA-Z][a-zA-Z0-9\-_.]*[a-zA-Z0-9]$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StorageId();

    [GeneratedRegex(@"^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+){0,2}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PoolId();

    [GeneratedRegex(@"^[^\s:/]+@[A-Za-z][A-Za-z0-9.\-_]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UserId();

    [GeneratedRegex(@"^[a-zA-Z0-9_][a-zA-Z0-9_\-+.]*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"^([a-zA-Z0-9]([a-zA-Z0-9\-]*[a-zA-Z0-9])?)(\.[a-zA-Z0-9]([a-zA-Z0-9\-]*[a-zA-Z0-9])?)*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DnsName();

    [GeneratedRegex(@"^[a-fA-F0-9]{2}(:[a-fA-F0-9]{2}){5}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Mac();

    [GeneratedRegex(@"^\d+(\.\d+)?[KMGT]?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DiskSizeText();

    [GeneratedRegex(@"^([-%a-zA-Z0-9_.!~*'()])*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UrlEncoded();

    [GeneratedRegex(@"^(?:(?:order=)?\d+|order=\d+)?(?:(?:^|,)(?:up|down)=\d+)*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StartupOrder();

    [GeneratedRegex(@"^[a-zA-Z0-9][a-zA-Z0-9_.\-]*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BridgeId();
}
