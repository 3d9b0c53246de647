using System.CommandLine;
using HomelabMcp.Hub.Doors;

namespace HomelabMcp.Hub.Commands;

/// <summary><c>homelab resume</c>.</summary>
internal sealed class ResumeCommand(Surroundings here) : HubVerb(
    here, "resume", "Ends a pause: what was merged meanwhile is carried out.", "homelab resume")
{
    protected override async Task<int> RunAsync(IHub hub, ParseResult line, Terminal terminal, CancellationToken cancel)
    {
        await hub.ResumeAsync(cancel);
        if (terminal.Json) terminal.Document(new { paused = false });
        else terminal.Line("Resumed.");
        return ExitCodes.Done;
    }
}
