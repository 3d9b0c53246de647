
namespace HomelabMcp.Hosting.Tests;

public sealed class HttpTests
{
    public static TheoryData<string> Eras => ["2026-07-28", "2025-11-25"];

    [Theory, MemberData(nameof(Eras))]
    public async Task A_client_of_either_era_lists_and_calls(string version)
    {
        await using var serving = await Serving.StartAsync();
        await using var client = await serving.ConnectAsync(version);
        var tools = await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(tools.Select(tool => tool.Name).Order(StringComparer.Ordinal), tools.Select(tool => tool.Name));
        Assert.Equal("homelab-fixture", client.ServerInfo!.Name);
        var reply = await client.CallAsync("fixture_guests", ("limit", 1));
        Assert.NotEqual(true, reply.IsError);
        Assert.Equal("web100", reply.StructuredContent!.Value.GetProperty("items")[0].GetProperty("name").GetString());
        Assert.Equal(version, client.NegotiatedProtocolVersion);
    }

    [Theory, MemberData(nameof(Eras))]
    public async Task A_destructive_operation_runs_once_a_human_said_yes(string version)
    {
        await using var serving = await Serving.StartAsync();
        string? question = null;
        await using var client = await serving.ConnectAsync(version, asked =>
        {
            question = asked?.Message;
            return Serving.Yes(asked);
        });
        var reply = await client.CallAsync("fixture_rollback", ("guest", "web"));
        Assert.Equal("Roll guest web back to last on (not given)? What was written since is lost.", question);
        Assert.NotEqual(true, reply.IsError);
        Assert.Equal(1, serving.Platform.State.Rollbacks);
    }
}
