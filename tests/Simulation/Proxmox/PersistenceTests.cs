using HomelabMcp.Simulation.Proxmox;

namespace HomelabMcp.Simulation.Tests.Proxmox;

public sealed class PersistenceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pve-").FullName;

    private string StatePath => Path.Combine(_folder, "state", "pve.json");

    private Task<SimulatedProxmox> StartAsync(TimeSpan? tasks = null) => SimulatedProxmox.StartAsync(
        new ProxmoxSimulationOptions { StatePath = StatePath, TaskDuration = tasks ?? TimeSpan.Zero }, TestContext.Current.CancellationToken);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_state_tokens_and_digests_survive_a_restart()
    {
        string token, digest;
        await using (var first = await StartAsync())
        {
            using var client = new PveClient(first);
            await client.DataAsync(HttpMethod.Put, "nodes/pve1/qemu/109/config", ("cores", "6"));
            await client.DataAsync(HttpMethod.Post, "pools", ("poolid", "kept"));
            digest = (string)(await client.GetAsync("nodes/pve1/qemu/109/config"))!["digest"]!;
            token = first.Token;
        }
        await using var second = await StartAsync();
        Assert.Equal(token, second.Token);
        using var again = new PveClient(second);
        Assert.Equal(digest, (string)(await again.GetAsync("nodes/pve1/qemu/109/config"))!["digest"]!);
        Assert.Equal(6, (int)(await again.GetAsync("nodes/pve1/qemu/109/config"))!["cores"]!);
        Assert.Contains("kept", (await again.GetAsync("pools"))!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("OK", await again.RunAsync(HttpMethod.Post, "nodes/pve1/qemu/152/status/start"));
    }

    [Fact]
    public async Task A_change_is_on_disk_soon_without_a_clean_stop()
    {
        await using var simulator = await StartAsync();
        using var client = new PveClient(simulator);
        await client.DataAsync(HttpMethod.Post, "pools", ("poolid", "soon"));
        var deadline = DateTime.UnixEpoch.AddMilliseconds(Environment.TickCount64 + 3000);
        while (!File.Exists(StatePath) || !(await File.ReadAllTextAsync(StatePath, TestContext.Current.CancellationToken)).Contains("\"soon\"", StringComparison.Ordinal))
        {
            Assert.True(DateTime.UnixEpoch.AddMilliseconds(Environment.TickCount64) < deadline, "not written within 3 s");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_task_cut_short_by_a_restart_is_over_and_leaves_no_half_made_guest_and_no_lock()
    {
        string create, backup;
        await using (var first = await StartAsync(TimeSpan.FromMinutes(1)))
        {
            using var client = new PveClient(first);
            create = (string)(await client.DataAsync(HttpMethod.Post, "nodes/pve1/qemu", ("vmid", "120"), ("scsi0", "local-lvm:1")))!;
            backup = (string)(await client.DataAsync(HttpMethod.Post, "nodes/pve1/vzdump", ("vmid", "100"), ("storage", "pbs")))!;
        }
        await using var second = await StartAsync();
        using var again = new PveClient(second);
        Assert.Equal("unexpected status", await again.EndAsync(create));
        Assert.Equal("unexpected status", await again.EndAsync(backup));
        Assert.Equal(500, (await again.SendAsync(HttpMethod.Get, "nodes/pve1/qemu/120/config")).Status);
        Assert.Null((await again.GetAsync("nodes/pve1/lxc/100/config"))!["lock"]);
    }

    [Fact]
    public async Task An_unreadable_state_file_is_named()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(StatePath)!);
        await File.WriteAllTextAsync(StatePath, "{broken", TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync());
        Assert.Contains(StatePath, error.Message, StringComparison.Ordinal);
    }
}
