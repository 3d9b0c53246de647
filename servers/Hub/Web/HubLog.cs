using System.Globalization;
using Serilog;
using Serilog.Events;

namespace HomelabMcp.Hub.Web;

/// <summary>What the hub logs: one line each on stderr, because stdout belongs to the command's answer.</summary>
internal static class HubLog
{
    /// <summary>A logger from a level up; the web server's own chatter from warnings up.</summary>
    public static Serilog.ILogger Create(LogEventLevel level) => new LoggerConfiguration()
        .MinimumLevel.Is(level)
        .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
        .MinimumLevel.Override("System", LogEventLevel.Warning)
        .MinimumLevel.Override("ModelContextProtocol", LogEventLevel.Error)
        .WriteTo.Console(
            outputTemplate: "{Timestamp:HH:mm:ss.fff} {Level:u3} {SourceContext}: {Message:lj}{NewLine}{Exception}",
            formatProvider: CultureInfo.InvariantCulture,
            standardErrorFromLevel: LogEventLevel.Verbose)
        .CreateLogger();
}
