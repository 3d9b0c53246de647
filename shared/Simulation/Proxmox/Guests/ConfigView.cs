using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.State;

namespace HomelabMcp.Simulation.Proxmox.Guests;

/// <summary>Reading a guest's configuration: with pending changes, as it runs, of a snapshot.</summary>
internal static class ConfigView
{
    public static void Map(Routes routes)
    {
        foreach (var kind in new[] { GuestKind.Qemu, GuestKind.Lxc })
        {
            var root = $"/nodes/{{node}}/{(kind == GuestKind.Qemu ? "qemu" : "lxc")}/{{vmid}}";
            routes.On($"GET {root}/config", call => Config(call, call.Guest(kind)));
            routes.On($"GET {root}/pending", call => Pending(call.Guest(kind)));
        }
    }

    private static Row Config(Call call, Guest guest)
    {
        if (call.Text("snapshot") is { } name)
        {
            var snapshot = Find(guest, name);
            return Of(guest.Kind, Snapshots.ConfigOf(snapshot)).With("digest", guest.Digest());
        }
        var values = new SortedDictionary<string, string>(guest.Config, StringComparer.Ordinal);
        if (!call.Flag("current"))
        {
            foreach (var (option, value) in guest.Pending)
                values[option] = value;
            foreach (var option in guest.PendingDelete)
                values.Remove(option);
        }
        return Of(guest.Kind, values).With("digest", guest.Digest());
    }

    public static Snapshot Find(Guest guest, string name) =>
        guest.Snapshots.Find(snapshot => snapshot.Name == name) ?? throw ApiError.Die($"snapshot '{name}' does not exist\n");

    public static Row Of(GuestKind kind, IEnumerable<KeyValuePair<string, string>> values)
    {
        var row = new Row();
        foreach (var (option, value) in values)
            row[option] = Show(kind, option, value);
        return row;
    }

    /// <summary>A container's description always ends with a line feed, a VM's never.</summary>
    private static object Show(GuestKind kind, string option, string value) =>
        option is not "description" ? GuestOptions.Show(kind, option, value) : kind == GuestKind.Lxc ? value.TrimEnd('\n') + "\n" : value.TrimEnd('\n');

    private static List<Row> Pending(Guest guest)
    {
        var rows = new List<Row>();
        foreach (var (option, value) in guest.Config)
            rows.Add(new Row { ["key"] = option, ["value"] = Show(guest.Kind, option, value) }
                .With("pending", guest.Pending.TryGetValue(option, out var next) ? Show(guest.Kind, option, next) : null)
                .With("delete", guest.PendingDelete.Contains(option) ? 1 : null));
        foreach (var (option, value) in guest.Pending.Where(change => !guest.Config.ContainsKey(change.Key)))
            rows.Add(new Row { ["key"] = option, ["pending"] = Show(guest.Kind, option, value) });
        rows.Add(new Row { ["key"] = "digest", ["value"] = guest.Digest() });
        return rows;
    }

    /// <summary>The guest a call is about.</summary>
    /// <exception cref="ApiError">500: no such configuration file.</exception>
    public static Guest Guest(this Call call, GuestKind kind) => call.Cluster.Get(kind, call.Node, call.VmId);
}
