using System.ComponentModel;
using HomelabMcp.Core;
using HomelabMcp.Hosting;
using ModelContextProtocol.Server;

namespace HomelabMcp.Proxmox;

/// <summary>A node in the overview.</summary>
internal sealed record NodeItem(string Node, bool Online, int Guests, int Running)
{
    public double? Cores { get; init; }
    public double? CpuPercent { get; init; }
    public long? MemoryGiB { get; init; }
    public long? MemoryUsedGiB { get; init; }
    public long? UptimeSeconds { get; init; }
}

/// <summary>How many guests of each sort.</summary>
internal sealed record GuestCounts(int Vms, int Containers, int Templates, int Running, int Stopped);

/// <summary>A guest that something holds.</summary>
internal sealed record LockedGuest(int Vmid, UntrustedText Name, string Lock);

/// <summary>A cluster at a glance.</summary>
internal sealed record OverviewReply(string Target, IReadOnlyList<NodeItem> Nodes, GuestCounts Guests, IReadOnlyList<StorageItem> Storages, int RunningTasks)
{
    public string? Version { get; init; }
    public IReadOnlyList<LockedGuest>? Locked { get; init; }
    public IReadOnlyList<TaskItem>? FailedTasks { get; init; }
    public string? Hint { get; init; }
}

[McpServerToolType]
internal sealed class OverviewTool(TargetClients<ProxmoxTarget> clients)
{
    private const int Most = 12;

    [McpServerTool(Name = "proxmox_overview", Title = "Proxmox at a glance", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Nodes, guest counts, storage use, locked guests, running and recently failed tasks of the cluster.")]
    public async Task<OverviewReply> Read(
        [Description("Target, if several.")] string? target = null,
        CancellationToken cancel = default)
    {
        var (name, client) = clients.For(target);
        var version = client.Client.Version.GetAsync(cancel: cancel);
        var listing = client.Client.Cluster["resources"].GetAsync(cancel: cancel);
        var tasks = (await client.Client.Cluster.Tasks.GetAsync(cancel: cancel)).Ensure().ToEnumerable().Select(TaskItem.From).ToList();
        var resources = (await listing).Ensure().ToEnumerable().ToList();
        var guests = resources.Select(GuestRow.From).OfType<GuestRow>().ToList();
        var storages = resources.Where(row => row.Text("type") is "storage").Select(StorageRow.From).DistinctBy(row => row.IsShared ? row.Name : $"{row.Name}@{row.Node}");
        var real = guests.Where(row => !row.IsTemplate).ToList();
        return new(
            name,
            [.. resources.Where(row => row.Text("type") is "node").Select(NodeRow.From).OrderBy(node => node.Name, StringComparer.Ordinal).Select(node => Node(node, guests))],
            new(real.Count(row => row.Api is "qemu"), real.Count(row => row.Api is "lxc"), guests.Count - real.Count, real.Count(row => row.IsRunning), real.Count(row => row.Status is "stopped")),
            [.. storages.Select(StorageItem.From).OrderByDescending(storage => storage.UsedPercent).Take(Most)],
            tasks.Count(task => task.Ended is null))
        {
            Version = (await version).Ensure().ToObject().Text("version"),
            Locked = guests.Where(row => row.Lock is not null).Take(Most).Select(row => new LockedGuest(row.Vmid, row.Name, row.Lock!)).ToList() is { Count: > 0 } locked ? locked : null,
            FailedTasks = tasks.Where(task => task.Failed).OrderByDescending(task => task.Ended).Take(5).ToList() is { Count: > 0 } failed ? failed : null,
            Hint = guests.Count == 0 ? "The credential sees no guest: either there is none, or it lacks VM.Audit on /vms." : null,
        };
    }

    private static NodeItem Node(NodeRow node, List<GuestRow> guests) =>
        new(node.Name, node.IsOnline, guests.Count(row => row.Node == node.Name && !row.IsTemplate), guests.Count(row => row.Node == node.Name && row.IsRunning))
        {
            Cores = node.MaxCpu,
            CpuPercent = node.Cpu is { } cpu ? Math.Round(cpu * 100, 1) : null,
            MemoryGiB = node.MaxMemory >> 30,
            MemoryUsedGiB = node.Memory >> 30,
            UptimeSeconds = node.Uptime,
        };
}
