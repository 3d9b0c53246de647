using System.Globalization;

using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.Tasks;

namespace HomelabMcp.Simulation.Proxmox.Datacenter;

internal static class DatacenterEndpoints
{
    private const int FirstFreeId = 100;
    private const string EmptyDigest = "da39a3ee5e6b4b0d3255bfef95601890afd80709";

    public static Row Version => new() { ["release"] = "9.2", ["repoid"] = "14a22df3", ["version"] = "9.2.11" };

    public static void Map(Routes routes)
    {
        routes.On("GET /version", _ => Version);
        routes.On("GET /cluster", _ => Index.Names("acme", "backup", "backup-info", "bulk-action", "ceph", "config", "firewall", "ha", "jobs", "log", "mapping", "metrics", "notifications", "nextid", "options", "qemu", "replication", "resources", "status", "tasks", "sdn"));
        routes.On("GET /cluster/status", Status);
        routes.On("GET /cluster/nextid", NextId);
        routes.On("GET /cluster/log", _ => Array.Empty<Row>());
        routes.On("GET /cluster/options", Options);
        routes.On("GET /cluster/config", _ => Index.Names("nodes", "totem", "join", "qdevice", "apiversion"));
        routes.On("GET /cluster/config/nodes", call => call.State.Nodes.Values.Select(node => new Row { ["name"] = node.Name, ["node"] = node.Name, ["nodeid"] = node.Id.ToString(CultureInfo.InvariantCulture), ["quorum_votes"] = "1", ["ring0_addr"] = node.Address }).ToList());
        routes.On("GET /cluster/tasks", call => TaskEndpoints.OfCluster(call));
        foreach (var empty in new[] { "replication", "sdn/vnets", "firewall/rules", "firewall/groups", "firewall/aliases", "firewall/ipset" })
            routes.On($"GET /cluster/{empty}", _ => Array.Empty<Row>());
        routes.On("GET /cluster/sdn/zones", _ => Array.Empty<Row>());
        routes.On("GET /cluster/firewall/options", _ => new Row { ["digest"] = EmptyDigest });
    }

    private static List<Row> Status(Call call)
    {
        var rows = new List<Row>
        {
            new() { ["id"] = "cluster", ["name"] = call.State.Name, ["nodes"] = call.State.Nodes.Count, ["quorate"] = 1, ["type"] = "cluster", ["version"] = call.State.Nodes.Count },
        };
        var first = true;
        foreach (var node in call.State.Nodes.Values)
        {
            rows.Add(new Row { ["id"] = $"node/{node.Name}", ["ip"] = node.Address, ["level"] = "", ["local"] = first ? 1 : 0, ["name"] = node.Name, ["nodeid"] = node.Id, ["online"] = 1, ["type"] = "node" });
            first = false;
        }
        return rows;
    }

    /// <summary>The answer is text, not a number.</summary>
    private static string NextId(Call call)
    {
        if (call.Text("vmid") is { } wanted)
            return call.Cluster.Find(int.Parse(wanted, CultureInfo.InvariantCulture)) is { } guest
                ? throw ApiError.Parameter("vmid", $"VM {guest.Id} already exists")
                : wanted;
        var id = FirstFreeId;
        while (call.State.Guests.ContainsKey(id))
            id++;
        return id.ToString(CultureInfo.InvariantCulture);
    }

    private static Row Options(Call call)
    {
        var row = new Row();
        foreach (var (option, value) in call.State.Options)
            row[option] = option is "migration" or "tag-style" or "ha" or "next-id" or "crs" or "bwlimit" or "notify" or "user-tag-access"
                ? value.Split(',').Select(part => part.Split('=', 2)).ToDictionary(pair => pair[0], pair => (object?)pair[1], StringComparer.Ordinal)
                : value;
        row.TryAdd("keyboard", "en-us");
        row.TryAdd("mac_prefix", "BC:24:11");
        row["allowed-tags"] = call.State.Guests.Values.SelectMany(guest => Arguments.Split(guest.Config.GetValueOrDefault("tags", ""))).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return row;
    }
}
