using System.CommandLine;
using HomelabMcp.Core;
using HomelabMcp.GitOps;
using HomelabMcp.Hosting;
using HomelabMcp.Hub.Doors;

namespace HomelabMcp.Hub.Commands;

/// <summary><c>homelab mcp</c>.</summary>
internal sealed class McpCommand : Verb
{
    private readonly Argument<string> server;
    private readonly Option<ServerMode> mode;
    private readonly Option<string?> http;
    private readonly Option<string?> config;

    public McpCommand(Surroundings here) : base(
        here, "mcp", "One MCP server, over stdio or Streamable HTTP: a platform's, gitops, or all of them.",
        "homelab mcp all", "homelab mcp proxmox --mode read", "homelab mcp docker --http http://127.0.0.1:7421")
    {
        server = Taking(new Argument<string>("SERVER") { Description = $"{string.Join(", ", McpSets.Names)} or all." });
        server.AcceptOnlyFromAmong([.. McpSets.Names, McpSets.All]);
        mode = With(new Option<ServerMode>("--mode") { Description = "read: only reads; propose: also proposals; operate: also day-to-day operations.", DefaultValueFactory = _ => ServerMode.Propose, HelpName = "read|propose|operate" });
        http = With(new Option<string?>("--http") { Description = "Serve at URL/mcp instead of over stdio; port 0 picks a free one.", HelpName = "URL" });
        config = With(new Option<string?>("--config") { Description = "The configuration.", HelpName = "FILE" });
    }

    protected override async Task<int> RunAsync(ParseResult line, Terminal terminal, CancellationToken cancel)
    {
        var url = AddressOf(line.GetValue(http));
        var configuration = ConfigurationFile.Read(Here, line.GetValue(config));
        var name = line.GetRequiredValue(server);
        // A running hub holds the store: then its own server is handed on, as homelab-mcp-gitops does.
        if (url is null && McpSets.NeedsInstallation(name) && await HubDoor.AnswersAsync(ConfigurationFile.HubAddress(configuration), cancel))
            return await ForwardAsync(configuration, name, line.GetValue(mode), cancel);
        await using var sets = await McpSets.OpenAsync(configuration, name, Here, cancel);
        var options = new HomelabMcpOptions
        {
            Configuration = sets.Configuration,
            ToolSets = sets.Tools,
            Mode = line.GetValue(mode),
            ProposalsOpen = sets.ProposalsOpenAsync,
            Clock = Here.Clock,
        };
        try
        {
            if (url is null) await StdioServer.RunAsync(options, sets.AddServices, cancel);
            else await AloneOverHttp.RunAsync(options, url, sets.AddServices, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Stopped by whoever started it: an ordinary end.
        }

        return ExitCodes.Done;
    }

    private async Task<int> ForwardAsync(HomelabConfiguration configuration, string name, ServerMode widest, CancellationToken cancel)
    {
        var hub = ConfigurationFile.HubAddress(configuration);
        var path = name is McpSets.All ? "/mcp" : $"/mcp/{name}";
        var token = HubDoor.TokenFor(Here, configuration, hub);
        await using var client = new ThinClient(new Uri(hub, $"{path}?mode={widest.ToString().ToLowerInvariant()}"), token.Reveal());
        await using var input = Console.OpenStandardInput();
        await using var output = Console.OpenStandardOutput();
        await client.ServeAsync(input, output, cancel);
        return ExitCodes.Done;
    }

    private static Uri? AddressOf(string? text)
    {
        if (text is null) return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" && url.PathAndQuery is "/"
            ? url
            : throw new WrongUsageException($"'{text}' is not an address to listen on: write http://127.0.0.1:7421 (port 0 picks a free one).");
    }
}
