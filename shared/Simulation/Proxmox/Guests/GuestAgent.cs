using System.Globalization;

using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.PropertyStrings;
using HomelabMcp.Simulation.Proxmox.State;

namespace HomelabMcp.Simulation.Proxmox.Guests;

/// <summary>What the agent inside a VM answers; and a container's addresses, which need none.</summary>
internal static class GuestAgent
{
    private const int ExecPid = 1234;

    private static readonly string[] Supported =
    [
        "guest-ping", "guest-info", "guest-exec", "guest-exec-status", "guest-network-get-interfaces", "guest-get-osinfo",
        "guest-get-host-name", "guest-fsfreeze-status", "guest-shutdown",
    ];

    public static void Map(Routes routes)
    {
        const string Root = "/nodes/{node}/qemu/{vmid}/agent";
        routes.On($"GET {Root}/info", call => Result(call, _ => new Row { ["version"] = "9.2.0", ["supported_commands"] = Supported.Select(name => new Row { ["name"] = name, ["enabled"] = true, ["success-response"] = true }).ToList() }));
        routes.On($"GET {Root}/get-host-name", call => Result(call, guest => new Row { ["host-name"] = guest.Name }));
        routes.On($"GET {Root}/get-osinfo", call => Result(call, _ => System()));
        routes.On($"GET {Root}/network-get-interfaces", call => Result(call, guest => Interfaces(guest)));
        foreach (var unknown in new[] { "get-users", "get-fsinfo", "get-time", "get-timezone", "get-vcpus" })
            routes.On($"GET {Root}/{unknown}", call => Result(call, _ => new Row { ["error"] = new Row { ["class"] = "CommandNotFound", ["desc"] = $"The command guest-{unknown} has not been found" } }));
        routes.On($"POST {Root}/fsfreeze-status", call => Result(call, _ => "thawed"));
        routes.On($"POST {Root}/ping", call => Result(call, _ => new Row()));
        routes.On($"POST {Root}/exec", call =>
        {
            Demand(call);
            return new Row { ["pid"] = ExecPid };
        });
        routes.On($"GET {Root}/exec-status", call =>
        {
            var guest = Demand(call);
            return call.Arguments.Integer("pid") == ExecPid
                ? new Row { ["exited"] = 1, ["exitcode"] = 0, ["out-data"] = guest.Name + "\n" }
                : throw ApiError.Die("Agent error: Invalid parameter 'pid'\n");
        });
        routes.On("GET /nodes/{node}/lxc/{vmid}/interfaces", ContainerInterfaces);
    }

    public static bool IsConfigured(Guest guest) =>
        guest.Config.TryGetValue("agent", out var agent) && PropertyString.Parse(GuestOptions.FormatOf(GuestKind.Qemu, "agent")!, agent).GetValueOrDefault("enabled") is "1";

    private static Guest Demand(Call call)
    {
        var guest = call.Guest(GuestKind.Qemu);
        if (!IsConfigured(guest))
            throw ApiError.Die("No QEMU guest agent configured\n");
        if (!guest.IsRunning)
            throw ApiError.Die($"VM {guest.Id} is not running\n");
        return guest.Deaf || guest.Power == Power.Paused ? throw ApiError.Die("QEMU guest agent is not running\n") : guest;
    }

    private static Row Result(Call call, Func<Guest, object> answer) => new() { ["result"] = answer(Demand(call)) };

    private static Row System() => new()
    {
        ["id"] = "debian",
        ["kernel-release"] = "6.12.38+deb13-amd64",
        ["kernel-version"] = "#1 SMP PREEMPT_DYNAMIC Debian 6.12.38-1 (2025-07-16)",
        ["machine"] = "x86_64",
        ["name"] = "Debian GNU/Linux",
        ["pretty-name"] = "Debian GNU/Linux 13 (trixie)",
        ["version"] = "13 (trixie)",
        ["version-id"] = "13",
    };

