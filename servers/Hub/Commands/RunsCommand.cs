using System.CommandLine;
using HomelabMcp.Hub.Api;
using HomelabMcp.Hub.Doors;

namespace HomelabMcp.Hub.Commands;

/// <summary><c>homelab runs</c>.</summary>
internal sealed class RunsCommand : HubVerb
{
    private readonly Argument<string?> id;
    private readonly Option<int> limit;

    public RunsCommand(Surroundings here) : base(
        here, "runs", "What the reconciler did, newest first; with an id, one run step by step.",
        "homelab runs", "homelab runs --limit 5 --json", "homelab runs 20261122T231500-0001")
    {
        id = Taking(new Argument<string?>("RUN") { Description = "A run's id.", Arity = ArgumentArity.ZeroOrOne });
        limit = With(Between(new Option<int>("--limit") { Description = "Most of them.", DefaultValueFactory = _ => 20, HelpName = "N" }, 1, 1000));
    }

    protected override async Task<int> RunAsync(IHub hub, ParseResult line, Terminal terminal, CancellationToken cancel)
    {
        if (line.GetValue(id) is { } one)
        {
            Show(await hub.RunAsync(one, cancel), terminal);
            return ExitCodes.Done;
        }

        var runs = await hub.RunsAsync(line.GetValue(limit), null, cancel);
        if (terminal.Json) terminal.Document(runs);
        else if (runs.Total == 0) terminal.Line("Nothing was done yet.");
        else
        {
            terminal.Table(["run", "state", "cause", "commit", "begun", "summary"], runs.Items.Select(run => (string[])
                [run.Id, run.State, run.Cause, Terminal.Commit(run.Commit), Terminal.Moment(run.Begun), run.Summary]));
        }

        return ExitCodes.Done;
    }

    /// <summary>One run, step by step.</summary>
    public static void Show(RunReply run, Terminal terminal)
    {
        if (terminal.Json)
        {
            terminal.Document(run);
            return;
        }

        terminal.Line($"Run {run.Id}: {run.State}. {run.Summary}");
        terminal.Line($"{run.Cause}, commit {Terminal.Commit(run.Commit)}, {Terminal.Moment(run.Begun)}{(run.Ended is { } ended ? $" to {Terminal.Moment(ended)}" : "")}");
        terminal.Line();
        terminal.Table(["state", "operation", "resource", "why"], run.Steps.Select(step => (string[])
            [Words.Of(step.State), Words.Of(step.Operation), $"{step.Kind}/{step.Name}@{step.Target}", step.Detail is "" ? step.Why : step.Detail]));
    }
}
