using System.CommandLine;
using HomelabMcp.Core;
using HomelabMcp.Hub.Demo;
using HomelabMcp.Simulation.Faults;

namespace HomelabMcp.Hub.Commands;

/// <summary><c>homelab sandbox</c>.</summary>
internal sealed class SandboxCommand : Verb
{
    private readonly Argument<string[]> platforms;
    private readonly Option<int> scale;
    private readonly Option<int> latency;
    private readonly Option<double> errors;
    private readonly Option<double> drops;
    private readonly Option<double> stale;

    public SandboxCommand(Surroundings here) : base(
        here, "sandbox", "Only the simulated systems, on loopback, with faults to order; Ctrl-C ends them.",
        "homelab sandbox", "homelab sandbox proxmox --scale 960 --json", "homelab sandbox proxmox docker --latency 50 --errors 5 --drop-answers 2")
    {
        platforms = Taking(new Argument<string[]>("PLATFORM") { Description = $"Which ones ({string.Join(", ", SimulatedSystems.Names)}); none: all.", Arity = ArgumentArity.ZeroOrMore });
        scale = With(Whole("--scale", "How many guests and containers more than the demo home has.", "N", 1_000_000));
        latency = With(Whole("--latency", "How long each request is held back, in milliseconds.", "MS", 60_000));
        errors = With(Percent("--errors", "Share of requests refused before they have any effect."));
        drops = With(Percent("--drop-answers", "Share of requests whose effect happens and whose answer is lost."));
        stale = With(Percent("--stale-lists", "Share of lists that tell what was a few seconds ago."));
    }

    protected override async Task<int> RunAsync(ParseResult line, Terminal terminal, CancellationToken cancel)
    {
        string[] asked = [.. (line.GetValue(platforms) ?? []).Distinct(StringComparer.Ordinal)];
        if (asked.FirstOrDefault(name => !SimulatedSystems.Names.Contains(name)) is { } unknown)
            throw new WrongUsageException($"There is no simulated '{unknown}': {Nearest.Hint(unknown, SimulatedSystems.Names)}.");
        var start = new SimulatedStart(0, null, line.GetValue(scale), new FaultOptions
        {
            Latency = TimeSpan.FromMilliseconds(line.GetValue(latency)),
            ErrorPercent = line.GetValue(errors),
            DropAnswersPercent = line.GetValue(drops),
            StaleListsPercent = line.GetValue(stale),
        });
        var running = await Task.WhenAll((asked is [] ? SimulatedSystems.Names : asked).Select(name => SimulatedSystems.StartAsync(name, start, cancel)));
        try
        {
            Tell(running, terminal);
            await Stopping.WaitAsync(cancel);
            return ExitCodes.Done;
        }
        finally
        {
            foreach (var system in running) await system.DisposeAsync();
        }
    }

    private static void Tell(SimulatedSystem[] running, Terminal terminal)
    {
        if (terminal.Json)
        {
            terminal.Document(new { targets = running.ToDictionary(system => system.Platform, system => new { url = Address(system.Url), token = system.Token }) });
            return;
        }

        terminal.Table(["platform", "url", "token"], running.Select(system => (string[])[system.Platform, Address(system.Url), system.Token]));
        terminal.Line("Nothing real is touched. Ctrl-C ends it.");
    }

    private static string Address(Uri url) => url.GetLeftPart(UriPartial.Authority);

    private static Option<int> Whole(string name, string text, string unit, int most) =>
        Between(new Option<int>(name) { Description = text, HelpName = unit, DefaultValueFactory = _ => 0 }, 0, most);

    private static Option<double> Percent(string name, string text) =>
        Between(new Option<double>(name) { Description = text, HelpName = "PCT", DefaultValueFactory = _ => 0 }, 0, 100);
}