    private static List<Row> Interfaces(Guest guest)
    {
        var rows = new List<Row> { Interface("lo", "00:00:00:00:00:00", [("127.0.0.1", 8), ("::1", 128)]) };
        foreach (var (mac, address, index) in Addresses(guest))
            rows.Add(Interface($"eth{index}", mac, address is var (ip, length) ? [(ip, length), (LinkLocal(mac), 64)] : [(LinkLocal(mac), 64)]));
        return rows;
    }

    private static Row Interface(string name, string mac, (string Address, int Prefix)[] addresses) => new()
    {
        ["name"] = name,
        ["hardware-address"] = mac,
        ["ip-addresses"] = addresses.Select(entry => new Row
        {
            ["ip-address"] = entry.Address,
            ["ip-address-type"] = entry.Address.Contains(':', StringComparison.Ordinal) ? "ipv6" : "ipv4",
            ["prefix"] = entry.Prefix,
        }).ToList(),
        ["statistics"] = new Row
        {
            ["rx-bytes"] = 9021,
            ["rx-dropped"] = 0,
            ["rx-errs"] = 0,
            ["rx-packets"] = 98,
            ["tx-bytes"] = 9021,
            ["tx-dropped"] = 0,
            ["tx-errs"] = 0,
            ["tx-packets"] = 98,
        },
    };

    /// <summary>Cards with the addresses the configuration gives them; a DHCP guest gets one made of its id.</summary>
    private static IEnumerable<(string Mac, (string Ip, int Length)? Address, int Index)> Addresses(Guest guest)
    {
        foreach (var (option, value) in guest.Config.Where(option => GuestOptions.IsNet(option.Key)))
        {
            var index = int.Parse(option[3..], CultureInfo.InvariantCulture);
            var card = PropertyString.Parse(GuestOptions.FormatOf(guest.Kind, option)!, value);
            var mac = card.GetValueOrDefault(guest.Kind == GuestKind.Qemu ? "macaddr" : "hwaddr", "").ToLowerInvariant();
            var ip = guest.Kind == GuestKind.Lxc
                ? card.GetValueOrDefault("ip")
                : guest.Config.TryGetValue($"ipconfig{index}", out var config) ? PropertyString.Parse(GuestOptions.FormatOf(GuestKind.Qemu, "ipconfig0")!, config).GetValueOrDefault("ip") : "dhcp";
            yield return (mac, ip switch
            {
                null or "manual" => null,
                "dhcp" => ($"10.20.{card.GetValueOrDefault("tag", "0")}.{guest.Id % 1000 % 254}", 24),
                _ => (ip.Split('/')[0], int.Parse(ip.Split('/')[1], CultureInfo.InvariantCulture)),
            }, index);
        }
    }

    private static string LinkLocal(string mac)
    {
        var bytes = mac.Split(':').Select(part => Convert.ToInt32(part, 16)).ToArray();
        return $"fe80::{bytes[0] ^ 2:x}{bytes[1]:x2}:{bytes[2]:x}ff:fe{bytes[3]:x2}:{(bytes[4] << 8) | bytes[5]:x}";
    }

    private static List<Row>? ContainerInterfaces(Call call)
    {
        var guest = call.Guest(GuestKind.Lxc);
        if (!guest.IsRunning)
            return null;
        var rows = new List<Row> { Container("lo", "00:00:00:00:00:00", ("127.0.0.1", 8)) };
        rows.AddRange(Addresses(guest).Select(entry => Container($"eth{entry.Index}", entry.Mac, entry.Address)));
        return rows;
    }

    private static Row Container(string name, string mac, (string Ip, int Length)? address) => new Row
    {
        ["name"] = name,
        ["hwaddr"] = mac,
        ["hardware-address"] = mac,
        ["ip-addresses"] = address is var (ip, length) ? new[] { new Row { ["ip-address"] = ip, ["ip-address-type"] = "inet", ["prefix"] = length } } : [],
    }.With("inet", address is var (inet, bits) ? $"{inet}/{bits}" : null);
}
