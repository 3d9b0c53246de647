using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.Hub.Api;
using HomelabMcp.Store;

namespace HomelabMcp.Hub.Pages;

/// <summary>The proposals, and one of them with everything that a decision needs.</summary>
internal static class ProposalsPage
{
    /// <summary>All proposals.</summary>
    public static Html List(Page<ProposalReply> proposals, Visitor visitor) => Layout.Page("Proposals", visitor, Html.Of($"""
        <h1>Proposals</h1>
        {Parts.Card($"{proposals.Total} in all", proposals.Total == 0 ? Html.Of($"""<p class="empty">Nobody has proposed anything yet.</p>""") : Table(proposals.Items))}
        """));

    /// <summary>One proposal.</summary>
    public static Html One(ProposalReply proposal, Visitor visitor) => Layout.Page(proposal.Title.Clean, visitor, Html.Of($"""
        <h1>{proposal.Title} {Parts.State(Parts.Word(proposal.State))}</h1>
        <p class="soft">{proposal.Author}{Html.When(proposal.Client is not null, () => Html.Of($" through {proposal.Client!.Value}"))}, {proposal.Created} · branch <span class="mono">{proposal.Branch}</span> at {Parts.Hash(proposal.Commit)}{Html.When(proposal.Risk is not null, () => Html.Of($" · risk {proposal.Risk}"))}</p>
        <section class="card"><h2>Why</h2><pre class="why">{proposal.Why}</pre></section>
        {Html.When(proposal.Plan is not null, () => Parts.Card("Plan", Plan(proposal.Plan!)))}
        {Html.When(proposal.Checks is { Count: > 0 }, () => Parts.Card("Checks", Parts.Table(["Check", "Outcome", "Detail"], proposal.Checks!.Select(check => (Html[])[Parts.Text(check.Name), Parts.State(check.Passed ? "done" : "failed"), Parts.Text(check.Detail)]))))}
        {Html.When(proposal.Diff is not null, () => Parts.Card("Diff", Parts.Diff(proposal.Diff!.Value.Clean)))}
        {Parts.Card("Said and decided", Notes(proposal))}
        {Decision(proposal, visitor)}
        """));

    /// <summary>Proposals as a table.</summary>
    public static Html Table(IReadOnlyList<ProposalReply> proposals) => Parts.Table(["Proposal", "State", "By", "Made"], proposals.Select(proposal => (Html[])
        [Parts.Link($"/proposals/{Uri.EscapeDataString(proposal.Id)}", proposal.Title.Clean), Parts.State(Parts.Word(proposal.State)), Parts.Text(proposal.Author), Html.Of($"{proposal.Created}")]));

    /// <summary>A plan in its JSON shape.</summary>
    public static Html Plan(JsonObject plan)
    {
        var steps = plan["steps"] as JsonArray ?? [];
        return Html.Of($"""
            <p>{Count(plan, "creates")} creates, {Count(plan, "updates")} updates, {Count(plan, "adopts")} adopts, {Count(plan, "replaces")} replaces, {Count(plan, "deletes")} deletes <span class="soft">· plan {Parts.Hash((string?)plan["hash"])}</span></p>
            {Html.When(steps.Count > 0, () => Html.Of($"""<ol class="steps">{Html.Each(steps.OfType<JsonObject>(), Step)}</ol>"""))}
            """);
    }

    private static string Count(JsonObject plan, string name) => plan[name]?.ToString() ?? "0";

    private static Html Step(JsonObject step) => Html.Of($"""
        <li><b>{(string?)step["operation"]}</b> {Parts.Resource((string?)step["kind"] ?? "", (string?)step["name"] ?? "", (string?)step["target"] ?? "")} <span class="soft">{(string?)step["why"]}</span>
        {Html.Each((step["changes"] as JsonArray ?? []).OfType<JsonObject>(), change => Parts.Change((string?)change["path"] ?? "", change["before"], change["after"]))}</li>
        """);

    private static Html Notes(ProposalReply proposal) => proposal.Notes.Count == 0
        ? Html.Of($"""<p class="empty">Nothing yet.</p>""")
        : Html.Of($"""<ul>{Html.Each(proposal.Notes, note => Html.Of($"<li><b>{note.Who}</b> {note.Kind} <span class=\"soft\">{note.At}</span><br>{note.Text}</li>"))}</ul>""");

    private static Html Decision(ProposalReply proposal, Visitor visitor)
    {
        if (proposal.State is not (ProposalState.Open or ProposalState.Approved) || !visitor.Principal.Has(Role.Assistant)) return Html.None;
        var path = $"/proposals/{Uri.EscapeDataString(proposal.Id)}";
        var hash = (string?)proposal.Plan?["hash"];
        return Parts.Card("Decide", visitor.Principal.Has(Role.Reviewer)
            ? Parts.Decide(visitor, path, hash, ("merge", "Approve and merge", "main"), ("approve", "Approve", ""), ("reject", "Reject", "danger"), ("comment", "Comment", ""))
            : Parts.Decide(visitor, path, hash, ("comment", "Comment", "")));
    }
}
