using HomelabMcp.Core;
using HomelabMcp.Hosting;
using HomelabMcp.Hub.Commands;
using HomelabMcp.Hub.Web;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace HomelabMcp.Hub.Doors;

/// <summary>Opens an installation for one command, where no hub runs.</summary>
internal static class AloneHub
{
    /// <summary>Opens it under the store's lease.</summary>
    public static async Task<IHub> OpenAsync(HomelabConfiguration configuration, Surroundings here, bool applies, CancellationToken cancel)
    {
        var logs = new SerilogLoggerFactory(HubLog.Create(LogEventLevel.Error), dispose: true);
        try
        {
            var installation = await Installation.OpenAsync(configuration, new(applies), here.Clock, logs, cancel);
            return new LocalHub(installation, new Principal(here.Variable("USER") ?? Environment.UserName, Role.Admin), new Owned(installation, logs));
        }
        catch
        {
            logs.Dispose();
            throw;
        }
    }

    private sealed class Owned(Installation installation, SerilogLoggerFactory logs) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await installation.DisposeAsync();
            logs.Dispose();
        }
    }
}
