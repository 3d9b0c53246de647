using System.CommandLine;
using HomelabMcp.Core;
using HomelabMcp.Hub.Checkups;

namespace HomelabMcp.Hub.Commands;

/// <summary><c>homelab doctor</c>.</summary>
internal sealed class DoctorCommand : Verb
{
    private readonly Option<string?> config;

    public DoctorCommand(Surroundings here) : base(
        here, "doctor", "Checks configuration, credentials and their rights, reachability, TLS, clock, Git, store; says how to mend what is wrong. Exit code 0 only if all is well.",
        "homelab doctor", "homelab doctor --json | jq '.checks[] | select(.ok | not)'") =>
        config = With(new Option<string?>("--config") { Description = "The configuration; else $HOMELAB_CONFIG, ./homelab.yaml, ~/.config/homelab/homelab.yaml.", HelpName = "FILE" });

    protected override async Task<int> RunAsync(ParseResult line, Terminal terminal, CancellationToken cancel)
    {
        var results = await ResultsAsync(line, cancel);
        var ok = results.All(result => result.Ok);
        if (terminal.Json) terminal.Document(new { ok, checks = results });
        else
        {
            foreach (var result in results)
                terminal.Styled($"{(result.Ok ? "[green]ok[/]  " : "[red]mend[/]")}  {Terminal.Safe($"{result.Name}: {result.Detail}")}");
        }

        return ok ? ExitCodes.Done : ExitCodes.Failed;
    }

    // A configuration that cannot be read is the first thing that a doctor has to say, not a reason to say nothing.
    private async Task<IReadOnlyList<CheckupResult>> ResultsAsync(ParseResult line, CancellationToken cancel)
    {
        try
        {
            return await new Checkup(Here, ConfigurationFile.Read(Here, line.GetValue(config))).RunAsync(cancel);
        }
        catch (FaultsException refused)
        {
            return [.. refused.Faults.Select(fault => new CheckupResult("configuration", false, fault.ToString()))];
        }
        catch (HomelabException missing)
        {
            return [new CheckupResult("configuration", false, missing.Message)];
        }
    }
}
