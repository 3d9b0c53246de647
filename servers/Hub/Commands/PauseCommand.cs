using System.CommandLine;
using HomelabMcp.Hub.Doors;

namespace HomelabMcp.Hub.Commands;

/// <summary><c>homelab pause</c>.</summary>
internal sealed class PauseCommand : HubVerb
{
    private readonly Argument<string> reason;

    public PauseCommand(Surroundings here) : base(
        here, "pause", "Stops all writes to the live systems until 'homelab resume'; plans and drift go on.",
        "homelab pause \"moving the rack\"") =>
        reason = Taking(new Argument<string>("REASON") { Description = "Why, for everybody to see.", DefaultValueFactory = _ => "no reason given" });

    protected override async Task<int> RunAsync(IHub hub, ParseResult line, Terminal terminal, CancellationToken cancel)
    {
        var pause = await hub.PauseAsync(line.GetRequiredValue(reason), cancel);
        if (terminal.Json) terminal.Document(pause);
        else terminal.Line($"Paused by {pause.By}: {pause.Reason}");
        return ExitCodes.Done;
    }
}
