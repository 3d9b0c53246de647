using HomelabMcp.Simulation.Proxmox.Datacenter;
using HomelabMcp.Simulation.Proxmox.Guests;
using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.State;
using HomelabMcp.Simulation.Proxmox.Storages;

namespace HomelabMcp.Simulation.Proxmox.Nodes;

/// <summary>Series of measurements over an hour, day, week, month or year; the same moment always has the same numbers.</summary>
internal static class RrdData
{
    private const int Points = 70;

    private static readonly Dictionary<string, int> Steps = new(StringComparer.Ordinal)
    {
        ["hour"] = 60,
        ["day"] = 1800,
        ["week"] = 10800,
        ["month"] = 43200,
        ["year"] = 604800,
        ["decade"] = 604800 * 10,
    };

    public static void Map(Routes routes)
    {
        routes.On("GET /nodes/{node}/rrddata", call => Series(call, at => Node(call.Cluster, call.State.Nodes[call.Node], at)));
        routes.On("GET /nodes/{node}/storage/{storage}/rrddata", call =>
        {
            var storage = call.Cluster.Storage(call.Text("storage")!) ?? throw ApiError.Parameter("storage", "No such storage.");
            return Series(call, at => new Row { ["total"] = storage.Total, ["used"] = (long)(StorageUsage.Of(storage, call.Node) * (0.97 + (0.03 * Sway(at, 86400 * 7)))) });
        });
        routes.On("GET /nodes/{node}/qemu/{vmid}/rrddata", call => OfGuest(call, GuestKind.Qemu));
        routes.On("GET /nodes/{node}/lxc/{vmid}/rrddata", call => OfGuest(call, GuestKind.Lxc));
    }

    private static List<Row> Series(Call call, Func<long, Row> at)
    {
        var step = Steps[call.Arguments.Required("timeframe")];
        var last = call.Cluster.Now.ToUnixTimeSeconds() / step * step;
        var rows = new List<Row>(Points);
        for (var time = last - ((Points - 1) * step); time <= last; time += step)
        {
            var row = at(time);
            row["time"] = time;
            rows.Add(row);
        }
        return rows;
    }

    private static double Sway(long at, int period) => 0.5 + (0.5 * Math.Sin(at % period / (double)period * Math.Tau));

    private static List<Row> OfGuest(Call call, GuestKind kind)
    {
        var guest = call.Guest(kind);
        var node = call.State.Nodes.GetValueOrDefault(guest.Node);
        return Series(call, at =>
        {
            var row = new Row { ["maxcpu"] = Load.Cpus(guest, node), ["maxmem"] = Load.MaximumMemory(guest), ["maxdisk"] = Load.MaximumDisk(guest), ["disk"] = 0 };
            if (!guest.IsRunning || at < guest.Started)
                return row;
            var load = Load.Of(guest, DateTimeOffset.FromUnixTimeSeconds(at));
            var uptime = Math.Max(1, at - guest.Started);
            row["cpu"] = load.Cpu;
            row["mem"] = load.Memory;
            row["disk"] = load.Disk;
            row["netin"] = load.NetIn / uptime * (0.6 + (0.8 * Sway(at + guest.Id, 7200)));
            row["netout"] = load.NetOut / uptime * (0.6 + (0.8 * Sway(at + guest.Id, 5400)));
            row["diskread"] = load.DiskRead / uptime * (0.6 + (0.8 * Sway(at, 3600)));
            row["diskwrite"] = load.DiskWrite / uptime * (0.6 + (0.8 * Sway(at, 9000)));
            return row;
        });
    }

    private static Row Node(Cluster cluster, NodeState node, long at)
    {
        var usage = NodeUsage.Of(cluster, node);
        var sway = 0.8 + (0.4 * Sway(at, 86400));
        return new Row
        {
            ["cpu"] = Math.Round(usage.Cpu * sway, 6),
            ["maxcpu"] = node.Cpus,
            ["loadavg"] = Math.Round(usage.Cpu * node.Cpus * sway, 2),
            ["iowait"] = 0.002 * sway,
            ["memused"] = (long)(usage.Memory * (0.97 + (0.03 * sway))),
            ["memtotal"] = node.Memory,
            ["swapused"] = 0,
            ["swaptotal"] = 8L << 30,
            ["rootused"] = usage.RootDisk,
            ["roottotal"] = node.RootDisk,
            ["netin"] = 180_000 * sway,
            ["netout"] = 95_000 * sway,
        };
    }
}
