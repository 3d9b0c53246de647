using System.Net;
using System.Text.Json.Nodes;

namespace HomelabMcp.EndToEnd.Tests;

/// <summary>The first of the two commands, as contract and README promise it.</summary>
public sealed class DemoTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_demo_says_where_everything_is_answers_there_and_stops_clean()
    {
        using var data = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(data.Path, "foreign.txt"), "mine", Cancel);
        await using var demo = await RunningDemo.StartAsync(Cancel, data.Path);

        Assert.All(new[] { "hub", "dashboard", "mcp", "config", "repository" }, name => Assert.NotEmpty(demo.Said[name]!.GetValue<string>()));
        Assert.All(new[] { "viewer", "assistant", "operator", "reviewer", "admin" }, role => Assert.NotEmpty(demo.Token(role)));
        using var anyone = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await anyone.GetAsync(demo.Hub, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await anyone.GetAsync(new Uri(demo.Hub, "/api/v1/status"), Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await anyone.GetAsync(new Uri(demo.Hub, "/healthz"), Cancel)).StatusCode);

        var (exitCode, took) = await demo.StopAsync();

        Assert.Equal(0, exitCode);
        Assert.True(took < TimeSpan.FromSeconds(10), $"It took {took} to stop.");
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(data.Path, "foreign.txt"), Cancel));
    }

    [Fact]
    public async Task A_second_start_on_the_same_data_carries_on_where_the_first_stopped()
    {
        using var data = new TemporaryFolder();
        JsonObject first;
        int guests;
        await using (var demo = await RunningDemo.StartAsync(Cancel, data.Path))
        {
            first = demo.Said;
            using var proxmox = demo.Proxmox();
            guests = (await proxmox.GuestsAsync(Cancel)).Count;
            await demo.StopAsync();
        }

        await using var again = await RunningDemo.StartAsync(Cancel, data.Path);

        Assert.Equal(first["tokens"]!.ToJsonString(), again.Said["tokens"]!.ToJsonString());
        Assert.Equal(first["repository"]!.ToJsonString(), again.Said["repository"]!.ToJsonString());
        using var after = again.Proxmox();
        Assert.Equal(guests, (await after.GuestsAsync(Cancel)).Count);
        var outcome = await HomelabProcess.RunAsync(data.Path, null, Cancel, "plan", "--config", again.Config);
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
    }
}
