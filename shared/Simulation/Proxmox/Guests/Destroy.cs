using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.State;
using HomelabMcp.Simulation.Proxmox.Storages;
using HomelabMcp.Simulation.Proxmox.Tasks;

namespace HomelabMcp.Simulation.Proxmox.Guests;

internal static class Destroy
{
    public static void Map(Routes routes)
    {
        routes.On("DELETE /nodes/{node}/qemu/{vmid}", call => Delete(call, GuestKind.Qemu));
        routes.On("DELETE /nodes/{node}/lxc/{vmid}", call => Delete(call, GuestKind.Lxc));
    }

    private static string Delete(Call call, GuestKind kind)
    {
        var skip = GuestLock.MaySkip(call);
        var (cluster, guest) = (call.Cluster, call.Guest(kind));
        var sid = $"{(kind == GuestKind.Qemu ? "vm" : "ct")}:{guest.Id}";
        if (guest.Config.GetValueOrDefault("protection") is "1")
            throw ApiError.Die($"can't remove {guest.Word} {guest.Id} - protection mode enabled\n");
        if (!skip)
            GuestLock.Check(guest);
        if (cluster.State.HaResources.ContainsKey(sid) && !call.Flag("purge"))
            throw ApiError.Die($"unable to remove {guest.Word} {guest.Id} - used in HA resources and purge parameter not set.\n");
        if (guest.IsRunning && !(kind == GuestKind.Lxc && call.Flag("force")))
            throw ApiError.Die(kind == GuestKind.Qemu ? $"VM {guest.Id} is running - destroy failed\n" : $"unable to destroy CT {guest.Id} - container is running\n");
        var purge = call.Flag("purge");
        return call.Start(kind == GuestKind.Qemu ? "qmdestroy" : "vzdestroy", call.Text("vmid")!, new Work(log => Remove(cluster, guest, sid, purge, log))
        {
            Begin = log => DemandNoClones(cluster, guest),
        });
    }

    private static void DemandNoClones(Cluster cluster, Guest guest)
    {
        foreach (var drive in Drive.Of(guest))
            if (cluster.State.Storages.Values.Any(storage => storage.Volumes.Values.Any(volume => volume.Parent == drive.Volume)))
                throw new TaskFailure($"base volume '{drive.Volume}' is still in use by linked cloned");
    }

    private static void Remove(Cluster cluster, Guest guest, string sid, bool purge, List<string> log)
    {
        DemandNoClones(cluster, guest);
        var volumes = new Volumes(cluster);
        foreach (var drive in Drive.Of(guest).Where(drive => drive.Place is not null && (!drive.IsCdrom || drive.IsCloudInit)))
        {
            volumes.Remove(guest.Node, drive.Volume);
            if (cluster.Storage(drive.Place!.Value.Storage)?.Type is "lvmthin" or "lvm")
                log.Add($"  Logical volume \"{drive.Place.Value.Name}\" successfully removed.");
        }
        CreateMachine.Discard(cluster, guest);
        if (!purge)
            return;
        cluster.State.HaResources.Remove(sid);
        foreach (var job in cluster.State.BackupJobs.Values.Where(job => job.ContainsKey("vmid")))
            job["vmid"] = string.Join(',', job["vmid"].Split(',').Where(id => id != sid[3..]));
    }
}
