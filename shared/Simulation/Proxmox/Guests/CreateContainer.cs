using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.State;
using HomelabMcp.Simulation.Proxmox.Storages;
using HomelabMcp.Simulation.Proxmox.Tasks;

namespace HomelabMcp.Simulation.Proxmox.Guests;

/// <summary>POST /nodes/{node}/lxc: a new container from a template, or one restored from a backup.</summary>
internal static class CreateContainer
{
    private const int DefaultRootGibibytes = 4;

    private static readonly HashSet<string> NotOptions = new(StringComparer.Ordinal)
    {
        "node", "vmid", "ostemplate", "bwlimit", "force", "ha-managed", "ignore-unpack-errors", "password", "pool", "restore", "ssh-public-keys", "start", "storage", "unique",
    };

    private static readonly string[] KnownSystems = ["debian", "ubuntu", "alpine", "archlinux", "centos", "fedora", "opensuse", "gentoo", "nixos", "devuan"];

    public static void Map(Routes routes) => routes.On("POST /nodes/{node}/lxc", Create);

    private static string Create(Call call)
    {
        var (cluster, id, template) = (call.Cluster, call.VmId, call.Arguments.Required("ostemplate"));
        if (call.Text("pool") is { } pool)
            Pools.DemandAllocation(call, id, pool);
        else if (!call.May($"/vms/{id}", "VM.Allocate"))
            throw ApiError.Forbidden();
        if (call.Flag("restore"))
            return Restore.Container(call, template);
        var options = call.Arguments.Names.Where(name => !NotOptions.Contains(name)).ToDictionary(name => name, name => call.Text(name) ?? throw ApiError.Die($"unable to parse value of '{name}' - got undefined value\n"), StringComparer.Ordinal);
        foreach (var (option, value) in options)
            ContainerRules.CheckRestricted(call, options.GetValueOrDefault("unprivileged") is "1", option, value, null);
        options.TryAdd("rootfs", $"{call.Text("storage") ?? "local"}:{DefaultRootGibibytes}");
        var allocation = new DriveAllocation(cluster);
        allocation.CheckStorages(GuestKind.Lxc, call.Node, options);
        CreateMachine.DemandSpace(call, GuestKind.Lxc, options);
        CreateMachine.DemandFree(call, "CT", id);
        var guest = new Guest { Id = id, Kind = GuestKind.Lxc, Node = call.Node, Config = { ["lock"] = "create" } };
        var (start, poolName) = (call.Flag("start"), call.Text("pool"));
        return call.Start("vzcreate", call.Text("vmid")!, new Work(log =>
        {
            Fill(cluster, guest, options, template, log);
            GuestLock.Release(guest);
            if (start)
                PowerOperations.Run(cluster, guest);
        })
        {
            Begin = log =>
            {
                cluster.State.Guests[id] = guest;
                Pools.Join(cluster.State, poolName, id);
            },
            Undo = () => CreateMachine.Discard(cluster, guest),
        });
    }

    private static void Fill(Cluster cluster, Guest guest, Dictionary<string, string> options, string template, List<string> log)
    {
        var allocation = new DriveAllocation(cluster);
        foreach (var (option, value) in options.OrderBy(option => option.Key, StringComparer.Ordinal))
            guest.Config[option] = option switch
            {
                "tags" => Tags.Normalise(cluster.State, value),
                _ when GuestOptions.HoldsVolume(GuestKind.Lxc, option) => allocation.Settle(guest, option, value, log),
                _ when GuestOptions.IsNet(option) => ConfigChange.NetworkCard(cluster, GuestKind.Lxc, option, value),
                _ => value,
            };
        if (new Volumes(cluster).Find(guest.Node, template) is null)
        {
            log.Add($"volume '{template}' does not exist");
            throw new TaskFailure($"unable to create CT {guest.Id} - volume '{template}' does not exist");
        }
        var file = template.Split('/')[^1];
        log.Add($"extracting archive '/var/lib/vz/template/cache/{file}'");
        log.Add("Total bytes read: 599531520 (572MiB, 252MiB/s)");
        log.Add("Detected container architecture: amd64");
        guest.Config.TryAdd("arch", "amd64");
        guest.Config.TryAdd("hostname", $"CT{guest.Id}");
        guest.Config.TryAdd("memory", "512");
        guest.Config.TryAdd("swap", "512");
        guest.Config.TryAdd("ostype", Array.Find(KnownSystems, system => file.StartsWith(system, StringComparison.Ordinal)) ?? "unmanaged");
        log.Add("Creating SSH host key 'ssh_host_ed25519_key' - this may take some time ...");
        log.Add($"done: SHA256:{Convert.ToBase64String(cluster.Draw().GetItems("abcdefghijklmnopqrstuvwxyz0123456789"u8, 32)).TrimEnd('=')} root@{guest.Name}");
    }
}
