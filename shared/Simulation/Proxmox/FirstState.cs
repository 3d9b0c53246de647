using System.Globalization;

using HomelabMcp.Simulation.Demo;
using HomelabMcp.Simulation.Proxmox.State;

namespace HomelabMcp.Simulation.Proxmox;

/// <summary>What a simulator without a state file starts from.</summary>
internal static class FirstState
{
    public const string FullToken = "homelab";
    public const string ReadToken = "readonly";
    public const string Auditor = "auditor@pve";

    private const int FirstScaledId = 10_000;

    public static ClusterState Of(ProxmoxSimulationOptions options)
    {
        var state = options.Home == ProxmoxHome.Demo ? DemoCluster.Build(options.TimeProvider.GetUtcNow()) : Empty(options.TimeProvider.GetUtcNow());
        AddAccounts(state, options.Seed);
        AddGuests(state, options.Scale, options.TimeProvider.GetUtcNow());
        return state;
    }

    private static ClusterState Empty(DateTimeOffset now) => new()
    {
        Nodes = { ["pve1"] = new NodeState { Name = "pve1", Id = 1, Address = "10.20.10.11", Booted = now.AddDays(-3) } },
        Storages =
        {
            ["local"] = new StorageState { Id = "local", Type = "dir", Options = { ["content"] = "backup,iso,vztmpl,images,rootdir,snippets,import", ["path"] = "/var/lib/vz" } },
            ["local-lvm"] = new StorageState { Id = "local-lvm", Type = "lvmthin", Options = { ["content"] = "images,rootdir", ["thinpool"] = "data", ["vgname"] = "pve" } },
        },
    };

    /// <summary>Root with a full token, and an auditor with one that reads. Secrets are drawn from the seed.</summary>
    private static void AddAccounts(ClusterState state, int seed)
    {
        var random = new Random(seed);
        state.Access.Secret = Uuid(random);
        state.Access.Users["root@pam"] = new UserState
        {
            Password = "homelab-" + Uuid(random)[..8],
            Tokens = { [FullToken] = new TokenState { Secret = Uuid(random), Separate = false, Comment = "everything" } },
        };
        state.Access.Users[Auditor] = new UserState
        {
            Comment = "reads everything, changes nothing",
            Tokens = { [ReadToken] = new TokenState { Secret = Uuid(random), Separate = false } },
        };
        state.Access.Acl.Add(new AclEntry("/", "user", Auditor, "PVEAuditor", true));
    }

    private static string Uuid(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }

    /// <summary>Many small guests, alternately containers and VMs, spread over the nodes, with a disk each.</summary>
    private static void AddGuests(ClusterState state, int count, DateTimeOffset now)
    {
        var nodes = state.Nodes.Keys.ToList();
        var storage = state.Storages["local-lvm"];
        for (var index = 0; index < count; index++)
        {
            var (id, kind, node) = (FirstScaledId + index, index % 2 == 0 ? GuestKind.Lxc : GuestKind.Qemu, nodes[index % nodes.Count]);
            var volume = string.Create(CultureInfo.InvariantCulture, $"local-lvm:vm-{id}-disk-0");
            var mac = string.Create(CultureInfo.InvariantCulture, $"BC:24:11:{(index >> 16) & 255:X2}:{(index >> 8) & 255:X2}:{index & 255:X2}");
            var guest = new Guest { Id = id, Kind = kind, Node = node };
            foreach (var (option, value) in kind == GuestKind.Lxc ? DemoGuests.SmallContainer(id, volume, mac) : DemoGuests.SmallMachine(id, volume, mac))
                guest.Config[option] = value;
            if (index % 5 != 4)
            {
                guest.Power = Power.Running;
                guest.Started = now.AddHours(-1 - (index % 500)).ToUnixTimeSeconds();
                guest.Pid = 100_000 + index;
            }
            state.Guests[id] = guest;
            storage.Volumes[storage.Key(node, volume)] = new Volume { Id = volume, Node = node, Content = kind == GuestKind.Lxc ? "rootdir" : "images", Format = "raw", Size = 8L << 30, Used = 1L << 30, Created = now.ToUnixTimeSeconds(), Guest = id };
        }
    }
}
