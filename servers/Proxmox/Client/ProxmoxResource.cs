using System.Globalization;

namespace HomelabMcp.Proxmox;

/// <summary>
/// A place in the API, reached by indexers: <c>client.Nodes["pve1"].Qemu[100].Config.GetAsync()</c>. Any other path is
/// spelled with the indexer: <c>client.Cluster["backup"]["job-1"]</c>.
/// </summary>
/// <param name="Client">The client that asks.</param>
/// <param name="Path">The path below <c>/api2/json</c>, percent-encoded.</param>
public readonly record struct ProxmoxResource(ProxmoxClient Client, string Path)
{
    /// <summary>The place one step below; the step is percent-encoded.</summary>
    public ProxmoxResource this[string step] => new(Client, $"{Path}/{Uri.EscapeDataString(step)}");

    /// <summary>The place one step below, by number.</summary>
    public ProxmoxResource this[int step] => this[step.ToString(CultureInfo.InvariantCulture)];

    /// <summary>Virtual machines of a node.</summary>
    public ProxmoxResource Qemu => this["qemu"];

    /// <summary>Containers of a node.</summary>
    public ProxmoxResource Lxc => this["lxc"];

    /// <summary>Configuration, with pending changes merged in.</summary>
    public ProxmoxResource Config => this["config"];

    /// <summary>Pending changes beside the values in force.</summary>
    public ProxmoxResource Pending => this["pending"];

    /// <summary>Run state, and the verbs that change it.</summary>
    public ProxmoxResource Status => this["status"];

    /// <summary>Snapshots.</summary>
    public ProxmoxResource Snapshot => this["snapshot"];

    /// <summary>Tasks of a node or the cluster.</summary>
    public ProxmoxResource Tasks => this["tasks"];

    /// <summary>Storages.</summary>
    public ProxmoxResource Storage => this["storage"];

    /// <summary>Volumes of a storage.</summary>
    public ProxmoxResource Content => this["content"];

    /// <summary>Reads.</summary>
    public Task<ProxmoxResult> GetAsync(IReadOnlyDictionary<string, object?>? parameters = null, CancellationToken cancel = default) =>
        Client.GetAsync(Path, parameters, cancel);

    /// <summary>Creates, or starts an action (POST).</summary>
    public Task<ProxmoxResult> CreateAsync(IReadOnlyDictionary<string, object?>? parameters = null, CancellationToken cancel = default) =>
        Client.CreateAsync(Path, parameters, cancel);

    /// <summary>Changes (PUT).</summary>
    public Task<ProxmoxResult> SetAsync(IReadOnlyDictionary<string, object?>? parameters = null, CancellationToken cancel = default) =>
        Client.SetAsync(Path, parameters, cancel);

    /// <summary>Deletes.</summary>
    public Task<ProxmoxResult> DeleteAsync(IReadOnlyDictionary<string, object?>? parameters = null, CancellationToken cancel = default) =>
        Client.DeleteAsync(Path, parameters, cancel);

    /// <inheritdoc/>
    public override string ToString() => Path;
}
