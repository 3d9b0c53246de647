using System.Collections.Immutable;
using System.ComponentModel;
using System.Text.Json.Nodes;
using HomelabMcp.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace HomelabMcp.Hosting.Tests;

public sealed class HubProposalsTests
{
    private static readonly Caller Asking = new(new("local", Core.Role.Operator), "some-client", "7", "call");

    private static readonly ProposalRequest Request = new("A title", "A reason",
    [
        new ProposedChange.Upsert("kind: x"),
        new ProposedChange.Delete("docker.network", "lan", null),
        new ProposedChange.File("a.md", null),
    ]);

    [Fact]
    public async Task A_proposal_reaches_the_hub_with_its_changes_and_the_clients_name_and_comes_back_whole()
    {
        await using var hub = await HubAsync();
        await using var proposals = new HubProposals(hub.Url, "hub-token-of-the-test");
        Assert.True(await proposals.AnswersAsync(TestContext.Current.CancellationToken));
        var answer = await proposals.ProposeAsync(Request, Asking, TestContext.Current.CancellationToken);
        Assert.Equal(("p-1", "proposal/p-1", "abc", null, "low", "some-client/7"), (answer.Proposal, answer.Branch, answer.Commit, answer.Url, answer.Risk, answer.Diff));
        Assert.Equal("h", answer.Plan["hash"]!.GetValue<string>());
        Assert.Equal([new ProposalCheck("schema", true, "3 changes: upsert,delete,file")], answer.Checks);
    }

    [Fact]
    public async Task The_hubs_refusal_is_told_word_for_word()
    {
        await using var hub = await HubAsync();
        await using var proposals = new HubProposals(hub.Url, "hub-token-of-the-test");
        var refused = await Assert.ThrowsAsync<HomelabException>(() => proposals.ProposeAsync(Request with { Title = "bad" }, Asking, TestContext.Current.CancellationToken));
        Assert.Equal("kind 'x' is not known.", refused.Message);
    }

    [Fact]
    public async Task A_wrong_token_or_no_hub_is_said()
    {
        await using var hub = await HubAsync();
        await using var wrong = new HubProposals(hub.Url, "another-token");
        Assert.Contains("did not take the proposal", (await Assert.ThrowsAsync<HomelabException>(() => wrong.ProposeAsync(Request, Asking, TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
        await using var nowhere = new HubProposals(new Uri("http://127.0.0.1:1"), "token");
        Assert.False(await nowhere.AnswersAsync(TestContext.Current.CancellationToken));
        await using var none = new HubProposals(null, "token");
        Assert.False(await none.AnswersAsync(TestContext.Current.CancellationToken));
        Assert.Contains("need a hub", (await Assert.ThrowsAsync<HomelabException>(() => none.ProposeAsync(Request, Asking, TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
    }

    private static async Task<Hub> HubAsync()
    {
        var gitops = new ToolSet("gitops", "GitOps", "gitops_", "", _ => { }, mcp => mcp.WithTools<HubTools>(ToolJson.Options));
        var app = AloneOverHttp.Build(Serving.Options(new()) with { ToolSets = [gitops] }, new Uri("http://127.0.0.1:0"), "hub-token-of-the-test", null);
        app.MapGet("/healthz", () => Results.Ok());
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app, new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()));
    }

    private sealed record Hub(WebApplication App, Uri Url) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => App.DisposeAsync();
    }

    internal sealed record Change(string Op, string? Manifest = null, string? Kind = null, string? Name = null, string? Target = null, string? Path = null, string? Content = null);

    internal sealed record Answer(string Proposal, string Branch, string Commit, JsonObject Plan, string Risk, ImmutableArray<ProposalCheck> Checks, string Diff, string? Url = null);

    [McpServerToolType]
    internal sealed class HubTools
    {
        [Proposal]
        [McpServerTool(Name = "gitops_propose", ReadOnly = false, Destructive = false, UseStructuredContent = true)]
        public static Answer Propose(
            RequestContext<CallToolRequestParams> context,
            [Description("t")] string title,
            [Description("w")] string why,
            [Description("c")] Change[] changes) => title is "bad"
                ? throw new HomelabException("kind 'x' is not known.")
                : new("p-1", "proposal/p-1", "abc", new JsonObject { ["hash"] = "h" }, "low",
                    [new("schema", true, $"{changes.Length} changes: {string.Join(',', changes.Select(change => change.Op))}")],
                    $"{context.Caller().Client}/{context.Caller().ClientVersion}");
    }
}
