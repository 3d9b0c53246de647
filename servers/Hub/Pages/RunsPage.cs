using HomelabMcp.Core;
using HomelabMcp.Hub.Api;

namespace HomelabMcp.Hub.Pages;

/// <summary>The runs, and one of them.</summary>
internal static class RunsPage
{
    /// <summary>All runs.</summary>
    public static Html List(Page<RunReply> runs, Visitor visitor) => Layout.Page("Runs", visitor, Html.Of($"""
        <h1>Runs</h1>
        {Parts.Card($"{runs.Total} in all", Table(runs.Items))}
        {Html.When(runs.Next is not null, () => Parts.Link($"/runs?cursor={Uri.EscapeDataString(runs.Next!)}", "Older runs"))}
        """));

    /// <summary>One run, step by step.</summary>
    public static Html One(RunReply run, Visitor visitor) => Layout.Page($"Run {run.Id}", visitor, Html.Of($"""
        <h1>Run {run.Id} {Parts.State(run.State)}</h1>
        <p>{run.Summary}</p>
        <p class="soft">{run.Cause}, commit {Parts.Hash(run.Commit)}, plan {Parts.Hash(run.PlanHash)}, policy {Parts.Hash(run.PolicyId)}, begun {run.Begun}{Html.When(run.Ended is not null, () => Html.Of($", ended {run.Ended!.Value}"))}</p>
        {Parts.Card("Steps", run.Steps.Count == 0 ? Html.Of($"""<p class="empty">It had no steps.</p>""") : Html.Of($"""<ol class="steps">{Html.Each(run.Steps, Step)}</ol>"""))}
        """));

    /// <summary>Runs as a table.</summary>
    public static Html Table(IReadOnlyList<RunReply> runs) => runs.Count == 0
        ? Html.Of($"""<p class="empty">Nothing was done yet.</p>""")
        : Parts.Table(["Run", "State", "Begun", "Commit", "Summary"], runs.Select(run => (Html[])
            [Parts.Link($"/runs/{Uri.EscapeDataString(run.Id)}", run.Id), Parts.State(run.State), Html.Of($"{run.Begun}"), Parts.Hash(run.Commit), Parts.Text(run.Summary)]));

    private static Html Step(RunStepReply step) => Html.Of($"""
        <li>{Parts.State(Parts.Word(step.State))} <b>{Parts.Word(step.Operation)}</b> {Parts.Resource(step.Kind, step.Name, step.Target)} <span class="soft">{step.Why}</span>
        {Html.When(step.Detail is not "", () => Html.Of($"<div>{step.Detail}</div>"))}
        {Html.When(step.Backup is not null, () => Html.Of($"<div>Backup: {step.Backup}</div>"))}
        {Parts.Changes(step.Changes)}
        {Html.When(step.Log.Count > 0, () => Html.Of($"<details><summary>Log</summary><pre>{string.Join('\n', step.Log)}</pre></details>"))}</li>
        """);
}
