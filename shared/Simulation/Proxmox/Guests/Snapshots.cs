using System.Globalization;

using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.State;
using HomelabMcp.Simulation.Proxmox.Tasks;

namespace HomelabMcp.Simulation.Proxmox.Guests;

internal static class Snapshots
{
    public static void Map(Routes routes)
    {
        foreach (var kind in new[] { GuestKind.Qemu, GuestKind.Lxc })
        {
            var root = $"/nodes/{{node}}/{(kind == GuestKind.Qemu ? "qemu" : "lxc")}/{{vmid}}/snapshot";
            routes.On($"GET {root}", call => List(call.Guest(kind)));
            routes.On($"POST {root}", call => Create(call, kind));
            routes.On($"GET {root}/{{snapname}}", _ => Index.Sub("config", "rollback"));
            routes.On($"DELETE {root}/{{snapname}}", call => Delete(call, kind));
            routes.On($"GET {root}/{{snapname}}/config", call => ConfigView.Of(kind, ConfigOf(ConfigView.Find(call.Guest(kind), call.Text("snapname")!))));
            routes.On($"PUT {root}/{{snapname}}/config", call => Describe(call, kind));
            routes.On($"POST {root}/{{snapname}}/rollback", call => RollBack(call, kind));
        }
    }

    /// <summary>A snapshot's section of the file: the configuration then, its time and description.</summary>
    public static SortedDictionary<string, string> ConfigOf(Snapshot snapshot)
    {
        var config = new SortedDictionary<string, string>(snapshot.Config, StringComparer.Ordinal)
        {
            ["snaptime"] = snapshot.Time.ToString(CultureInfo.InvariantCulture),
        };
        if (snapshot.Description is { } description)
            config["description"] = description;
        if (snapshot.Parent is { } parent)
            config["parent"] = parent;
        if (snapshot.WithMemory)
            config["vmstate"] = "";
        return config;
    }

    private static List<Row> List(Guest guest)
    {
        var rows = guest.Snapshots.ConvertAll(snapshot =>
        {
            var row = new Row { ["name"] = snapshot.Name, ["snaptime"] = snapshot.Time, ["description"] = snapshot.Description ?? "" }
                .With("parent", snapshot.Parent);
            if (guest.Kind == GuestKind.Qemu)
                row["vmstate"] = snapshot.WithMemory ? 1 : 0;
            return row;
        });
        rows.Add(new Row
        {
            ["name"] = "current",
            ["description"] = "You are here!",
            ["running"] = guest.IsRunning ? 1 : 0,
            ["digest"] = guest.Digest(),
        }.With("parent", guest.Config.GetValueOrDefault("parent")));
        return rows;
    }

    /// <summary>Every disk must be able to: raw files on a directory are not.</summary>
    public static bool CanSnapshot(Cluster cluster, Guest guest) => Drive.Of(guest)
        .Where(drive => !GuestOptions.IsUnused(drive.Option) && (!drive.IsCdrom || drive.IsCloudInit))
        .All(drive => drive.Place is not var (storageId, name) || cluster.Storage(storageId) is not { } storage
            || !(storage.HoldsFiles ? name.EndsWith(".raw", StringComparison.Ordinal) : storage.Type is "lvm"));

    private static string Create(Call call, GuestKind kind)
    {
        var (guest, name) = (call.Guest(kind), call.Arguments.Required("snapname"));
        if (name is "current" or "pending")
            throw ApiError.Die($"unable to use snapshot name '{name}' (reserved name)\n");
        var (cluster, description, memory) = (call.Cluster, call.Text("description"), call.Flag("vmstate") && guest.IsRunning);
        return call.Start(kind == GuestKind.Qemu ? "qmsnapshot" : "vzsnapshot", call.Text("vmid")!, new Work(log =>
        {
            GuestLock.Release(guest);
            guest.Snapshots.Add(new Snapshot
            {
                Name = name,
                Time = cluster.Now.ToUnixTimeSeconds(),
                Description = description,
                Parent = guest.Config.GetValueOrDefault("parent"),
                WithMemory = memory,
                Config = Copy(guest),
            });
            guest.Config["parent"] = name;
        })
        {
            Begin = log =>
            {
                GuestLock.Check(guest);
                if (guest.IsTemplate)
                    throw new TaskFailure("you can't take a snapshot if it's a template");
                if (guest.Snapshots.Exists(snapshot => snapshot.Name == name))
                    throw new TaskFailure($"snapshot name '{name}' already used");
                if (!CanSnapshot(cluster, guest))
                    throw new TaskFailure("snapshot feature is not available");
                GuestLock.Take(guest, "snapshot");
            },
            Undo = () => GuestLock.Release(guest),
        });
    }

