
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

    [Fact]
    public async Task Discovery_names_the_versions_of_both_eras()
    {
        await using var serving = await Serving.StartAsync();
        using var raw = new RawClient(serving.Url);
        using var response = await raw.SendAsync("server/discover", []);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("""["2024-11-05","2025-03-26","2025-06-18","2025-11-25","2026-07-28"]""", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_of_tools_may_be_kept_by_its_own_client_only()
    {
        await using var serving = await Serving.StartAsync();
        using var raw = new RawClient(serving.Url);
        using var response = await raw.SendAsync("tools/list", []);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("\"ttlMs\":300000", body, StringComparison.Ordinal);
        Assert.Contains("\"cacheScope\":\"private\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Idle_sessions_beyond_the_bound_are_forgotten()
    {
        await using var serving = await Serving.StartAsync(options => options with { Limits = new CallLimits { IdleSessions = 2 } });
        using var http = new HttpClient();
        var sessions = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            using var opened = await PostAsync(http, serving, null, """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""");
            sessions.Add(opened.Headers.GetValues("Mcp-Session-Id").Single());
        }

        var statuses = new List<System.Net.HttpStatusCode>();
        foreach (var session in sessions)
        {
            using var pinged = await PostAsync(http, serving, session, """{"jsonrpc":"2.0","id":2,"method":"ping"}""");
            statuses.Add(pinged.StatusCode);
        }

        Assert.Equal(System.Net.HttpStatusCode.NotFound, statuses[0]);
        Assert.Equal(System.Net.HttpStatusCode.OK, statuses[^1]);
        Assert.InRange(statuses.Count(status => status is System.Net.HttpStatusCode.OK), 1, 3);
    }

    internal static async Task<HttpResponseMessage> PostAsync(HttpClient http, Serving serving, string? session, string message)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(serving.Url, "/mcp")) { Content = new StringContent(message, System.Text.Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        if (session is not null) request.Headers.Add("Mcp-Session-Id", session);
        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
