using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HomelabMcp.Simulation.Docker;

namespace HomelabMcp.Simulation.Tests.Docker;

/// <summary>What the simulated engine does beside being like a real one (that is tests/Docker): its home, its file, its clock.</summary>
public sealed class SimulatedDockerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_demo_home_has_something_to_find()
    {
        await using var docker = await SimulatedDocker.StartAsync(new DockerSimulationOptions(), Cancel);
        using var http = new HttpClient { BaseAddress = docker.Url };
        var rows = (await http.GetFromJsonAsync<JsonArray>("containers/json?all=1", Cancel))!.Select(row => row!).ToList();
        var names = rows.Select(row => row["Names"]![0]!.GetValue<string>()).ToList();
        foreach (var name in (string[])["/traefik", "/jellyfin", "/home-assistant", "/grafana", "/prometheus", "/postgres", "/vaultwarden", "/paperless", "/uptime-kuma"])
            Assert.Contains(name, names);
        Assert.Contains(rows, row => row["Status"]!.GetValue<string>().Contains("(unhealthy)", StringComparison.Ordinal));
        Assert.Contains(rows, row => row["Status"]!.GetValue<string>().StartsWith("Exited (137)", StringComparison.Ordinal));
        Assert.True(rows.Count(row => row["Labels"]!["com.docker.compose.project"] is not null) >= 8);
        Assert.NotEmpty(await http.GetByteArrayAsync("containers/paperless/logs?stderr=1&stdout=1&tail=5", Cancel));
        var stats = (await http.GetFromJsonAsync<JsonObject>("containers/jellyfin/stats?stream=false", Cancel))!;
        Assert.True(stats["memory_stats"]!["usage"]!.GetValue<long>() > 100_000_000);
    }

    [Fact]
    public async Task Equal_seeds_give_equal_homes_and_scale_adds_to_them()
    {
        async Task<List<string>> Ids(int seed, int scale)
        {
            await using var docker = await SimulatedDocker.StartAsync(new DockerSimulationOptions { Seed = seed, Scale = scale }, Cancel);
            using var http = new HttpClient { BaseAddress = docker.Url };
            return [.. (await http.GetFromJsonAsync<JsonArray>("containers/json?all=1", Cancel))!.Select(row => row!["Id"]!.GetValue<string>()).Order(StringComparer.Ordinal)];
        }

        var home = await Ids(7, 0);
        Assert.Equal(home, await Ids(7, 0));
        Assert.NotEqual(home, await Ids(8, 0));
        Assert.Equal(home.Count + 25, (await Ids(7, 25)).Count);
    }

    [Fact]
    public async Task State_survives_a_restart_and_a_kill_loses_a_fifth_of_a_second_at_most()
    {
        var folder = Directory.CreateTempSubdirectory("sim-docker-");
        try
        {
            var options = new DockerSimulationOptions { StatePath = Path.Combine(folder.FullName, "docker.json") };
            var first = await SimulatedDocker.StartAsync(options, Cancel);
            using (var http = new HttpClient { BaseAddress = first.Url })
            {
                using var made = await http.PostAsJsonAsync("volumes/create", new JsonObject { ["Name"] = "kept" }, Cancel);
                made.EnsureSuccessStatusCode();
            }
            for (var attempt = 0; attempt < 100 && !(File.Exists(options.StatePath) && (await File.ReadAllTextAsync(options.StatePath, Cancel)).Contains("\"kept\"", StringComparison.Ordinal)); attempt++)
                await Task.Delay(20, Cancel);
            // Read from the file as it is, the first engine still running: what a kill -9 would have left.
            await using (var second = await SimulatedDocker.StartAsync(options with { StatePath = Copy(options.StatePath!) }, Cancel))
            {
                using var http = new HttpClient { BaseAddress = second.Url };
                Assert.Equal("kept", (await http.GetFromJsonAsync<JsonObject>("volumes/kept", Cancel))!["Name"]!.GetValue<string>());
                using var stopped = await http.PostAsync("containers/grafana/stop", null, Cancel);
                Assert.Equal(204, (int)stopped.StatusCode);
            }
            await first.DisposeAsync();
            await using var third = await SimulatedDocker.StartAsync(options with { StatePath = Copy(options.StatePath!) }, Cancel);
            using var last = new HttpClient { BaseAddress = third.Url };
            var grafana = (await last.GetFromJsonAsync<JsonObject>("containers/grafana/json", Cancel))!;
            Assert.Equal("exited", grafana["State"]!["Status"]!.GetValue<string>());
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static string Copy(string path)
        {
            var copy = path + ".copy";
            if (!File.Exists(copy))
                File.Copy(path, copy);
            return copy;
        }
    }

    [Fact]
    public async Task A_file_that_holds_something_else_is_refused()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "null", Cancel);
            var error = await Assert.ThrowsAsync<InvalidDataException>(() => SimulatedDocker.StartAsync(new DockerSimulationOptions { StatePath = file }, Cancel));
            Assert.Contains("holds no state of a simulated Docker Engine", error.Message);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_restart_policy_starts_a_failing_program_again_by_the_clock()
    {
        var clock = new MovedClock();
        await using var docker = await SimulatedDocker.StartAsync(new DockerSimulationOptions { TimeProvider = clock }, Cancel);
        using var http = new HttpClient { BaseAddress = docker.Url };
        var body = new JsonObject
        {
            ["Image"] = "homelab/busybox:1",
            ["Cmd"] = new JsonArray("sh", "-c", "sleep 1; exit 2"),
            ["HostConfig"] = new JsonObject { ["RestartPolicy"] = new JsonObject { ["Name"] = "on-failure", ["MaximumRetryCount"] = 2 } },
        };
        using var made = await http.PostAsJsonAsync("containers/create?name=flaky", body, Cancel);
        using var started = await http.PostAsync("containers/flaky/start", null, Cancel);
        clock.Now += TimeSpan.FromSeconds(60);
        var state = (await http.GetFromJsonAsync<JsonObject>("containers/flaky/json", Cancel))!;
        Assert.Equal((2, "exited", 2), (state["RestartCount"]!.GetValue<int>(), state["State"]!["Status"]!.GetValue<string>(), state["State"]!["ExitCode"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_taken_port_refuses_the_second_start()
    {
        await using var docker = await SimulatedDocker.StartAsync(new DockerSimulationOptions(), Cancel);
        using var http = new HttpClient { BaseAddress = docker.Url };
        var body = new JsonObject { ["Image"] = "nginx:1.27", ["HostConfig"] = new JsonObject { ["PortBindings"] = new JsonObject { ["80/tcp"] = new JsonArray(new JsonObject { ["HostPort"] = "3000" }) } } };
        using var pulled = await http.PostAsync("images/create?fromImage=nginx&tag=1.27", null, Cancel);
        Assert.Contains("Downloaded newer image for nginx:1.27", await pulled.Content.ReadAsStringAsync(Cancel));
        using var made = await http.PostAsJsonAsync("containers/create?name=web", body, Cancel);
        using var started = await http.PostAsync("containers/web/start", null, Cancel);
        Assert.Equal(500, (int)started.StatusCode);
        Assert.Contains("Bind for 0.0.0.0:3000 failed: port is already allocated", await started.Content.ReadAsStringAsync(Cancel));
    }

    private sealed class MovedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
