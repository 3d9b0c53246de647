using System.Diagnostics;

using HomelabMcp.Simulation.Faults;
using HomelabMcp.Simulation.Proxmox;

namespace HomelabMcp.Simulation.Tests.Proxmox;

public sealed class FaultTests
{
    private static Task<SimulatedProxmox> StartAsync(FaultOptions? faults = null) => SimulatedProxmox.StartAsync(
        new ProxmoxSimulationOptions { Faults = faults ?? new FaultOptions(), TaskDuration = TimeSpan.Zero }, TestContext.Current.CancellationToken);

    [Fact]
    public async Task A_dropped_answer_still_had_its_effect()
    {
        await using var simulator = await StartAsync();
        using var client = new PveClient(simulator);
        simulator.Faults.DropNextAnswer(request => request.Method == "POST");
        await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(HttpMethod.Post, "pools", ("poolid", "lost")));
        Assert.Contains("lost", (await client.GetAsync("pools"))!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_request_had_no_effect()
    {
        await using var simulator = await StartAsync();
        using var client = new PveClient(simulator);
        simulator.Faults.FailNext(request => request.Method == "POST", status: 500);
        Assert.Equal(500, (await client.SendAsync(HttpMethod.Post, "pools", ("poolid", "refused"))).Status);
        Assert.DoesNotContain("refused", (await client.GetAsync("pools"))!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(200, (await client.SendAsync(HttpMethod.Post, "pools", ("poolid", "refused"))).Status);
    }

    [Fact]
    public async Task A_stale_list_says_what_it_said_before_a_write()
    {
        await using var simulator = await StartAsync(new FaultOptions { StaleListsPercent = 0.000001 });
        using var client = new PveClient(simulator);
        await client.GetAsync("pools");
        await client.DataAsync(HttpMethod.Post, "pools", ("poolid", "fresh"));
        simulator.Faults.AnswerNextStale(_ => true);
        Assert.DoesNotContain("fresh", (await client.GetAsync("pools"))!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("fresh", (await client.GetAsync("pools"))!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_seed_draws_the_same_faults()
    {
        var runs = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            await using var simulator = await StartAsync(new FaultOptions { ErrorPercent = 40, Seed = 7 });
            using var client = new PveClient(simulator);
            var statuses = new List<int>();
            for (var call = 0; call < 20; call++)
                statuses.Add((await client.SendAsync(HttpMethod.Get, "version")).Status);
            Assert.Contains(503, statuses);
            Assert.Contains(200, statuses);
            runs.Add(string.Join(',', statuses));
        }
        Assert.Equal(runs[0], runs[1]);
    }

    [Fact]
    public async Task Faults_can_be_switched_while_it_runs()
    {
        await using var simulator = await StartAsync();
        using var client = new PveClient(simulator);
        simulator.Faults.Options = new FaultOptions { ErrorPercent = 100 };
        Assert.Equal(503, (await client.SendAsync(HttpMethod.Get, "version")).Status);
        simulator.Faults.Options = new FaultOptions { Latency = TimeSpan.FromMilliseconds(60) };
        var watch = Stopwatch.StartNew();
        Assert.Equal(200, (await client.SendAsync(HttpMethod.Get, "version")).Status);
        Assert.True(watch.ElapsedMilliseconds >= 50, $"{watch.ElapsedMilliseconds} ms");
    }

    [Fact]
    public async Task Calls_are_counted_and_can_be_forgotten()
    {
        await using var simulator = await StartAsync();
        using var client = new PveClient(simulator);
        await client.GetAsync("cluster/resources?type=vm");
        await client.DataAsync(HttpMethod.Post, "pools", ("poolid", "counted"));
        Assert.Equal([("GET", "/api2/json/cluster/resources", "?type=vm", false), ("POST", "/api2/json/pools", "", true)], simulator.Calls.Select(call => (call.Method, call.Path, call.Query, call.IsWrite)));
        simulator.ClearCalls();
        Assert.Empty(simulator.Calls);
    }
}
