using HomelabMcp.Simulation.Proxmox.Datacenter;
using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.State;

namespace HomelabMcp.Simulation.Proxmox.Nodes;

internal static class NodeEndpoints
{
    private const string Kernel = "6.17.2-1-pve";
    private const string KernelBuild = "#1 SMP PREEMPT_DYNAMIC PMX 6.17.2-1 (2025-10-21T11:55Z)";
    private const long Swap = 8L << 30;

    public static void Map(Routes routes)
    {
        routes.On("GET /nodes", call => call.State.Nodes.Values.Select(node => Resources.Node(call.Cluster, node, call.May($"/nodes/{node.Name}", "Sys.Audit")).With("ssl_fingerprint", Fingerprint(node))).ToList());
        routes.On("GET /nodes/{node}", _ => Index.Names("aplinfo", "apt", "capabilities", "ceph", "certificates", "config", "disks", "dns", "firewall", "hardware", "hosts", "journal", "lxc", "migrateall", "netstat", "network", "qemu", "query-oci-repo-tags", "query-url-metadata", "replication", "report", "rrd", "rrddata", "scan", "sdn", "services", "spiceshell", "startall", "status", "stopall", "storage", "subscription", "suspendall", "syslog", "tasks", "termproxy", "time", "version", "vncshell", "vzdump", "wakeonlan"));
        routes.On("GET /nodes/{node}/version", _ => DatacenterEndpoints.Version);
        routes.On("GET /nodes/{node}/status", Status);
        routes.On("GET /nodes/{node}/dns", call => new Row { ["dns1"] = Node(call).Dns, ["search"] = Node(call).SearchDomain });
        routes.On("GET /nodes/{node}/time", Time);
        routes.On("GET /nodes/{node}/network", Network);
        routes.On("GET /nodes/{node}/replication", _ => Array.Empty<Row>());
        routes.On("GET /nodes/{node}/firewall/options", _ => new Row { ["digest"] = "da39a3ee5e6b4b0d3255bfef95601890afd80709" });
        routes.On("GET /nodes/{node}/firewall/rules", _ => Array.Empty<Row>());
    }

    private static NodeState Node(Call call) => call.State.Nodes[call.Node];

    /// <summary>One and the same over all nodes, as no certificate is really shown.</summary>
    private static string Fingerprint(NodeState node)
    {
        var bytes = new byte[32];
        new Random(node.Name.Sum(c => c)).NextBytes(bytes);
        return string.Join(':', bytes.Select(part => part.ToString("X2", System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static Row Status(Call call)
    {
        var node = Node(call);
        var usage = NodeUsage.Of(call.Cluster, node);
        var load = usage.Cpu * node.Cpus;
        return new Row
        {
            ["boot-info"] = new Row { ["mode"] = "efi", ["secureboot"] = 0 },
            ["cpu"] = usage.Cpu,
            ["cpuinfo"] = new Row { ["cores"] = Math.Max(1, node.Cpus / 2), ["cpus"] = node.Cpus, ["family"] = "6", ["flags"] = "fpu vme sse2 aes avx2", ["hvm"] = "1", ["mhz"] = "2400.000", ["model"] = node.CpuModel, ["sockets"] = 1, ["user_hz"] = 100, ["vendor"] = "GenuineIntel" },
            ["current-kernel"] = new Row { ["machine"] = "x86_64", ["release"] = Kernel, ["sysname"] = "Linux", ["version"] = KernelBuild },
            ["idle"] = 0,
            ["ksm"] = new Row { ["shared"] = 0 },
            ["kversion"] = $"Linux {Kernel} {KernelBuild}",
            ["loadavg"] = new[] { Average(load), Average(load * 1.1), Average(load * 0.9) },
            ["memory"] = new Row { ["available"] = node.Memory - usage.Memory, ["free"] = (node.Memory - usage.Memory) / 4 * 3, ["total"] = node.Memory, ["used"] = usage.Memory },
            ["pveversion"] = "pve-manager/9.2.11/14a22df3",
            ["rootfs"] = new Row { ["avail"] = node.RootDisk / 100 * 74, ["free"] = node.RootDisk - usage.RootDisk, ["total"] = node.RootDisk, ["used"] = usage.RootDisk },
            ["swap"] = new Row { ["free"] = Swap, ["total"] = Swap, ["used"] = 0 },
            ["uptime"] = usage.Uptime,
            ["wait"] = 0.0021,
        };
    }

    private static string Average(double load) => load.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture);

    private static Row Time(Call call)
    {
        var node = Node(call);
        var now = call.Cluster.Now;
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(node.Timezone, out var found) ? found : TimeZoneInfo.Utc;
        return new Row { ["timezone"] = node.Timezone, ["time"] = now.ToUnixTimeSeconds(), ["localtime"] = now.ToUnixTimeSeconds() + (long)zone.GetUtcOffset(now).TotalSeconds };
    }

    private static List<Row> Network(Call call)
    {
        var node = Node(call);
        return
        [
            new() { ["iface"] = "eno1", ["type"] = "eth", ["active"] = 1, ["exists"] = 1, ["families"] = new[] { "inet" }, ["method"] = "manual", ["method6"] = "manual", ["priority"] = 3 },
            new() { ["iface"] = "vmbr0", ["type"] = "bridge", ["active"] = 1, ["autostart"] = 1, ["address"] = node.Address, ["netmask"] = "24", ["cidr"] = $"{node.Address}/24", ["gateway"] = node.Dns, ["bridge_ports"] = "eno1", ["bridge_vlan_aware"] = 1, ["bridge_stp"] = "off", ["bridge_fd"] = "0", ["families"] = new[] { "inet" }, ["method"] = "static", ["method6"] = "manual", ["priority"] = 4 },
        ];
    }
}
