using System.Net;
using System.Text.Json.Nodes;
using HomelabMcp.Core;
using Microsoft.Extensions.DependencyInjection;

namespace HomelabMcp.Hosting.Tests;

public sealed class ModeTests
{
    private static readonly string[] Reads = ["fixture_big", "fixture_fails", "fixture_guest", "fixture_guests", "fixture_leaks", "fixture_lies", "fixture_prints", "fixture_slow", "fixture_who"];

    [Theory]
    [InlineData(ServerMode.Read, "", new string[0])]
    [InlineData(ServerMode.Propose, "", new[] { "fixture_propose_note" })]
    [InlineData(ServerMode.Operate, "", new[] { "fixture_propose_note", "fixture_restart", "fixture_rollback" })]
    [InlineData(ServerMode.Operate, "?mode=read", new string[0])]
    [InlineData(ServerMode.Operate, "?mode=propose", new[] { "fixture_propose_note" })]
    [InlineData(ServerMode.Read, "?mode=operate", new string[0])]
    public async Task A_mode_lists_what_it_may_run_and_a_connection_only_narrows_it(ServerMode mode, string query, string[] writes)
    {
        await using var serving = await Serving.StartAsync(options => options with { Mode = mode });
        foreach (var version in new[] { "2026-07-28", "2025-11-25" })
        {
            await using var client = await serving.ConnectAsync(version, path: $"/mcp{query}");
            var tools = await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal([.. Reads.Concat(writes).Order(StringComparer.Ordinal)], tools.Select(tool => tool.Name));
        }
    }

    [Theory]
    [InlineData(Role.Viewer, "Read", 0)]
    [InlineData(Role.Assistant, "Propose", 1)]
    [InlineData(Role.Operator, "Operate", 3)]
    [InlineData(Role.Reviewer, "Operate", 3)]
    [InlineData(Role.Admin, "Operate", 3)]
    public async Task A_role_bounds_the_mode(Role role, string mode, int writes)
    {
        await using var serving = await Serving.StartAsync(
            options => options, "unused", services => services.AddSingleton<ITokenTable>(new Tokens(role)));
        await using var client = await serving.ConnectAsync("2026-07-28", token: "the-token");
        var tools = await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(Reads.Length + writes, tools.Count);
        var who = (await client.CallAsync("fixture_who")).StructuredContent!.Value;
        Assert.Equal(("anna", role.ToString(), mode, "test-client"), (who.GetProperty("name").GetString(), who.GetProperty("role").GetString(), who.GetProperty("mode").GetString(), who.GetProperty("client").GetString()));
    }

    [Fact]
    public async Task A_tool_that_is_not_listed_is_not_run_either()
    {
        await using var serving = await Serving.StartAsync(options => options with { Mode = ServerMode.Propose });
        await using var client = await serving.ConnectAsync("2026-07-28", Serving.Yes);
        var reply = await client.CallAsync("fixture_restart", ("guest", "web"));
        Assert.True(reply.IsError);
        Assert.Equal("'fixture_restart' acts on a live system and this connection is in propose mode; start the server with --mode operate (or connect without ?mode=propose). Nothing was done.", reply.Text());
        Assert.Equal(0, serving.Platform.State.Restarts);
    }

    [Fact]
    public async Task A_proposal_tool_is_listed_only_while_a_hub_answers()
    {
        var open = false;
        await using var serving = await Serving.StartAsync(options => options with { ProposalsOpen = _ => ValueTask.FromResult(open) });
        await using var client = await serving.ConnectAsync("2026-07-28");
        Assert.DoesNotContain("fixture_propose_note", (await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken)).Select(tool => tool.Name));
        Assert.Contains("needs a hub that answers", (await client.CallAsync("fixture_propose_note", ("note", "x"))).Text(), StringComparison.Ordinal);
        open = true;
        Assert.Contains("fixture_propose_note", (await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken)).Select(tool => tool.Name));
        Assert.Equal("Proposals need a hub: start 'homelab up', or use the hub's own /mcp.", (await client.CallAsync("fixture_propose_note", ("note", "x"))).Text());
    }

    [Fact]
    public async Task A_session_keeps_no_right_that_a_later_request_lacks()
    {
        await using var serving = await Serving.StartAsync();
        await using var client = await serving.ConnectAsync("2025-11-25");
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(serving.Url, "/mcp?mode=read"))
        {
            Content = new StringContent("""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"fixture_restart","arguments":{"guest":"web"}}}""", System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        request.Headers.Add("Mcp-Session-Id", client.SessionId);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Contains("this connection is in read mode", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(0, serving.Platform.State.Restarts);
    }

    [Fact]
    public async Task A_mode_that_does_not_exist_is_refused()
    {
        await using var serving = await Serving.StartAsync();
        using var raw = new RawClient(serving.Url);
        using var response = await raw.SendAsync("tools/list", [], path: "/mcp?mode=reed");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("'reed' is not a mode: did you mean 'read'? valid: operate, propose, read.", await DetailAsync(response));
    }

    [Fact]
    public async Task Each_set_has_a_route_of_its_own_and_the_gateway_has_all()
    {
        var second = new ToolSet("notes", "Notes", "notes_", "Notes.", _ => { }, mcp => mcp.WithTools([ModelContextProtocol.Server.McpServerTool.Create(() => "note", new() { Name = "notes_read" })]));
        await using var serving = await Serving.StartAsync(options => options with { ToolSets = [.. options.ToolSets, second] });
        await using var all = await serving.ConnectAsync("2026-07-28");
        await using var one = await serving.ConnectAsync("2025-11-25", path: "/mcp/notes");
        Assert.Equal("homelab", all.ServerInfo!.Name);
        Assert.Equal("homelab-notes", one.ServerInfo!.Name);
        Assert.Equal(Reads.Length + 4, (await all.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken)).Count);
        Assert.Equal(["notes_read"], (await one.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken)).Select(tool => tool.Name));
        var failure = await Assert.ThrowsAsync<ModelContextProtocol.McpProtocolException>(() => one.CallAsync("fixture_guests"));
        Assert.Contains("There is no tool 'fixture_guests': valid: notes_read.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lower_mode_never_reads_the_credentials_of_a_higher_one()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddHomelabMcp(Serving.Options(new Fixture.FixturePlatform()) with { Mode = ServerMode.Propose });
        await using var provider = services.BuildServiceProvider();
        var target = provider.GetRequiredService<TargetSettings>();
        Assert.Equal("a-secret-of-the-fixture", target.Credential(Access.Read)!.Reveal());
        Assert.Contains("not used in propose mode", Assert.Throws<HomelabException>(() => target.Credential(Access.Operate)).Message, StringComparison.Ordinal);
    }

    internal static async Task<string> DetailAsync(HttpResponseMessage response)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["detail"]!.GetValue<string>();
    }

    internal sealed class Tokens(Role role) : ITokenTable
    {
        public ValueTask<Principal?> FindAsync(ReadOnlyMemory<byte> hash, CancellationToken cancel) =>
            ValueTask.FromResult(TokenHash.Same(hash.Span, TokenHash.Of("the-token")) ? new Principal("anna", role) : null);
    }
}
