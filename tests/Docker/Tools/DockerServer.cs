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

namespace HomelabMcp.Docker.Tests;

/// <summary>The Docker server as it is served, with an official client on it, before one or more engines.</summary>
internal sealed class DockerServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private DockerServer(WebApplication app, McpClient client)
    {
        this.app = app;
        Client = client;
    }

    public McpClient Client { get; }

    /// <param name="targets">Name and address of each engine.</param>
    /// <param name="mode">What the server may do.</param>
    /// <param name="confirms">The human's answer to a question; null: a client that cannot be asked.</param>
    public static async Task<DockerServer> StartAsync(IReadOnlyList<(string Name, Uri Url)> targets, ServerMode mode = ServerMode.Operate, bool? confirms = null)
    {
        var yaml = "installation: home\ntargets:\n" + string.Concat(targets.Select(target => $"  {target.Name}: {{ platform: docker, url: \"{target.Url}\" }}\n"));
        var options = new HomelabMcpOptions
        {
            Configuration = ConfigurationReader.Parse(System.Text.Encoding.UTF8.GetBytes(yaml), Path.GetFullPath("homelab.yaml"), [new DockerPlatform()]),
            ToolSets = [ToolSet.Of(new DockerPlatform())],
            Mode = mode,
        };
        var built = AloneOverHttp.Build(options, new Uri("http://127.0.0.1:0"), null, null);
        await built.StartAsync(TestContext.Current.CancellationToken);
        var url = new Uri(built.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        var client = await McpClient.CreateAsync(
            new HttpClientTransport(new() { Endpoint = new Uri(url, "/mcp"), TransportMode = HttpTransportMode.StreamableHttp }),
            new McpClientOptions
            {
                DiscoverProbeTimeout = TimeSpan.FromSeconds(30),
                Handlers = confirms is not { } yes ? new() : new()
                {
                    ElicitationHandler = (_, _) => ValueTask.FromResult(yes
                        ? new ElicitResult { Action = "accept", Content = new Dictionary<string, JsonElement> { ["confirm"] = JsonElement.Parse("true") } }
                        : new ElicitResult { Action = "decline" }),
                },
            },
            cancellationToken: TestContext.Current.CancellationToken);
        return new DockerServer(built, client);
    }

    public static Task<DockerServer> StartAsync(EngineUnderTest engine, ServerMode mode = ServerMode.Operate, bool? confirms = null) =>
        StartAsync([("docker", engine.Url)], mode, confirms);

    /// <summary>The structured reply; fails the test on an error.</summary>
    public async Task<JsonObject> CallAsync(string tool, params (string Name, object? Value)[] arguments)
    {
        var reply = await SendAsync(tool, arguments);
        Assert.True(reply.IsError is not true, Text(reply));
        return JsonNode.Parse(reply.StructuredContent!.Value.GetRawText())!.AsObject();
    }

    /// <summary>The sentence of the error; fails the test where there is none.</summary>
    public async Task<string> ErrorAsync(string tool, params (string Name, object? Value)[] arguments)
    {
        var reply = await SendAsync(tool, arguments);
        Assert.True(reply.IsError is true, $"{tool} should have failed and answered {Text(reply)}");
        return Text(reply);
    }

    public async Task<CallToolResult> SendAsync(string tool, params (string Name, object? Value)[] arguments) => await Client.CallToolAsync(
        tool, arguments.ToDictionary(argument => argument.Name, argument => argument.Value), cancellationToken: TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await app.DisposeAsync();
    }

    private static string Text(CallToolResult reply) => string.Join('\n', reply.Content.OfType<TextContentBlock>().Select(block => block.Text));
}
