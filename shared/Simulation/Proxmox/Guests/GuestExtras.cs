using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.State;

namespace HomelabMcp.Simulation.Proxmox.Guests;

/// <summary>Indexes, features, firewall and cloud-init of a guest.</summary>
internal static class GuestExtras
{
    private const string EmptyDigest = "da39a3ee5e6b4b0d3255bfef95601890afd80709";

    private static readonly string[] CloudInitOptions = ["cicustom", "cipassword", "citype", "ciupgrade", "ciuser", "nameserver", "searchdomain", "sshkeys"];

    public static void Map(Routes routes)
    {
        routes.On("GET /nodes/{node}/qemu/{vmid}", _ => Index.Sub("config", "cloudinit", "pending", "status", "unlink", "vncproxy", "termproxy", "migrate", "resize", "move", "rrd", "rrddata", "monitor", "agent", "snapshot", "spiceproxy", "sendkey", "firewall", "mtunnel", "remote_migrate"));
        routes.On("GET /nodes/{node}/lxc/{vmid}", _ => Index.Sub("config", "pending", "status", "vncproxy", "termproxy", "vncwebsocket", "spiceproxy", "migrate", "clone", "firewall", "rrd", "rrddata", "snapshot", "resize", "interfaces"));
        foreach (var kind in new[] { GuestKind.Qemu, GuestKind.Lxc })
        {
            var root = $"/nodes/{{node}}/{(kind == GuestKind.Qemu ? "qemu" : "lxc")}/{{vmid}}";
            routes.On($"GET {root}/feature", call => Feature(call, call.Guest(kind)));
            routes.On($"GET {root}/firewall/options", call => call.Guest(kind) is not null ? new Row { ["digest"] = EmptyDigest } : null);
            routes.On($"GET {root}/firewall/rules", call => call.Guest(kind) is not null ? Array.Empty<Row>() : null);
        }
        routes.On("GET /nodes/{node}/qemu/{vmid}/cloudinit", call => CloudInit(call.Guest(GuestKind.Qemu)));
        routes.On("GET /nodes/{node}/qemu/{vmid}/cloudinit/dump", call => CloudInitDump.Of(call.Guest(GuestKind.Qemu), call.Arguments.Required("type")));
    }

    private static Row Feature(Call call, Guest guest)
    {
        var has = call.Text("feature") switch
        {
            "snapshot" => Snapshots.CanSnapshot(call.Cluster, guest),
            "clone" => guest.IsTemplate || Snapshots.CanSnapshot(call.Cluster, guest),
            _ => true,
        };
        var row = new Row { ["hasFeature"] = has ? 1 : 0 };
        if (guest.Kind == GuestKind.Qemu)
            row["nodes"] = Drive.Of(guest).All(drive => drive.Place is not var (storage, _) || call.Cluster.Storage(storage)?.Shared == true)
                ? call.State.Nodes.Keys.ToArray()
                : [guest.Node];
        return row;
    }

    private static List<Row> CloudInit(Guest guest)
    {
        var rows = new List<Row>();
        foreach (var option in CloudInitOptions.Concat(guest.Config.Keys.Where(key => GuestOptions.Family(key) is "ipconfig" && guest.Pending.ContainsKey(key))))
            if (guest.Config.TryGetValue(option, out var value))
                rows.Add(new Row { ["key"] = option, ["value"] = GuestOptions.Show(GuestKind.Qemu, option, value) }
                    .With("pending", guest.Pending.TryGetValue(option, out var next) ? GuestOptions.Show(GuestKind.Qemu, option, next) : null));
        return rows;
    }
}
