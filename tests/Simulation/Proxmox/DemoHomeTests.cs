using System.Text.Json.Nodes;

using HomelabMcp.Simulation.Demo;
using HomelabMcp.Simulation.Proxmox;

namespace HomelabMcp.Simulation.Tests.Proxmox;

public sealed class DemoHomeTests
{
    private static Task<SimulatedProxmox> StartAsync(int scale = 0) =>
        SimulatedProxmox.StartAsync(new ProxmoxSimulationOptions { Scale = scale }, TestContext.Current.CancellationToken);

    [Fact]
    public async Task The_home_has_three_nodes_and_about_forty_guests_of_every_state()
    {
        await using var simulator = await StartAsync();
        using var client = new PveClient(simulator);
        var rows = (await client.GetAsync("cluster/resources"))!.AsArray();
        Assert.Equal(3, rows.Count(row => (string)row!["type"]! == "node"));
        var guests = rows.Where(row => row!["vmid"] is not null).ToList();
        Assert.InRange(guests.Count, 36, 45);
        Assert.Equal(2, guests.Count(guest => (int)guest!["template"]! == 1));
        Assert.Contains(guests, guest => (string)guest!["type"]! == "qemu" && (string)guest["status"]! == "stopped");
        Assert.Equal("paused", (string)(await client.GetAsync("nodes/pve3/qemu/153/status/current"))!["qmpstatus"]!);
        Assert.Equal("120", (string)(await client.GetAsync("cluster/nextid"))!);
    }

    [Fact]
    public void Names_and_addresses_of_the_home_are_unique()
    {
        Assert.Equal(Home.Machines.Count, Home.Machines.Select(machine => machine.Name).Distinct().Count());
        Assert.Equal(Home.Machines.Count, Home.Machines.Select(machine => machine.Address).Distinct().Count());
        Assert.Equal(Home.Machines.Count, Home.Machines.Select(machine => machine.Id).Distinct().Count());
        Assert.All(Home.Machines, machine => Assert.Contains(machine.Node, Home.Nodes.Select(node => node.Name)));
    }

    [Fact]
    public async Task Every_guest_answers_its_reading_endpoints()
    {
        await using var simulator = await StartAsync();
        using var client = new PveClient(simulator);
        foreach (var machine in Home.Machines)
        {
            var root = $"nodes/{machine.Node}/{(machine.IsVm ? "qemu" : "lxc")}/{machine.Id}";
            foreach (var leaf in new[] { "config", "status/current", "pending", "snapshot", "rrddata?timeframe=day", "firewall/rules", "feature?feature=snapshot" })
                Assert.NotNull(await client.GetAsync($"{root}/{leaf}"));
        }
        foreach (var path in new[] { "nodes/pve1/status", "nodes/pve1/rrddata?timeframe=hour", "nodes/pve1/storage", "nodes/pve1/tasks", "cluster/tasks", "cluster/status", "cluster/backup", "storage", "pools", "nodes/pve1/network", "nodes/pve1/storage/pbs/content" })
            Assert.NotNull(await client.GetAsync(path));
    }

    [Fact]
    public async Task A_running_guest_with_an_agent_tells_its_address()
    {
        await using var simulator = await StartAsync();
        using var client = new PveClient(simulator);
        var rows = (await client.GetAsync("nodes/pve1/qemu/109/agent/network-get-interfaces"))!["result"]!.AsArray();
        Assert.Contains(rows.SelectMany(row => row!["ip-addresses"]!.AsArray()), address => (string)address!["ip-address"]! == "10.20.20.30");
    }

    [Fact]
    public async Task The_history_of_tasks_holds_a_failed_backup()
    {
        await using var simulator = await StartAsync();
        using var client = new PveClient(simulator);
        var tasks = (await client.GetAsync("nodes/pve2/tasks?errors=1&typefilter=vzdump"))!.AsArray();
        var failed = Assert.Single(tasks)!;
        Assert.Equal("job errors", (string)failed["status"]!);
        var log = (await client.GetAsync($"nodes/pve2/tasks/{(string)failed["upid"]!}/log"))!.AsArray();
        Assert.Equal("TASK ERROR: job errors", (string)log[^1]!["t"]!);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(10_000)]
    public async Task Any_number_of_guests_is_listed_in_one_answer(int scale)
    {
        await using var simulator = await StartAsync(scale);
        using var client = new PveClient(simulator);
        var rows = await client.GetAsync("cluster/resources?type=vm");
        Assert.Equal(scale + Home.Machines.Count, rows!.AsArray().Count);
    }
}
