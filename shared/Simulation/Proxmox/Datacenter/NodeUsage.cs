using HomelabMcp.Simulation.Proxmox.Guests;
using HomelabMcp.Simulation.Proxmox.State;

namespace HomelabMcp.Simulation.Proxmox.Datacenter;

/// <summary>What a node has in use: its guests' share and its own.</summary>
internal sealed record NodeUsage(double Cpu, long Memory, long RootDisk, long Uptime)
{
    public static NodeUsage Of(Cluster cluster, NodeState node)
    {
        var (cpu, memory) = (0.0, 0L);
        foreach (var guest in cluster.State.Guests.Values)
            if (guest.IsRunning && guest.Node == node.Name)
            {
                var load = Load.Of(guest, cluster.Now);
                cpu += load.Cpu * Load.Cpus(guest, node);
                memory += load.Memory;
            }
        var own = node.Memory / 12;
        return new NodeUsage(Math.Min(0.97, Math.Round((cpu / node.Cpus) + 0.012, 6)), Math.Min(node.Memory / 100 * 96, memory + own), node.RootDisk / 5, Math.Max(0, cluster.Now.ToUnixTimeSeconds() - node.Booted.ToUnixTimeSeconds()));
    }
}
