using HomelabMcp.Core;
using HomelabMcp.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace HomelabMcp.GitOps;

/// <summary>
/// <c>homelab-mcp-gitops</c>: the hub's <c>/mcp/gitops</c> over stdio. It holds nothing but a token; what it may do the
/// hub decides.
/// </summary>
internal sealed class ThinClient(Uri endpoint, string token) : IAsyncDisposable
{
    private const int WrongUsage = 64;
    private static readonly Implementation Ourselves = new() { Name = "homelab-mcp-gitops", Version = ServerVersion.Text, Title = "GitOps" };
    private readonly SemaphoreSlim connecting = new(1, 1);
    private McpClient? hub;

    /// <summary>The whole program; answers with its exit code.</summary>
    public static async Task<int> MainAsync(string[] args)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        try
        {
            var arguments = ThinArguments.Parse(args);
            if (arguments.Help) return Say(Help);
            if (arguments.Version) return Say(ServerVersion.Text + "\n");
            var token = Environment.GetEnvironmentVariable("HOMELAB_TOKEN");
            if (string.IsNullOrEmpty(token)) throw new HomelabException("HOMELAB_TOKEN is not set: make a token with 'homelab token create' and put it there.");
            await using var client = new ThinClient(arguments.Endpoint(HubOfFile(arguments)), token);
            await using var input = Console.OpenStandardInput();
            await using var output = Console.OpenStandardOutput();
            await client.ServeAsync(input, output, stop.Token);
            return 0;
        }
        catch (UsageException wrong)
        {
            await Console.Error.WriteLineAsync($"{wrong.Message} See homelab-mcp-gitops --help.");
            return WrongUsage;
        }
        catch (HomelabException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
    }

    /// <summary>Serves until the input ends.</summary>
    public async Task ServeAsync(Stream input, Stream output, CancellationToken cancel)
    {
        // Asked once before anybody waits for an answer: a hub that is not there is an error, not a server without tools.
        await HubAsync(Ourselves, cancel);
        var options = new McpServerOptions
        {
            ServerInfo = Ourselves,
            ServerInstructions = hub!.ServerInstructions,
            Handlers = new()
            {
                ListToolsHandler = async (context, stopped) => new() { Tools = [.. (await (await ForAsync(context.Server, stopped)).ListToolsAsync(cancellationToken: stopped)).Select(tool => tool.ProtocolTool)] },
                CallToolHandler = async (context, stopped) => await (await ForAsync(context.Server, stopped)).CallToolAsync(context.Params!, stopped),
            },
        };
        await using var transport = new StreamServerTransport(input, output, "homelab-mcp-gitops", NullLoggerFactory.Instance);
        await using var server = McpServer.Create(transport, options, NullLoggerFactory.Instance);
        try
        {
            await server.RunAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Asked to stop: that is an ordinary end.
            return;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (hub is not null) await hub.DisposeAsync();
        connecting.Dispose();
    }

    // The hub writes the client's own name into commits, so it is told that name as soon as it is known.
    private Task<McpClient> ForAsync(McpServer server, CancellationToken cancel) => HubAsync(server.ClientInfo ?? Ourselves, cancel);

    private Implementation? known;

    private async Task<McpClient> HubAsync(Implementation client, CancellationToken cancel)
    {
        await connecting.WaitAsync(cancel);
        try
        {
            if (hub is not null && known?.Name == client.Name && known.Version == client.Version) return hub;
            if (hub is not null) await hub.DisposeAsync();
            hub = null;
            hub = await McpClient.CreateAsync(
                new HttpClientTransport(new()
                {
                    Endpoint = endpoint,
                    TransportMode = HttpTransportMode.StreamableHttp,
                    AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {token}" },
                }),
                new() { ClientInfo = client }, cancellationToken: cancel);
            known = client;
            return hub;
        }
        catch (Exception failure) when (failure is HttpRequestException or ModelContextProtocol.McpException or IOException)
        {
            throw new HomelabException($"The hub at {endpoint.GetLeftPart(UriPartial.Authority)} did not answer ({failure.Message}): start it with 'homelab up', or name it with --hub.", failure);
        }
        finally
        {
            connecting.Release();
        }
    }

    // Without a file the hub's usual address is tried: a thin client needs no configuration of its own.
    private static Uri? HubOfFile(ThinArguments arguments)
    {
        if (arguments.Hub is not null) return null;
        var asked = arguments.Config ?? Environment.GetEnvironmentVariable("HOMELAB_CONFIG");
        if (asked is null && !File.Exists("homelab.yaml")) return null;
        return HubAddress.Read(asked ?? "homelab.yaml");
    }

    private static int Say(string text)
    {
        Console.Out.Write(text);
        return 0;
    }

    private const string Help = """
        homelab-mcp-gitops: the hub's GitOps MCP server over stdio.

        Usage: homelab-mcp-gitops [--hub URL] [--config FILE] [--mode MODE]

          --hub URL      the hub; else hub.listen of homelab.yaml, else http://127.0.0.1:7420
          --config FILE  homelab.yaml; else $HOMELAB_CONFIG, ./homelab.yaml
          --mode MODE    read or propose: narrows what the token allows
          --version      print the version
          --help         print this

        $HOMELAB_TOKEN holds the hub's token.

        Examples:
          HOMELAB_TOKEN=… homelab-mcp-gitops
          HOMELAB_TOKEN=… homelab-mcp-gitops --hub https://homelab.lan --mode read

        Exit codes: 0 done, 1 failed, 64 wrong usage.

        """;
}
