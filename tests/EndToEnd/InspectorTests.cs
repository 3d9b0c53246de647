using System.Text.Json.Nodes;

namespace HomelabMcp.EndToEnd.Tests;

/// <summary>Every server, over both transports, by a client that we did not write.</summary>
public sealed class InspectorTests(InspectorTests.Demo demo) : IClassFixture<InspectorTests.Demo>
{
    public static TheoryData<string, string> Servers => new()
    {
        { "proxmox", "proxmox_overview" },
        { "docker", "docker_overview" },
        { "gitops", "gitops_status" },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task The_inspector_lists_and_calls_a_server_over_stdio(string server, string tool)
    {
        Inspector.Require();
        var running = demo.Running;

        var tools = await Inspector.StdioAsync(running.Config, server, Cancel, "--method", "tools/list", "--strict");
        var reply = await Inspector.StdioAsync(running.Config, server, Cancel, "--method", "tools/call", "--tool-name", tool);

        AssertLists(tools, tool);
        AssertAnswers(reply);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task The_inspector_lists_and_calls_a_server_over_http(string server, string tool)
    {
        Inspector.Require();
        var running = demo.Running;
        var url = new Uri(running.Hub, $"/mcp/{server}");
        var token = running.Token("assistant");

        var tools = await Inspector.HttpAsync(url, token, Cancel, "--method", "tools/list", "--strict");
        var reply = await Inspector.HttpAsync(url, token, Cancel, "--method", "tools/call", "--tool-name", tool);

        AssertLists(tools, tool);
        AssertAnswers(reply);
    }

    [Theory]
    [InlineData("2025-11-25")]
    [InlineData(null)]
    public async Task The_gateway_offers_every_server_to_both_eras_of_clients(string? era)
    {
        var running = demo.Running;

        await using var client = await running.McpAsync("assistant", "/mcp", Cancel, era);
        var names = (await client.ListToolsAsync(cancellationToken: Cancel)).Select(tool => tool.Name).ToList();

        Assert.All(Servers, row => Assert.Contains(row.Data.Item2, names));
    }

    private static void AssertLists(JsonObject tools, string tool) =>
        Assert.Contains(tool, tools["tools"]!.AsArray().Select(one => one!["name"]!.GetValue<string>()));

    private static void AssertAnswers(JsonObject reply)
    {
        Assert.NotEqual(true, reply["isError"]?.GetValue<bool>());
        Assert.NotNull(reply["structuredContent"]);
    }

    /// <summary>One demo for all of them, started at first use.</summary>
    public sealed class Demo : IAsyncLifetime
    {
        private RunningDemo? running;

        internal RunningDemo Running => running ?? throw new InvalidOperationException("The demo did not start.");

        public async ValueTask InitializeAsync() => running = await RunningDemo.StartAsync(TestContext.Current.CancellationToken);

        public async ValueTask DisposeAsync()
        {
            if (running is not null) await running.DisposeAsync();
        }
    }
}
