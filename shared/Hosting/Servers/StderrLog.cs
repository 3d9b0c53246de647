using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace HomelabMcp.Hosting;

/// <summary>Where a server that runs alone logs.</summary>
internal static class StderrLog
{
    /// <summary>Warnings and errors, one line each, on stderr: stdout may carry MCP frames.</summary>
    public static ILoggingBuilder AddStderr(this ILoggingBuilder logging)
    {
        logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        // The SDK reports a cancelled call and a wrong tool name as failures of the server; the pipeline logs what is one.
        return logging.AddFilter("ModelContextProtocol", LogLevel.Error).AddFilter("ModelContextProtocol.Server.McpServer", LogLevel.Critical);
    }
}
