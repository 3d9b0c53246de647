using System.IO.Pipelines;
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

public sealed class ThinClientTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Over_stdio_the_hubs_tools_are_listed_and_called_under_the_clients_own_name()
    {
        await using var home = await LabHome.OpenAsync();
        await home.SyncAsync();
        await using var app = AloneOverHttp.Build(new()
        {
            Configuration = new() { File = "homelab.yaml", Installation = "home", StorePath = "x", DataFolder = "." },
            ToolSets = [GitOpsTools.Of(home.Services, home.Proposals)],
            Local = LabHome.Assistant.Principal,
        }, new Uri("http://127.0.0.1:0"), "the-token", null);
        await app.StartAsync(Cancel);
        var hub = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

        var (toServer, toClient) = (new Pipe(), new Pipe());
        await using var thin = new ThinClient(new Uri(hub, "/mcp"), "the-token");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var serving = thin.ServeAsync(toServer.Reader.AsStream(), toClient.Writer.AsStream(), stop.Token);
        await using (var client = await McpClient.CreateAsync(new StreamClientTransport(toServer.Writer.AsStream(), toClient.Reader.AsStream()), new() { ClientInfo = new() { Name = "editor", Version = "3.4" } }, cancellationToken: Cancel))
        {
            Assert.Equal(16, (await client.ListToolsAsync(cancellationToken: Cancel)).Count);
            var change = new JsonObject { ["op"] = "upsert", ["manifest"] = "kind: lab.net\nname: back\nspec: {}\n" };
            var result = await client.CallToolAsync("gitops_propose", new Dictionary<string, object?> { ["title"] = "t", ["why"] = "w", ["changes"] = new JsonArray(change) }, cancellationToken: Cancel);
            Assert.False(result.IsError is true);
            var branch = JsonObject.Create(result.StructuredContent!.Value)!["branch"]!.GetValue<string>();
            Assert.StartsWith("editor/3.4 (call ", await home.GitAsync("log", "-1", "--format=%(trailers:key=Assisted-by,valueonly)", branch), StringComparison.Ordinal);
        }

        await stop.CancelAsync();
        await serving;
    }

    [Fact]
    public async Task A_hub_that_does_not_answer_is_an_error_that_says_what_to_do()
    {
        await using var thin = new ThinClient(new Uri("http://127.0.0.1:9/mcp/gitops"), "t");
        var failure = await Assert.ThrowsAsync<HomelabException>(() => thin.ServeAsync(Stream.Null, Stream.Null, Cancel));
        Assert.Contains("homelab up", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_address_comes_from_the_option_then_the_file_then_the_usual_place()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "installation: home\nhub: { listen: http://127.0.0.1:7999 }\ntargets: { x: { platform: unheard-of, token: \"${env:NOT_SET}\" } }\n");
            Assert.Equal("http://127.0.0.1:7999/mcp/gitops", ThinArguments.Parse([]).Endpoint(HubAddress.Read(file)).ToString());
            Assert.Equal("http://hub:1/mcp/gitops?mode=read", ThinArguments.Parse(["--hub", "http://hub:1", "--mode", "read"]).Endpoint(null).ToString());
            Assert.Equal("http://127.0.0.1:7420/mcp/gitops", ThinArguments.Parse([]).Endpoint(null).ToString());
            Assert.Contains("did you mean '--hub'?", Assert.Throws<UsageException>(() => ThinArguments.Parse(["--hubb"])).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
