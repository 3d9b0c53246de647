using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.State;

namespace HomelabMcp.Simulation.Proxmox.Guests;

/// <summary>Lists of a node's guests and the status of one.</summary>
internal static class StatusView
{
    private static readonly string[] Pressure = ["pressurecpufull", "pressurecpusome", "pressureiofull", "pressureiosome", "pressurememoryfull", "pressurememorysome"];

    public static void Map(Routes routes)
    {
        routes.On("GET /nodes/{node}/qemu", call => List(call, GuestKind.Qemu));
        routes.On("GET /nodes/{node}/lxc", call => List(call, GuestKind.Lxc));
        routes.On("GET /nodes/{node}/qemu/{vmid}/status/current", call => Current(call, GuestKind.Qemu));
        routes.On("GET /nodes/{node}/lxc/{vmid}/status/current", call => Current(call, GuestKind.Lxc));
        routes.On("GET /nodes/{node}/qemu/{vmid}/status", call => Index.Sub("current", "start", "stop", "reset", "shutdown", "suspend", "reboot"));
        routes.On("GET /nodes/{node}/lxc/{vmid}/status", call => Index.Sub("current", "start", "stop", "shutdown", "suspend", "resume", "reboot"));
    }

    private static List<Row> List(Call call, GuestKind kind)
    {
        var node = call.Node;
        return [.. call.State.Guests.Values
            .Where(guest => guest.Kind == kind && guest.Node == node && call.May($"/vms/{guest.Id}", "VM.Audit"))
            .Select(guest => kind == GuestKind.Qemu ? Machine(call.Cluster, guest, call.Flag("full")) : Container(call.Cluster, guest))];
    }

    private static Row Current(Call call, GuestKind kind)
    {
        var guest = call.Guest(kind);
        var row = kind == GuestKind.Qemu ? Machine(call.Cluster, guest, full: true) : Container(call.Cluster, guest);
        row["ha"] = HighAvailability(call.State, guest);
        if (kind == GuestKind.Qemu && GuestAgent.IsConfigured(guest))
            row["agent"] = 1;
        return row;
    }

    private static Row HighAvailability(ClusterState state, Guest guest) =>
        state.HaResources.TryGetValue($"{(guest.Kind == GuestKind.Qemu ? "vm" : "ct")}:{guest.Id}", out var resource)
            ? new Row { ["managed"] = 1, ["state"] = resource.GetValueOrDefault("state", "started") }
            : new Row { ["managed"] = 0 };

    private static Row Common(Cluster cluster, Guest guest, Load load)
    {
        var row = new Row
        {
            ["vmid"] = guest.Id,
            ["name"] = guest.Name,
            ["status"] = guest.IsRunning ? "running" : "stopped",
            ["cpu"] = load.Cpu,
            ["cpus"] = Load.Cpus(guest, cluster.State.Nodes.GetValueOrDefault(guest.Node)),
            ["mem"] = load.Memory,
            ["maxmem"] = Load.MaximumMemory(guest),
            ["disk"] = load.Disk,
            ["maxdisk"] = Load.MaximumDisk(guest),
            ["netin"] = load.NetIn,
            ["netout"] = load.NetOut,
            ["uptime"] = Uptime(cluster, guest),
        };
        row.With("tags", guest.Config.GetValueOrDefault("tags")).With("lock", guest.Lock);
        if (guest.IsTemplate)
            row["template"] = 1;
        if (guest.IsRunning)
        {
            row["pid"] = guest.Pid;
            foreach (var name in Pressure)
                row[name] = 0;
        }
        return row;
    }

    public static long Uptime(Cluster cluster, Guest guest) => guest.IsRunning ? Math.Max(0, cluster.Now.ToUnixTimeSeconds() - guest.Started) : 0;

    private static Row Container(Cluster cluster, Guest guest)
    {
        var load = Load.Of(guest, cluster.Now);
        var row = Common(cluster, guest, load);
        row["type"] = "lxc";
        row["diskread"] = load.DiskRead;
        row["diskwrite"] = load.DiskWrite;
        row["swap"] = 0;
        row["maxswap"] = guest.Number("swap", 512) << 20;
        return row;
    }

    private static Row Machine(Cluster cluster, Guest guest, bool full)
    {
        var load = Load.Of(guest, cluster.Now);
        var row = Common(cluster, guest, load);
        row["memhost"] = load.Memory == 0 ? 0 : load.Memory + (256L << 20);
        if (guest.Config.TryGetValue("balloon", out var balloon) && balloon is not "0")
        {
            row["balloon_min"] = guest.Number("balloon", 0) << 20;
            if (guest.IsRunning)
                row["shares"] = guest.Number("shares", 1000);
        }
        if (guest.IsRunning && guest.Config.ContainsKey("serial0"))
            row["serial"] = 1;
        if (full)
        {
            row["qmpstatus"] = guest.Power switch { Power.Paused => "paused", Power.Running => "running", _ => "stopped" };
            if (guest.IsRunning)
                Monitor(guest, load, row, cluster.Now);
        }
        return row;
    }

    /// <summary>What the running process tells over its monitor.</summary>
    private static void Monitor(Guest guest, Load load, Row row, DateTimeOffset now)
    {
        var total = Load.MaximumMemory(guest);
        row["balloon"] = total;
        row["freemem"] = total - load.Memory;
        row["diskread"] = load.DiskRead;
        row["diskwrite"] = load.DiskWrite;
        row["running-machine"] = "pc-q35-9.2+pve1";
        row["running-qemu"] = "10.1.2";
        row["ballooninfo"] = new Row
        {
            ["actual"] = total,
            ["free_mem"] = total - load.Memory,
            ["last_update"] = now.ToUnixTimeSeconds(),
            ["major_page_faults"] = 612,
            ["max_mem"] = total,
            ["mem_swapped_in"] = 0,
            ["mem_swapped_out"] = 0,
            ["minor_page_faults"] = 912345,
            ["total_mem"] = total - (190L << 20),
        };
        row["proxmox-support"] = new Row
        {
            ["backup-max-workers"] = true,
            ["pbs-dirty-bitmap"] = true,
            ["pbs-dirty-bitmap-migration"] = true,
            ["pbs-library-version"] = "1.5.1 (deb)",
            ["query-bitmap-info"] = true,
        };
        var drives = new Row();
        foreach (var drive in Drive.Of(guest).Where(drive => !drive.IsCdrom && !GuestOptions.IsUnused(drive.Option) && drive.Option is not ("efidisk0" or "tpmstate0")))
            drives[drive.Option] = Block(load);
        row["blockstat"] = drives;
    }

    private static Row Block(Load load) => new()
    {
        ["account_failed"] = true,
        ["account_invalid"] = true,
        ["failed_rd_operations"] = 0,
        ["failed_wr_operations"] = 0,
        ["flush_operations"] = load.DiskWrite / 500_000,
        ["flush_total_time_ns"] = load.DiskWrite,
        ["invalid_rd_operations"] = 0,
        ["invalid_wr_operations"] = 0,
        ["rd_bytes"] = load.DiskRead,
        ["rd_merged"] = 0,
        ["rd_operations"] = load.DiskRead / 40_000,
        ["rd_total_time_ns"] = load.DiskRead * 5,
        ["timed_stats"] = Array.Empty<Row>(),
        ["wr_bytes"] = load.DiskWrite,
        ["wr_highest_offset"] = load.DiskWrite * 2,
        ["wr_merged"] = 0,
        ["wr_operations"] = load.DiskWrite / 45_000,
        ["wr_total_time_ns"] = load.DiskWrite * 12,
    };
}
