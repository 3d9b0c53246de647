using HomelabMcp.Simulation.Proxmox.Guests;
using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.State;
using HomelabMcp.Simulation.Proxmox.Storages;

namespace HomelabMcp.Simulation.Proxmox.Datacenter;

/// <summary>GET /cluster/resources: the whole cluster in one list; what the caller may not see is left out.</summary>
internal static class Resources
{
    public static void Map(Routes routes) => routes.On("GET /cluster/resources", List);

    private static List<Row> List(Call call)
    {
        var type = call.Text("type");
        var (cluster, rows) = (call.Cluster, new List<Row>());
        if (type is null)
            rows.AddRange(call.State.Pools.Where(pool => cluster.Rights.HasAny(call.Caller, $"/pool/{pool.Key}", ["Pool.Audit", "Pool.Allocate"])).Select(pool => Pool(cluster, pool.Key, pool.Value)));
        if (type is null or "vm")
        {
            var pools = call.State.Pools.SelectMany(pool => pool.Value.Guests.Select(id => (id, pool.Key))).GroupBy(pair => pair.id).ToDictionary(group => group.Key, group => group.First().Key);
            var all = call.Caller.User is "root@pam" && call.May("/vms/0", "VM.Audit");
            foreach (var guest in call.State.Guests.Values)
                if (all || call.May($"/vms/{guest.Id}", "VM.Audit"))
                    rows.Add(Guest(cluster, guest).With("pool", pools.GetValueOrDefault(guest.Id)));
        }
        if (type is null or "node")
            rows.AddRange(call.State.Nodes.Values.Select(node => Node(cluster, node, call.May($"/nodes/{node.Name}", "Sys.Audit"))));
        if (type is null or "storage")
            foreach (var storage in call.State.Storages.Values.Where(storage => cluster.Rights.HasAny(call.Caller, $"/storage/{storage.Id}", ["Datastore.Audit", "Datastore.AllocateSpace"])))
                rows.AddRange(call.State.Nodes.Keys.Where(storage.IsOn).Select(node => Storage(cluster, storage, node)));
        if (type is null or "sdn" && call.May("/sdn/zones/localnetwork", "SDN.Audit"))
            rows.AddRange(call.State.Nodes.Keys.Select(node => new Row
            {
                ["id"] = $"network/{node}/zone/localnetwork",
                ["network"] = "localnetwork",
                ["network-type"] = "zone",
                ["node"] = node,
                ["status"] = "ok",
                ["type"] = "network",
            }));
        return rows;
    }

    private static Row Pool(Cluster cluster, string id, PoolState pool)
    {
        var row = new Row { ["id"] = $"/pool/{id}", ["pool"] = id, ["type"] = "pool" };
        var guests = pool.Guests.Select(cluster.Find).OfType<Guest>().ToList();
        if (guests.Count == 0)
            return row;
        var loads = guests.ConvertAll(guest => (Load: Load.Of(guest, cluster.Now), Cpus: Load.Cpus(guest, cluster.State.Nodes.GetValueOrDefault(guest.Node))));
        var cpus = loads.Sum(pair => pair.Cpus);
        row["maxcpu"] = cpus;
        row["cpu"] = cpus == 0 ? 0 : loads.Sum(pair => pair.Load.Cpu * pair.Cpus) / cpus;
        row["mem"] = loads.Sum(pair => pair.Load.Memory);
        row["maxmem"] = guests.Sum(Load.MaximumMemory);
        row["uptime"] = guests.Max(guest => StatusView.Uptime(cluster, guest));
        return row;
    }

    public static Row Guest(Cluster cluster, Guest guest)
    {
        var load = Load.Of(guest, cluster.Now);
        return new Row
        {
            ["id"] = $"{guest.Type}/{guest.Id}",
            ["type"] = guest.Type,
            ["vmid"] = guest.Id,
            ["name"] = guest.Name,
            ["node"] = guest.Node,
            ["status"] = guest.IsRunning ? "running" : "stopped",
            ["template"] = guest.IsTemplate ? 1 : 0,
            ["cpu"] = load.Cpu,
            ["maxcpu"] = Load.Cpus(guest, cluster.State.Nodes.GetValueOrDefault(guest.Node)),
            ["mem"] = load.Memory,
            ["maxmem"] = Load.MaximumMemory(guest),
            ["memhost"] = guest is { Kind: GuestKind.Qemu, IsRunning: true } ? load.Memory + (256L << 20) : 0,
            ["disk"] = load.Disk,
            ["maxdisk"] = Load.MaximumDisk(guest),
            ["diskread"] = load.DiskRead,
            ["diskwrite"] = load.DiskWrite,
            ["netin"] = load.NetIn,
            ["netout"] = load.NetOut,
            ["uptime"] = StatusView.Uptime(cluster, guest),
        }.With("tags", guest.Config.GetValueOrDefault("tags")).With("lock", guest.Lock);
    }

    public static Row Node(Cluster cluster, NodeState node, bool numbers)
    {
        var row = new Row { ["id"] = $"node/{node.Name}", ["node"] = node.Name, ["type"] = "node", ["level"] = "", ["status"] = "online" };
        if (!numbers)
            return row;
        var usage = NodeUsage.Of(cluster, node);
        row["cpu"] = usage.Cpu;
        row["maxcpu"] = node.Cpus;
        row["mem"] = usage.Memory;
        row["maxmem"] = node.Memory;
        row["disk"] = usage.RootDisk;
        row["maxdisk"] = node.RootDisk;
        row["uptime"] = usage.Uptime;
        return row;
    }

    public static Row Storage(Cluster cluster, StorageState storage, string node) => new()
    {
        ["id"] = $"storage/{node}/{storage.Id}",
        ["storage"] = storage.Id,
        ["node"] = node,
        ["type"] = "storage",
        ["plugintype"] = storage.Type,
        ["content"] = string.Join(',', storage.Content),
        ["shared"] = storage.Shared ? 1 : 0,
        ["status"] = "available",
        ["disk"] = StorageUsage.Of(storage, node),
        ["maxdisk"] = storage.Total,
    };
}
