using System.Globalization;
using System.Net;
using System.Text;

using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.PropertyStrings;
using HomelabMcp.Simulation.Proxmox.State;

namespace HomelabMcp.Simulation.Proxmox.Guests;

/// <summary>The cloud-init files as the server would put them on a VM's drive.</summary>
internal static class CloudInitDump
{
    public static string Of(Guest guest, string type) => type switch
    {
        "user" => User(guest),
        "network" => Network(guest),
        "meta" => $"instance-id: {guest.Digest()}\n",
        _ => throw ApiError.Parameter("type", $"value '{type}' does not have a value in the enumeration 'user, network, meta'"),
    };

    private static string User(Guest guest)
    {
        var text = new StringBuilder("#cloud-config\n").Append($"hostname: {guest.Name.Split('.')[0]}\nmanage_etc_hosts: true\nfqdn: {guest.Name}\n");
        if (guest.Config.TryGetValue("ciuser", out var user))
            text.Append($"user: {user}\n");
        if (guest.Config.ContainsKey("cipassword"))
            text.Append("password: **********\n");
        if (guest.Config.TryGetValue("sshkeys", out var keys))
        {
            text.Append("ssh_authorized_keys:\n");
            foreach (var key in Uri.UnescapeDataString(keys).Split('\n', StringSplitOptions.RemoveEmptyEntries))
                text.Append($"  - {key}\n");
        }
        text.Append("chpasswd:\n  expire: False\nusers:\n  - default\n");
        return text.Append(guest.Config.GetValueOrDefault("ciupgrade", "1") is "1" ? "package_upgrade: true\n" : "").ToString();
    }

    private static string Network(Guest guest)
    {
        var text = new StringBuilder("version: 1\nconfig:\n");
        var servers = guest.Config.GetValueOrDefault("nameserver");
        foreach (var (option, value) in guest.Config.Where(option => GuestOptions.IsNet(option.Key)))
        {
            var mac = PropertyString.Parse(GuestOptions.FormatOf(GuestKind.Qemu, option)!, value).GetValueOrDefault("macaddr", "").ToLowerInvariant();
            text.Append($"    - type: physical\n      name: eth{option[3..]}\n      mac_address: '{mac}'\n");
            if (!guest.Config.TryGetValue($"ipconfig{option[3..]}", out var config))
                continue;
            var address = PropertyString.Parse(GuestOptions.FormatOf(GuestKind.Qemu, "ipconfig0")!, config);
            text.Append("      subnets:\n");
            if (address.GetValueOrDefault("ip") is { } ip)
                text.Append(ip is "dhcp" ? "      - type: dhcp4\n" : Static(ip, address.GetValueOrDefault("gw")));
            if (address.GetValueOrDefault("ip6") is { } ip6)
                text.Append(ip6 is "auto" ? "      - type: ipv6_slaac\n" : ip6 is "dhcp" ? "      - type: dhcp6\n" : $"      - type: static6\n        address: '{ip6}'\n");
            servers ??= address.GetValueOrDefault("gw");
        }
        text.Append("    - type: nameserver\n      address:\n");
        foreach (var server in Arguments.Split(servers ?? "10.20.10.1"))
            text.Append($"      - '{server}'\n");
        return text.Append(guest.Config.TryGetValue("searchdomain", out var domain) ? $"      search:\n      - '{domain}'\n" : "").ToString();
    }

    private static string Static(string cidr, string? gateway)
    {
        var (ip, length) = (cidr.Split('/')[0], int.Parse(cidr.Split('/')[1], CultureInfo.InvariantCulture));
        var mask = new IPAddress(BitConverter.GetBytes(IPAddress.HostToNetworkOrder((int)(length == 0 ? 0 : uint.MaxValue << (32 - length)))));
        return $"      - type: static\n        address: '{ip}'\n        netmask: '{mask}'\n" + (gateway is null ? "" : $"        gateway: '{gateway}'\n");
    }
}
