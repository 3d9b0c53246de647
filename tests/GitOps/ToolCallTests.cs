using System.Text.Json;
using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace HomelabMcp.GitOps.Tests;

/// <summary>The tools as a client calls them, through the host's pipeline.</summary>
public sealed class ToolCallTests
{
    private const string Back = "kind: lab.net\nname: back\nspec: { driver: overlay }\n";

    [Fact]
    public async Task All_sixteen_are_listed_in_propose_mode_and_no_writing_one_in_read_mode()
    {
        await using var home = await LabHome.OpenAsync();
        await using var propose = await ServedAsync(home, ServerMode.Propose);
        Assert.Equal(16, (await propose.Client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken)).Count);
        await using var read = await ServedAsync(home, ServerMode.Read);
        Assert.All(await read.Client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken), tool => Assert.True(tool.ProtocolTool.Annotations!.ReadOnlyHint));
    }

    [Fact]
    public async Task A_proposal_answers_in_exactly_the_shape_of_the_contract()
    {
        await using var home = await LabHome.OpenAsync();
        await home.SyncAsync();
        await using var served = await ServedAsync(home, ServerMode.Propose);
        var reply = await served.CallAsync("gitops_propose", new() { ["title"] = "A network", ["why"] = "For the back.", ["changes"] = Changes(new JsonObject { ["op"] = "upsert", ["manifest"] = Back }) });
        Assert.Equal(["branch", "checks", "commit", "diff", "plan", "proposal", "risk", "url"], reply.Select(field => field.Key).Order());
        foreach (var count in new[] { "creates", "updates", "adopts", "replaces", "deletes" }) Assert.Equal(count is "creates" ? 1 : 0, reply["plan"]![count]!.GetValue<int>());
        Assert.Equal(64, reply["plan"]!["hash"]!.GetValue<string>().Length);
        Assert.Equal("create", reply["plan"]!["steps"]![0]!["operation"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_bad_manifest_is_a_tool_error_with_file_line_and_field()
    {
        await using var home = await LabHome.OpenAsync();
        await using var served = await ServedAsync(home, ServerMode.Propose);
        var result = await served.RawAsync("gitops_propose", new() { ["title"] = "x", ["why"] = "", ["changes"] = Changes(new JsonObject { ["op"] = "upsert", ["manifest"] = "kind: lab.net\nname: x\nspec: { drvier: a }\n" }) });
        Assert.True(result.IsError);
        Assert.Contains("lab/net/x.yaml:3: spec.drvier", string.Join(' ', result.Content.OfType<TextContentBlock>().Select(block => block.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_resources_drift_and_capture_tell_the_story_of_a_hand_edit()
    {
        await using var home = await LabHome.OpenAsync(("lab/net/front.yaml", LabHome.Seed), ("lab/vm/a.yaml", "kind: lab.vm\nname: a\nspec: { vmid: 100, memory: 1 }\n"));
        await home.SyncAsync();
        home.Lab.Edit("lab.vm:100", "memory", JsonValue.Create(4));
        home.Lab.Add("lab.net", "stranger", """{"driver":"macvlan"}""");
        await home.SyncAsync();
        await using var served = await ServedAsync(home, ServerMode.Propose);

        var status = await served.CallAsync("gitops_status", []);
        Assert.False(status["converged"]!.GetValue<bool>());
        Assert.Equal(1, status["resources"]!["unmanaged"]!.GetValue<int>());
        var drift = await served.CallAsync("gitops_drift", []);
        Assert.Equal("memory 4 1", drift["items"]![0]!["diff"]![0] is { } change ? $"{change["path"]} {change["before"]} {change["after"]}" : "");
        var one = await served.CallAsync("gitops_resource", new() { ["kind"] = "lab.vm", ["name"] = "a" });
        Assert.Equal(("drifted", "lab/vm/a.yaml"), (one["state"]!.GetValue<string>(), one["source"]!["file"]!.GetValue<string>()));
        Assert.Equal(1, (await served.CallAsync("gitops_resources", new() { ["state"] = "unmanaged" }))["total"]!.GetValue<int>());

        var captured = await served.CallAsync("gitops_capture", new() { ["kind"] = "lab.vm", ["name"] = "a" });
        Assert.Contains("memory: 4", await home.GitAsync("show", $"{captured["branch"]}:lab/vm/a.yaml"), StringComparison.Ordinal);
        var adopted = await served.CallAsync("gitops_capture", new() { ["kind"] = "lab.net", ["name"] = "stranger" });
        Assert.Equal((1, 0), (adopted["plan"]!["adopts"]!.GetValue<int>(), adopted["plan"]!["creates"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Runs_plan_kinds_sync_and_rollback_answer()
    {
        await using var home = await LabHome.OpenAsync();
        await home.SyncAsync();
        await home.PushAsync("lab/net/back.yaml", Back);
        await using var served = await ServedAsync(home, ServerMode.Propose);
        Assert.True((await served.CallAsync("gitops_sync", []))["converged"]!.GetValue<bool>());
        Assert.Equal(2, (await served.CallAsync("gitops_runs", []))["total"]!.GetValue<int>());
        var run = await served.CallAsync("gitops_run", []);
        Assert.Equal("back done", run["steps"]![0] is { } step ? $"{step["name"]} {step["state"]}" : "");
        Assert.Equal(0, (await served.CallAsync("gitops_plan", []))["creates"]!.GetValue<int>());
        Assert.Contains("driver: bridge", (await served.CallAsync("gitops_kinds", new() { ["kind"] = "lab.net" }))["kind"]!["example"]!.GetValue<string>(), StringComparison.Ordinal);
        var back = await served.CallAsync("gitops_rollback", new() { ["to"] = await home.GitAsync("rev-parse", "main~1") });
        Assert.Equal(1, back["plan"]!["deletes"]!.GetValue<int>());
        var plan = await served.CallAsync("gitops_plan", new() { ["ref"] = back["branch"]!.GetValue<string>() });
        Assert.Equal(1, plan["deletes"]!.GetValue<int>());
        var proposal = await served.CallAsync("gitops_proposal", new() { ["proposal"] = back["proposal"]!.GetValue<string>() });
        Assert.Equal("open", proposal["state"]!.GetValue<string>());
        Assert.Equal("withdrawn", (await served.CallAsync("gitops_withdraw", new() { ["proposal"] = back["proposal"]!.GetValue<string>() }))["state"]!.GetValue<string>());
    }

    private static JsonArray Changes(params JsonObject[] changes) => [.. changes];

    private static async Task<Served> ServedAsync(LabHome home, ServerMode mode)
    {
        var cancel = TestContext.Current.CancellationToken;
        var app = AloneOverHttp.Build(new()
        {
            Configuration = new() { File = "homelab.yaml", Installation = "home", StorePath = "x", DataFolder = "." },
            ToolSets = [GitOpsTools.Of(home.Services, home.Proposals)],
            Mode = mode,
            Local = LabHome.Assistant.Principal,
        }, new Uri("http://127.0.0.1:0"), null, null);
        await app.StartAsync(cancel);
        var url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var client = await McpClient.CreateAsync(new HttpClientTransport(new() { Endpoint = new Uri(new Uri(url), "/mcp"), TransportMode = HttpTransportMode.StreamableHttp }), new() { ClientInfo = new() { Name = "test-client", Version = "1" } }, cancellationToken: cancel);
        return new(app, client);
    }

    private sealed record Served(WebApplication App, McpClient Client) : IAsyncDisposable
    {
        public async Task<CallToolResult> RawAsync(string tool, JsonObject arguments) =>
            await Client.CallToolAsync(tool, arguments.ToDictionary(pair => pair.Key, pair => (object?)pair.Value), cancellationToken: TestContext.Current.CancellationToken);

        public async Task<JsonObject> CallAsync(string tool, JsonObject arguments)
        {
            var result = await RawAsync(tool, arguments);
            Assert.False(result.IsError is true, string.Join(' ', result.Content.OfType<TextContentBlock>().Select(block => block.Text)));
            return JsonObject.Create(result.StructuredContent!.Value)!;
        }

        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            await App.DisposeAsync();
        }
    }
}
