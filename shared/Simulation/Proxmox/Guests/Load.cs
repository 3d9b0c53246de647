using HomelabMcp.Simulation.Proxmox.State;

namespace HomelabMcp.Simulation.Proxmox.Guests;

/// <summary>How busy a guest is: a steady character of its own, drawn from its id, that sways with the time of day.</summary>
internal sealed record Load(double Cpu, long Memory, long Disk, long NetIn, long NetOut, long DiskRead, long DiskWrite)
{
    private static readonly Load Idle = new(0, 0, 0, 0, 0, 0, 0);

    public static Load Of(Guest guest, DateTimeOffset now)
    {
        if (!guest.IsRunning)
            return Idle;
        var at = now.ToUnixTimeSeconds();
        var uptime = Math.Max(0, at - guest.Started);
        var character = new Random(guest.Id);
        var busy = 0.004 + (0.06 * character.NextDouble());
        var sway = 1 + (0.5 * Math.Sin((at % 86400 / 86400.0 * Math.Tau) + character.NextDouble() * 6));
        var share = 0.25 + (0.5 * character.NextDouble());
        var memory = (long)(MaximumMemory(guest) * share * (0.95 + (0.05 * sway)));
        return new Load(Math.Round(guest.Power == Power.Paused ? 0 : busy * sway, 6), memory, guest.Kind == GuestKind.Lxc ? (long)(MaximumDisk(guest) * (0.15 + (0.5 * character.NextDouble()))) : 0,
            uptime * character.Next(200, 9000), uptime * character.Next(100, 5000), uptime * character.Next(50, 4000), uptime * character.Next(500, 6000));
    }

    public static long MaximumMemory(Guest guest) => guest.Number("memory", 512) << 20;

    public static int Cpus(Guest guest, NodeState? node)
    {
        var wanted = guest.Kind == GuestKind.Qemu
            ? guest.Number("sockets", 1) * guest.Number("cores", 1)
            : guest.Number("cores", node?.Cpus ?? 1);
        return (int)Math.Min(wanted, node?.Cpus ?? wanted);
    }

    /// <summary>The root file system, or the first disk a VM boots from.</summary>
    public static long MaximumDisk(Guest guest)
    {
        if (guest.Kind == GuestKind.Lxc)
            return guest.Config.TryGetValue("rootfs", out var root) ? Drive.Parse(guest.Kind, "rootfs", root).Size : 0;
        var boot = guest.Config.GetValueOrDefault("boot", "");
        var order = boot.StartsWith("order=", StringComparison.Ordinal) ? boot[6..].Split(';') : [.. guest.Config.Keys];
        foreach (var option in order)
            if (GuestOptions.IsDrive(option) && guest.Config.TryGetValue(option, out var text) && Drive.Parse(guest.Kind, option, text) is { IsCdrom: false } drive)
                return drive.Size;
        return 0;
    }
}
