using System.CommandLine;
using HomelabMcp.Core;
using HomelabMcp.Hosting;

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
        await using var sets = await McpSets.OpenAsync(configuration, line.GetRequiredValue(server), Here, cancel);
        var options = new HomelabMcpOptions
        {
            Configuration = sets.Configuration, ToolSets = sets.Tools, Mode = line.GetValue(mode), ProposalsOpen = sets.ProposalsOpenAsync, Clock = Here.Clock,
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

    private static Uri? AddressOf(string? text)
    {
        if (text is null) return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" && url.PathAndQuery is "/"
            ? url
            : throw new WrongUsageException($"'{text}' is not an address to listen on: write http://127.0.0.1:7421 (port 0 picks a free one).");
    }
}
