using System.CommandLine;
using HomelabMcp.Core;
using HomelabMcp.Hosting;
using HomelabMcp.Hub.Web;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace HomelabMcp.Hub.Commands;

/// <summary><c>homelab up</c>.</summary>
internal sealed class UpCommand : Verb
{
    private readonly Option<string?> config;

    public UpCommand(Surroundings here) : base(
        here, "up", "Runs hub and reconciler for the configured targets until Ctrl-C.", "homelab up", "homelab up --config /etc/homelab/homelab.yaml") =>
        config = With(new Option<string?>("--config") { Description = "The configuration; else $HOMELAB_CONFIG, ./homelab.yaml, ~/.config/homelab/homelab.yaml.", HelpName = "FILE" });

    protected override async Task<int> RunAsync(ParseResult line, Terminal terminal, CancellationToken cancel)
    {
        var configuration = ConfigurationFile.Read(Here, line.GetValue(config));
        if (!ListenAddress.IsLoopback(configuration.Hub.Listen) && !configuration.Hub.HasAuth)
            throw new HomelabException($"The hub would be reached from other machines at {configuration.Hub.Listen}: add 'hub.auth', or listen on http://127.0.0.1:{configuration.Hub.Listen.Port}.");
        using var listener = await HubListener.OpenAsync(configuration.Hub.Listen, cancel);
        using var logs = new SerilogLoggerFactory(HubLog.Create(LogEventLevel.Information), dispose: true);
        await using var installation = await Installation.OpenAsync(configuration, new(Applies: true), Here.Clock, logs, cancel);
        await using var hub = await RunningHub.StartAsync(installation, listener, LogEventLevel.Information, cancel);
        var address = hub.Address.GetLeftPart(UriPartial.Authority);
        if (terminal.Json) terminal.Document(new { hub = address, mcp = address + "/mcp", config = configuration.File, reconcile = configuration.Applies ? "apply" : "observe" });
        else terminal.Line($"The hub answers at {address}; it {(configuration.Applies ? "carries out what is merged" : "observes only (reconcile: observe)")}. Ctrl-C ends it.");
        await hub.EndAsync(cancel);
        return ExitCodes.Done;
    }
}
