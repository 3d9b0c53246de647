using System.CommandLine;
using HomelabMcp.Hub.Doors;

namespace HomelabMcp.Hub.Commands;

/// <summary><c>homelab status</c>.</summary>
internal sealed class StatusCommand(Surroundings here) : HubVerb(
    here, "status", "How the whole stands: repository, targets, resources, what waits.",
    "homelab status", "homelab status --json | jq .resources")
{
    protected override async Task<int> RunAsync(IHub hub, ParseResult line, Terminal terminal, CancellationToken cancel)
    {
        var status = await hub.StatusAsync(cancel);
        if (terminal.Json)
        {
            terminal.Document(status);
            return ExitCodes.Done;
        }

        terminal.Line($"{status.Installation}: {(status.Reconcile is "apply" ? "carries out what is merged" : "observes only, writes nothing")}");
        terminal.Line($"{status.Repository} {status.Branch} {Terminal.Commit(status.Commit)}{(status.AppliedCommit is { } applied && applied != status.Commit ? $", applied {Terminal.Commit(applied)}" : "")}");
        if (status.Paused is { } pause) terminal.Line($"Paused by {pause.By}: {pause.Reason}");
        if (status.Problem is { } problem) terminal.Line($"Problem: {problem}");
        terminal.Line();
        terminal.Table(["target", "platform", "state", "resources", "problem"], status.Targets.Select(target => (string[])
            [target.Name, target.Platform, target.State, $"{target.Resources}", target.Problem ?? ""]));
        terminal.Line();
        terminal.Table(["state", "resources"], status.Resources.Where(count => count.Value > 0).Select(count => (string[])[count.Key, $"{count.Value}"]));
        terminal.Line();
        terminal.Line($"{status.PendingSteps} steps planned, {status.WaitingApprovals} waiting for approval, {status.OpenProposals} open proposals");
        if (status.LastRun is { } run) terminal.Line($"Last run {run.Id}: {run.State}, {run.Summary}");
        return ExitCodes.Done;
    }
}
