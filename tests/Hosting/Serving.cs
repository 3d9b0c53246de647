using System.Text.Json;
using HomelabMcp.Core;
using HomelabMcp.Hosting.Fixture;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace HomelabMcp.Hosting.Tests;

/// <summary>Serves the fixture platform and connects official clients to it.</summary>
internal sealed class Serving : IAsyncDisposable
{
    private readonly WebApplication app;

    private Serving(WebApplication app, FixturePlatform platform)
    {
        this.app = app;
        Platform = platform;
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Url = new Uri(address);
    }

    public Uri Url { get; }

    public FixturePlatform Platform { get; }

    /// <summary>Over HTTP on a free port.</summary>
    public static async Task<Serving> StartAsync(Func<HomelabMcpOptions, HomelabMcpOptions>? change = null, string? token = null, Action<IServiceCollection>? configure = null)
    {
        var platform = new FixturePlatform();
        var options = Options(platform);
        var built = AloneOverHttp.Build(change?.Invoke(options) ?? options, new Uri("http://127.0.0.1:0"), token, configure);
        await built.StartAsync(TestContext.Current.CancellationToken);
        return new(built, platform);
    }

    public static HomelabMcpOptions Options(FixturePlatform platform) => new()
    {
        Configuration = Configuration(),
        ToolSets = [ToolSet.Of(platform)],
        Mode = ServerMode.Operate,
    };

    public static HomelabConfiguration Configuration() => ConfigurationReader.Parse(
        "installation: home\ntargets:\n  one: { platform: fixture, url: http://127.0.0.1:1, token: a-secret-of-the-fixture }\n"u8,
        Path.GetFullPath("homelab.yaml"), [new FixturePlatform()]);

    public Task<McpClient> ConnectAsync(string version, Func<ElicitRequestParams?, ElicitResult>? answer = null, string path = "/mcp", string? token = null) =>
        McpClient.CreateAsync(
            new HttpClientTransport(new()
            {
                Endpoint = new Uri(Url, path),
                TransportMode = HttpTransportMode.StreamableHttp,
                AdditionalHeaders = token is null ? null : new Dictionary<string, string> { ["Authorization"] = $"Bearer {token}" },
            }),
            ClientOptions(version, answer),
            cancellationToken: TestContext.Current.CancellationToken);

    public static McpClientOptions ClientOptions(string version, Func<ElicitRequestParams?, ElicitResult>? answer) => new()
    {
        // Named, it would be asked for by the old handshake; the newest is what a client finds out by itself.
        ProtocolVersion = version is "2026-07-28" ? null : version,
        DiscoverProbeTimeout = TimeSpan.FromSeconds(30),
        ClientInfo = new() { Name = "test-client", Version = "1.2" },
        Handlers = answer is null ? new() : new() { ElicitationHandler = (asked, _) => ValueTask.FromResult(answer(asked)) },
    };

    public static ElicitResult Yes(ElicitRequestParams? asked) => new() { Action = "accept", Content = new Dictionary<string, JsonElement> { ["confirm"] = JsonElement.Parse("true") } };

    public static ElicitResult No(ElicitRequestParams? asked) => new() { Action = "decline" };

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}

internal static class Replies
{
    /// <summary>Waits until something is so; five seconds at most.</summary>
    public static async Task UntilAsync(this FixtureState state, Func<FixtureState, bool> reached)
    {
        for (var i = 0; i < 500 && !reached(state); i++) await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.True(reached(state), "This did not come about within five seconds.");
    }

    public static string Text(this CallToolResult reply) => string.Join('\n', reply.Content.OfType<TextContentBlock>().Select(block => block.Text));

    public static async Task<CallToolResult> CallAsync(this McpClient client, string tool, params (string Name, object? Value)[] arguments) =>
        await client.CallToolAsync(
            tool, arguments.ToDictionary(argument => argument.Name, argument => argument.Value), cancellationToken: TestContext.Current.CancellationToken);
}
