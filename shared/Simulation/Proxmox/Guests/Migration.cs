using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.State;
using HomelabMcp.Simulation.Proxmox.Tasks;

namespace HomelabMcp.Simulation.Proxmox.Guests;

internal static class Migration
{
    public static void Map(Routes routes)
    {
        routes.On("GET /nodes/{node}/qemu/{vmid}/migrate", Precheck);
        routes.On("POST /nodes/{node}/qemu/{vmid}/migrate", call => Start(call, GuestKind.Qemu));
        routes.On("POST /nodes/{node}/lxc/{vmid}/migrate", call => Start(call, GuestKind.Lxc));
    }

    private static Row Precheck(Call call)
    {
        var guest = call.Guest(GuestKind.Qemu);
        var others = call.State.Nodes.Keys.Where(node => node != guest.Node).ToList();
        var row = new Row
        {
            ["running"] = guest.IsRunning ? 1 : 0,
            ["has-dbus-vmstate"] = 1,
            ["local_resources"] = Array.Empty<string>(),
            ["mapped-resources"] = Array.Empty<string>(),
            ["mapped-resource-info"] = new Row(),
            ["local_disks"] = Drive.Of(guest).Where(drive => IsLocal(call.Cluster, drive)).Select(Describe).ToList(),
        };
        if (!guest.IsRunning)
        {
            row["allowed_nodes"] = others;
            var refused = new Row();
            foreach (var node in others)
                refused[node] = new Row();
            row["not_allowed_nodes"] = refused;
        }
        return row;
    }

    private static bool IsLocal(Cluster cluster, Drive drive) =>
        drive.Place is var (storage, name) && !name.StartsWith("iso/", StringComparison.Ordinal) && cluster.Storage(storage) is { Shared: false };

    private static Row Describe(Drive drive) => new Row
    {
        ["cdrom"] = drive.IsCdrom ? 1 : 0,
        ["drivename"] = drive.Option,
        ["is_attached"] = GuestOptions.IsUnused(drive.Option) ? 0 : 1,
        ["is_cloudinit"] = drive.IsCloudInit ? 1 : 0,
        ["is_tpmstate"] = drive.Option is "tpmstate0" ? 1 : 0,
        ["is_unused"] = GuestOptions.IsUnused(drive.Option) ? 1 : 0,
        ["is_vmstate"] = 0,
        ["replicate"] = 1,
        ["shared"] = 0,
        ["volid"] = drive.Volume,
    }.With("size", drive.Values.ContainsKey("size") ? drive.Size : null);

    private static string Start(Call call, GuestKind kind)
    {
        var (cluster, guest, target) = (call.Cluster, call.Guest(kind), call.Arguments.Required("target"));
        if (target == guest.Node)
            throw ApiError.Parameter("target", "target is local node.");
        if (!cluster.State.Nodes.TryGetValue(target, out var node))
            throw ApiError.Die($"no such cluster node '{target}'\n");
        GuestLock.Check(guest);
        if (kind == GuestKind.Qemu && guest.IsRunning && !call.Flag("online"))
            throw ApiError.Die("can't migrate running VM without --online\n");
        if (kind == GuestKind.Lxc && guest.IsRunning && !call.Flag("online") && !call.Flag("restart"))
            throw ApiError.Die("lxc live migration is currently not implemented\n");
        var local = Drive.Of(guest).Where(drive => IsLocal(cluster, drive)).ToList();
        if (guest.IsRunning && kind == GuestKind.Qemu && local.Exists(drive => !drive.IsCloudInit) && !call.Flag("with-local-disks"))
            throw ApiError.Die("can't live migrate attached local disks without with-local-disks option\n");
        return call.Start(kind == GuestKind.Qemu ? "qmigrate" : "vzmigrate", call.Text("vmid")!, new Work(log =>
        {
            GuestLock.Release(guest);
            foreach (var drive in local)
                Carry(cluster, drive, guest.Node, target);
            guest.Node = target;
            log.Add("migration finished successfully (duration 00:00:01)");
        })
        {
            Begin = log =>
            {
                if (!node.Reachable)
                    throw new TaskFailure($"command '/usr/bin/ssh -e none -o 'BatchMode=yes' -o 'HostKeyAlias={target}' root@{node.Address} pvecm mtunnel -migration_network {MigrationNetwork(cluster)} -get_migration_ip' failed: exit code 255");
                log.Add($"starting migration of {guest.Word} {guest.Id} to node '{target}' ({node.Address})");
                GuestLock.Take(guest, "migrate");
            },
            Undo = () => GuestLock.Release(guest),
        });
    }

    private static string MigrationNetwork(Cluster cluster) =>
        cluster.State.Options.GetValueOrDefault("migration", "").Split(',').FirstOrDefault(part => part.StartsWith("network=", StringComparison.Ordinal))?[8..] ?? "10.20.10.0/24";

    private static void Carry(Cluster cluster, Drive drive, string from, string to)
    {
        var storage = cluster.Storage(drive.Place!.Value.Storage)!;
        if (!storage.Volumes.Remove(storage.Key(from, drive.Volume), out var volume))
            return;
        volume.Node = to;
        storage.Volumes[storage.Key(to, drive.Volume)] = volume;
    }
}