    private static SortedDictionary<string, string> Copy(Guest guest)
    {
        var copy = new SortedDictionary<string, string>(guest.Config, StringComparer.Ordinal);
        foreach (var option in copy.Keys.Where(option => option is "lock" or "parent" or "description" || GuestOptions.IsUnused(option)).ToList())
            copy.Remove(option);
        return copy;
    }

    private static string Delete(Call call, GuestKind kind)
    {
        var (guest, name) = (call.Guest(kind), call.Arguments.Required("snapname"));
        return call.Start(kind == GuestKind.Qemu ? "qmdelsnapshot" : "vzdelsnapshot", call.Text("vmid")!, new Work(log =>
        {
            GuestLock.Release(guest);
            var gone = Find(guest, name);
            guest.Snapshots.Remove(gone);
            foreach (var child in guest.Snapshots.Where(snapshot => snapshot.Parent == name))
                child.Parent = gone.Parent;
            if (guest.Config.GetValueOrDefault("parent") == name)
            {
                guest.Config.Remove("parent");
                if (gone.Parent is { } parent)
                    guest.Config["parent"] = parent;
            }
        })
        {
            Begin = log =>
            {
                GuestLock.Check(guest);
                Find(guest, name);
                GuestLock.Take(guest, "snapshot-delete");
            },
            Undo = () => GuestLock.Release(guest),
        });
    }

    private static Snapshot Find(Guest guest, string name) =>
        guest.Snapshots.Find(snapshot => snapshot.Name == name) ?? throw new TaskFailure($"snapshot '{name}' does not exist");

    private static object? Describe(Call call, GuestKind kind)
    {
        var guest = call.Guest(kind);
        GuestLock.Check(guest);
        var snapshot = ConfigView.Find(guest, call.Text("snapname")!);
        if (call.Arguments.Contains("description"))
            snapshot.Description = call.Text("description");
        return null;
    }

    private static string RollBack(Call call, GuestKind kind)
    {
        var (guest, name, start) = (call.Guest(kind), call.Arguments.Required("snapname"), call.Flag("start"));
        return call.Start(kind == GuestKind.Qemu ? "qmrollback" : "vzrollback", call.Text("vmid")!, new Work(log =>
        {
            GuestLock.Release(guest);
            var snapshot = Find(guest, name);
            var kept = guest.Config.Where(option => GuestOptions.IsUnused(option.Key) || option.Key is "description").ToList();
            guest.Config = new SortedDictionary<string, string>(snapshot.Config, StringComparer.Ordinal) { ["parent"] = name };
            foreach (var (option, value) in kept)
                guest.Config.TryAdd(option, value);
            guest.Pending.Clear();
            guest.PendingDelete.Clear();
            if (kind == GuestKind.Qemu && guest.Config.ContainsKey("vmgenid"))
                guest.Config["vmgenid"] = call.Cluster.NewUuid();
            PowerOperations.Halt(guest);
            if (snapshot.WithMemory || start)
                PowerOperations.Run(call.Cluster, guest);
        })
        {
            Begin = log =>
            {
                GuestLock.Check(guest);
                Find(guest, name);
                GuestLock.Take(guest, "rollback");
            },
            Undo = () => GuestLock.Release(guest),
        });
    }
}
