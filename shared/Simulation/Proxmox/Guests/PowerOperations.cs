using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.State;
using HomelabMcp.Simulation.Proxmox.Tasks;

namespace HomelabMcp.Simulation.Proxmox.Guests;

/// <summary>Start, stop and the rest. A VM's refusals mostly come from the task, a container's from the call.</summary>
internal static class PowerOperations
{
    private const string NoAnswer = "VM quit/powerdown failed - got timeout";

    public static void Map(Routes routes)
    {
        foreach (var kind in new[] { GuestKind.Qemu, GuestKind.Lxc })
        {
            var root = $"/nodes/{{node}}/{(kind == GuestKind.Qemu ? "qemu" : "lxc")}/{{vmid}}/status";
            routes.On($"POST {root}/start", call => Start(call, kind));
            routes.On($"POST {root}/stop", call => Stop(call, kind));
            routes.On($"POST {root}/shutdown", call => Shutdown(call, kind));
            routes.On($"POST {root}/reboot", call => Reboot(call, kind));
            routes.On($"POST {root}/suspend", call => Suspend(call, kind));
            routes.On($"POST {root}/resume", call => Resume(call, kind));
        }
        routes.On("POST /nodes/{node}/qemu/{vmid}/status/reset", Reset);
    }

    private static string Prefix(GuestKind kind) => kind == GuestKind.Qemu ? "qm" : "vz";

    private static string Word(GuestKind kind) => kind == GuestKind.Qemu ? "VM" : "CT";

    private static string Start(Call call, GuestKind kind)
    {
        var skip = GuestLock.MaySkip(call);
        var (cluster, node, id) = (call.Cluster, call.Node, call.VmId);
        if (kind == GuestKind.Lxc && cluster.Get(kind, node, id).IsRunning)
            throw ApiError.Die($"CT {id} already running\n");
        return call.Start($"{Prefix(kind)}start", call.Text("vmid")!, new Work(log => Run(cluster, cluster.Get(kind, node, id)))
        {
            Begin = log =>
            {
                var guest = cluster.Get(kind, node, id);
                if (guest.IsTemplate)
                    throw new TaskFailure(kind == GuestKind.Qemu ? "you can't start a vm if it's a template" : "you can't start a CT if it's a template");
                if (!skip && guest.Lock is not "suspended")
                    GuestLock.Check(guest);
                if (guest.IsRunning)
                    throw new TaskFailure($"{guest.Word} {id} already running");
            },
        });
    }

    /// <summary>The guest runs from now on, with its pending changes in force.</summary>
    public static void Run(Cluster cluster, Guest guest)
    {
        ApplyPending(guest);
        if (guest.Lock is "suspended")
            GuestLock.Release(guest);
        guest.Power = Power.Running;
        guest.Started = cluster.Now.ToUnixTimeSeconds();
        guest.Pid = cluster.NextPid();
    }

    public static void ApplyPending(Guest guest)
    {
        foreach (var option in guest.PendingDelete)
            guest.Config.Remove(option);
        foreach (var (option, value) in guest.Pending)
            guest.Config[option] = value;
        guest.PendingDelete.Clear();
        guest.Pending.Clear();
    }

    public static void Halt(Guest guest)
    {
        guest.Power = Power.Stopped;
        guest.Started = 0;
        guest.Pid = 0;
        ApplyPending(guest);
    }

    private static string Stop(Call call, GuestKind kind)
    {
        var skip = GuestLock.MaySkip(call);
        var (cluster, node, id) = (call.Cluster, call.Node, call.VmId);
        if (kind == GuestKind.Lxc)
            DemandRunning(cluster.Get(kind, node, id));
        return call.Start($"{Prefix(kind)}stop", call.Text("vmid")!, new Work(log => Halt(cluster.Get(kind, node, id)))
        {
            Begin = log =>
            {
                var guest = cluster.Get(kind, node, id);
                if (!skip && guest.IsRunning)
                    GuestLock.Check(guest);
            },
        });
    }

    private static string Shutdown(Call call, GuestKind kind)
    {
        var skip = GuestLock.MaySkip(call);
        var (cluster, node, id, force) = (call.Cluster, call.Node, call.VmId, call.Flag("forceStop"));
        if (kind == GuestKind.Lxc)
            DemandRunning(cluster.Get(kind, node, id));
        return call.Start($"{Prefix(kind)}shutdown", call.Text("vmid")!, new Work(log =>
        {
            var guest = cluster.Get(kind, node, id);
            if (guest is { IsRunning: true, Deaf: true } && !force)
                throw new TaskFailure(NoAnswer);
            Halt(guest);
        })
        {
            Begin = log =>
            {
                if (!skip)
                    GuestLock.Check(cluster.Get(kind, node, id));
            },
        });
    }

    private static string Reboot(Call call, GuestKind kind)
    {
        var guest = call.Guest(kind);
        DemandRunning(guest);
        return call.Start($"{Prefix(kind)}reboot", call.Text("vmid")!, new Work(log =>
        {
            if (guest.Deaf)
                throw new TaskFailure(NoAnswer);
            Run(call.Cluster, guest);
        })
        { Begin = log => GuestLock.Check(guest) });
    }

    private static string Reset(Call call)
    {
        GuestLock.MaySkip(call);
        var guest = call.Guest(GuestKind.Qemu);
        DemandRunning(guest);
        return call.Start("qmreset", call.Text("vmid")!, new Work(log => guest.Power = Power.Running));
    }

    private static string Suspend(Call call, GuestKind kind)
    {
        var skip = GuestLock.MaySkip(call);
        var toDisk = call.Flag("todisk");
        if (toDisk)
            call.Demand($"/vms/{call.VmId}", "VM.Config.Disk");
        var guest = call.Guest(kind);
        DemandRunning(guest);
        var type = kind == GuestKind.Lxc ? "vzsuspend" : toDisk ? "qmsuspend" : "qmpause";
        return call.Start(type, call.Text("vmid")!, new Work(log =>
        {
            if (!toDisk)
                guest.Power = Power.Paused;
            else
            {
                Halt(guest);
                guest.Config["lock"] = "suspended";
            }
        })
        {
            Begin = log =>
            {
                if (!skip)
                    GuestLock.Check(guest);
            },
        });
    }

    private static string Resume(Call call, GuestKind kind)
    {
        GuestLock.MaySkip(call);
        var guest = call.Guest(kind);
        var asleep = guest.Lock is "suspended";
        if (!asleep)
            DemandRunning(guest);
        return call.Start($"{Prefix(kind)}resume", call.Text("vmid")!, new Work(log =>
        {
            if (asleep)
                Run(call.Cluster, guest);
            else
                guest.Power = Power.Running;
        }));
    }

    private static void DemandRunning(Guest guest)
    {
        if (!guest.IsRunning)
            throw ApiError.Die($"{Word(guest.Kind)} {guest.Id} not running\n");
    }
}
