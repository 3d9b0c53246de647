using System.Net;
using System.Text.Json.Nodes;

namespace HomelabMcp.Hub.Tests;

/// <summary>The demo as its users start and stop it.</summary>
public sealed class DemoProcessTests
{
    [Fact]
    public async Task The_demo_starts_stops_and_carries_on_where_it_stopped()
    {
        using var folder = new TemporaryFolder("demo-test");
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "notes.txt"), "mine", TestContext.Current.CancellationToken);
        JsonObject first;
        await using (var demo = HomelabProcess.Start(folder.Path, "demo", "--json", "--port", "0", "--data", folder.Path))
        {
            first = (JsonObject)JsonNode.Parse(await demo.LineAsync())!;
            Assert.Equal(HttpStatusCode.OK, await AskAsync(first, "/api/v1/status"));
            var (code, rest, took) = await demo.StopAsync();
            Assert.Equal(0, code);
            Assert.Empty(rest);
            Assert.True(took < TimeSpan.FromSeconds(10), $"It took {took} to stop.");
        }

        await using (var demo = HomelabProcess.Start(folder.Path, "demo", "--json", "--data", folder.Path))
        {
            var second = (JsonObject)JsonNode.Parse(await demo.LineAsync())!;
            Assert.Equal(first.ToJsonString(), second.ToJsonString());
            Assert.Equal(HttpStatusCode.OK, await AskAsync(second, "/api/v1/status"));
            Assert.Equal(0, (await demo.StopAsync()).ExitCode);
        }

        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(folder.Path, "notes.txt"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_demo_without_a_folder_leaves_nothing_behind()
    {
        using var folder = new TemporaryFolder("demo-test");
        await using var demo = HomelabProcess.Start(folder.Path, "demo", "--json", "--port", "0");
        var home = Path.GetDirectoryName((string)JsonNode.Parse(await demo.LineAsync())!["config"]!)!;
        Assert.True(Directory.Exists(home));

        Assert.Equal(0, (await demo.StopAsync()).ExitCode);

        Assert.False(Directory.Exists(home));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task The_sandbox_tells_its_addresses_in_one_line()
    {
        using var folder = new TemporaryFolder("sandbox-test");
        await using var sandbox = HomelabProcess.Start(folder.Path, "sandbox", "proxmox", "--json");
        var targets = JsonNode.Parse(await sandbox.LineAsync())!["targets"]!.AsObject();

        using var http = new HttpClient();
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"PVEAPIToken={targets["proxmox"]!["token"]}");
        var version = await http.GetStringAsync(new Uri($"{targets["proxmox"]!["url"]}/api2/json/version"), TestContext.Current.CancellationToken);

        Assert.Equal(["proxmox"], targets.Select(target => target.Key));
        Assert.Contains("\"version\"", version);
        Assert.Equal(0, (await sandbox.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task A_folder_with_somebody_elses_files_of_our_names_is_refused()
    {
        using var folder = new TemporaryFolder("demo-test");
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "homelab.yaml"), "installation: real", TestContext.Current.CancellationToken);

        var run = await CommandRun.OfAsync("demo", "--data", folder.Path, "--port", "0");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("is not a demo's", run.Errors);
        Assert.Equal("installation: real", await File.ReadAllTextAsync(Path.Combine(folder.Path, "homelab.yaml"), TestContext.Current.CancellationToken));
        Assert.Single(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    private static async Task<HttpStatusCode> AskAsync(JsonObject home, string path)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", (string)home["tokens"]!["viewer"]!);
        using var answer = await http.GetAsync(new Uri((string)home["hub"]! + path), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
