using System.ComponentModel;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace HomelabMcp.Conformance;

/// <summary>Tools that notify while they run.</summary>
[McpServerToolType]
internal sealed class NotifyingTools
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    [McpServerTool(Name = "test_tool_with_logging", ReadOnly = true), Description("Logs three times.")]
    public static async Task<string> Log(McpServer server, CancellationToken cancel)
    {
        using var logs = server.AsClientLoggerProvider();
        var log = logs.CreateLogger("conformance");
        log.LogInformation("Tool execution started");
        await Task.Delay(Pause, cancel);
        log.LogInformation("Tool processing data");
        await Task.Delay(Pause, cancel);
        log.LogInformation("Tool execution completed");
        return "It was logged.";
    }

    [McpServerTool(Name = "test_logging_tool", ReadOnly = true), Description("Logs once, for clients that asked for it.")]
    public static string LogOnce(McpServer server)
    {
        using var logs = server.AsClientLoggerProvider();
        logs.CreateLogger("conformance").LogInformation("Called");
        return "It was logged where the client asked for it.";
    }

    [McpServerTool(Name = "test_tool_with_progress", ReadOnly = true), Description("Reports progress.")]
    public static async Task<string> Progress(McpServer server, RequestContext<CallToolRequestParams> context, CancellationToken cancel)
    {
        foreach (var done in new[] { 0, 50, 100 })
        {
            if (context.Params.ProgressToken is { } token) await server.NotifyProgressAsync(token, new() { Progress = done, Total = 100 }, cancellationToken: cancel);
            if (done < 100) await Task.Delay(Pause, cancel);
        }

        return "It is done.";
    }

    [McpServerTool(Name = "test_reconnection", ReadOnly = true), Description("Closes its stream; the answer is fetched by a new one.")]
    public static async Task<string> Reconnect(RequestContext<CallToolRequestParams> context, CancellationToken cancel)
    {
        await context.EnablePollingAsync(TimeSpan.FromMilliseconds(500), cancel);
        return "It came after the stream was closed.";
    }
}
