using System.CommandLine;
using HomelabMcp.Hub.Api;
using HomelabMcp.Hub.Doors;

namespace HomelabMcp.Hub.Commands;

/// <summary><c>homelab drift</c>.</summary>
internal sealed class DriftCommand(Surroundings here) : HubVerb(
    here, "drift", "What differs on the live systems although Git did not change. Exit code 0: nothing, 2: drift, 1: error.",
    "homelab drift", "homelab drift --json")
{
    protected override async Task<int> RunAsync(IHub hub, ParseResult line, Terminal terminal, CancellationToken cancel)
    {
        var drift = await hub.DriftAsync(cancel);
        if (terminal.Json) terminal.Document(drift);
        else if (drift.Total == 0) terminal.Line("No drift.");
        else Show(drift.Items, terminal);
        return drift.Total == 0 ? ExitCodes.Done : ExitCodes.Attention;
    }

    private static void Show(IReadOnlyList<DriftReply> drift, Terminal terminal)
    {
        foreach (var item in drift)
        {
            terminal.Line($"{Words.Of(item.State)} {item.Kind}/{item.Name}@{item.Target}: {item.Reason}");
            foreach (var change in item.Diff) terminal.Line($"    {PlanText.Of(change)}");
            foreach (var change in item.Changes) terminal.Line($"    {change.Who} {change.What} {Terminal.Moment(change.When)}");
        }
    }
}
