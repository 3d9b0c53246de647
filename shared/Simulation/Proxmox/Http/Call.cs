using System.Globalization;

using HomelabMcp.Simulation.Proxmox.Access;
using HomelabMcp.Simulation.Proxmox.State;
using HomelabMcp.Simulation.Proxmox.Tasks;

namespace HomelabMcp.Simulation.Proxmox.Http;

/// <summary>One API call as its handler sees it: verified parameters, caller, cluster.</summary>
internal sealed class Call(Cluster cluster, Caller caller, Arguments arguments)
{
    public Cluster Cluster => cluster;

    public ClusterState State => cluster.State;

    public Caller Caller => caller;

    public Arguments Arguments => arguments;

    /// <summary>Fields beside <c>data</c> in the answer, such as <c>total</c>.</summary>
    public Row Beside { get; } = new();

    public string Node => arguments.Required("node");

    public int VmId => int.Parse(arguments.Required("vmid"), CultureInfo.InvariantCulture);

    public string? Text(string name) => arguments.Text(name);

    public bool Flag(string name) => arguments.Flag(name);

    public bool May(string path, string privilege) => cluster.Rights.Has(caller, path, privilege);

    /// <exception cref="ApiError">403, naming path and privilege.</exception>
    public void Demand(string path, params string[] anyOf)
    {
        if (!cluster.Rights.HasAny(caller, path, anyOf))
            throw ApiError.Forbidden($"{path}, {string.Join('|', anyOf)}");
    }

    /// <summary>Starts a task on the call's node; its UPID is the answer.</summary>
    public string Start(string type, string id, Work work) => cluster.Tasks.Start(Node, type, id, caller, work);
}
