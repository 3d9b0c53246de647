namespace HomelabMcp.Simulation.Proxmox.State;

/// <summary>Everything the simulated cluster remembers; what the state file holds. Guarded by <see cref="Cluster.Gate"/>.</summary>
internal sealed class ClusterState
{
    public string Name { get; set; } = "homelab";

    public SortedDictionary<string, NodeState> Nodes { get; set; } = new(StringComparer.Ordinal);

    public SortedDictionary<int, Guest> Guests { get; set; } = [];

    public SortedDictionary<string, StorageState> Storages { get; set; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, PoolState> Pools { get; set; } = new(StringComparer.Ordinal);

    public AccessState Access { get; set; } = new();

    /// <summary>Newest last.</summary>
    public List<TaskRecord> Tasks { get; set; } = [];

    /// <summary>Backup jobs, HA resources and HA rules: options by id.</summary>
    public SortedDictionary<string, SortedDictionary<string, string>> BackupJobs { get; set; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, SortedDictionary<string, string>> HaResources { get; set; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, SortedDictionary<string, string>> HaRules { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Datacenter options as datacenter.cfg holds them.</summary>
    public SortedDictionary<string, string> Options { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Numbers handed out so far: process ids, MAC addresses and UUIDs are drawn from it and from the seed.</summary>
    public long Drawn { get; set; }
}

internal sealed class NodeState
{
    public required string Name { get; init; }

    public int Id { get; init; }

    public string Address { get; init; } = "";

    /// <summary>False: the node is a member, but its API port is closed, so calls for it answer 595.</summary>
    public bool Reachable { get; set; } = true;

    public int Cpus { get; init; } = 8;

    public string CpuModel { get; init; } = "Intel(R) Core(TM) i7-10700T CPU @ 2.00GHz";

    public long Memory { get; init; } = 32L << 30;

    public long RootDisk { get; init; } = 100_861_726_720;

    public DateTimeOffset Booted { get; set; }

    public string Dns { get; init; } = "";

    public string SearchDomain { get; init; } = "";

    public string Timezone { get; init; } = "Europe/Berlin";
}

internal sealed class PoolState
{
    public string? Comment { get; set; }

    public SortedSet<int> Guests { get; set; } = [];

    public SortedSet<string> Storages { get; set; } = new(StringComparer.Ordinal);
}

internal sealed class StorageState
{
    public required string Id { get; init; }

    public required string Type { get; init; }

    /// <summary>Options as storage.cfg holds them: content, path, server, nodes, …</summary>
    public SortedDictionary<string, string> Options { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Bytes in all; for a storage that is not shared, on each node.</summary>
    public long Total { get; init; } = 270_553_174_016;

    /// <summary>Bytes taken by what the simulator does not list.</summary>
    public long Base { get; init; }

    public SortedDictionary<string, Volume> Volumes { get; set; } = new(StringComparer.Ordinal);

    public bool Shared => Type is "nfs" or "cifs" or "pbs" or "rbd" or "cephfs" || Options.GetValueOrDefault("shared") is "1";

    /// <summary>Images are files with a format of their own (not block devices).</summary>
    public bool HoldsFiles => Type is "dir" or "nfs" or "cifs" or "cephfs" or "btrfs";

    public IReadOnlyList<string> Content => Options.GetValueOrDefault("content", "images,rootdir").Split(',');

    public bool IsOn(string node) => !Options.TryGetValue("nodes", out var nodes) || nodes.Split(',').Contains(node, StringComparer.Ordinal);

    public string Key(string node, string name) => Shared ? name : $"{node}|{name}";

    public IEnumerable<Volume> On(string node) => Shared ? Volumes.Values : Volumes.Values.Where(volume => volume.Node == node);
}

internal sealed class Volume
{
    /// <summary>With the storage: <c>local:iso/debian.iso</c>.</summary>
    public required string Id { get; init; }

    public required string Node { get; set; }

    /// <summary>images, rootdir, iso, vztmpl, backup, snippets, import.</summary>
    public required string Content { get; init; }

    public required string Format { get; init; }

    public long Size { get; set; }

    public long Used { get; set; }

    /// <summary>Unix seconds.</summary>
    public long Created { get; init; }

    public int? Guest { get; set; }

    public string? Notes { get; set; }

    public bool Protected { get; set; }

    /// <summary>The base volume a linked clone grew from.</summary>
    public string? Parent { get; init; }

    /// <summary>In a backup: the guest as it was.</summary>
    public Guest? Saved { get; init; }
}
