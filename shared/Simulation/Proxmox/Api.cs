using HomelabMcp.Simulation.Proxmox.Access;
using HomelabMcp.Simulation.Proxmox.Backups;
using HomelabMcp.Simulation.Proxmox.Datacenter;
using HomelabMcp.Simulation.Proxmox.Guests;
using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.Nodes;
using HomelabMcp.Simulation.Proxmox.Storages;
using HomelabMcp.Simulation.Proxmox.Tasks;

namespace HomelabMcp.Simulation.Proxmox;

/// <summary>The whole API: every subject adds its endpoints.</summary>
internal static class Api
{
    public static Routes Routes()
    {
        var routes = new Routes();
        routes.OnRoot(Index.Sub("version", "cluster", "nodes", "storage", "access", "pools"));
        LoginEndpoints.Map(routes);
        AccountEndpoints.Map(routes);
        DatacenterEndpoints.Map(routes);
        Resources.Map(routes);
        HighAvailability.Map(routes);
        BackupJobs.Map(routes);
        Vzdump.Map(routes);
        Pools.Map(routes);
        StorageConfiguration.Map(routes);
        StorageEndpoints.Map(routes);
        NodeEndpoints.Map(routes);
        RrdData.Map(routes);
        TaskEndpoints.Map(routes);
        StatusView.Map(routes);
        ConfigView.Map(routes);
        ConfigChange.Map(routes);
        PowerOperations.Map(routes);
        Snapshots.Map(routes);
        CreateMachine.Map(routes);
        CreateContainer.Map(routes);
        Clone.Map(routes);
        Destroy.Map(routes);
        Disks.Map(routes);
        Migration.Map(routes);
        GuestAgent.Map(routes);
        GuestExtras.Map(routes);
        return routes;
    }
}
