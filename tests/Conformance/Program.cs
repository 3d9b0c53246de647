using HomelabMcp.Conformance;
using HomelabMcp.Core;
using HomelabMcp.Hosting;

// Serves what the official MCP conformance suite asks for, through the same pipeline and transports as the product.
var fixtures = new ToolSet("conformance", "Conformance", "", "Fixtures of the MCP conformance suite.", _ => { }, Fixtures.Add);
var options = new HomelabMcpOptions
{
    Configuration = new() { File = "homelab.yaml", Installation = "conformance", StorePath = "homelab.db", DataFolder = "." },
    ToolSets = [fixtures],
    Mode = ServerMode.Operate,
};
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
switch (args)
{
    case ["--stdio"]:
        await StdioServer.RunAsync(options, null, stop.Token);
        return 0;
    case ["--http", var text] when Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http":
        await AloneOverHttp.RunAsync(options, url, null, stop.Token);
        return 0;
    default:
        await Console.Error.WriteLineAsync("Usage: --http http://127.0.0.1:PORT (serves at /mcp there) or --stdio");
        return 64;
}
