using HomelabMcp.Core;
using HomelabMcp.Hub.Api;
using HomelabMcp.Store;

namespace HomelabMcp.Hub.Pages;

/// <summary>The first page: what waits, what differs, what was done.</summary>
internal sealed record OverviewPage(
    StatusReply Status,
    Page<ApprovalReply> Approvals,
    Page<ProposalReply> Proposals,
    Page<DriftReply> Drift,
    Page<RunReply> Runs)
{
    private static readonly string[] Tiled = ["synced", "pending", "drifted", "parked", "conflict", "missing", "unknown", "unmanaged"];

    /// <summary>The page.</summary>
    public Html Render(Visitor visitor) => Layout.Page("Overview", visitor, Html.Of($"""
        <h1>{Status.Installation} {Parts.State(Status.Paused is not null ? "paused" : Status.Reconcile is "apply" ? "applying" : "observing")}</h1>
        {Html.When(Status.Problem is not null, () => Html.Of($"""<p class="notice bad">{Status.Problem}</p>"""))}
        {Html.When(Status.Paused is not null, () => Html.Of($"""<p class="notice">Paused by {Status.Paused!.By} since {Status.Paused.Since}: {Status.Paused.Reason}</p>"""))}
        <ul class="tiles">{Html.Each(Tiled, Tile)}</ul>
        {Parts.Card("Waiting for approval", Waiting(visitor))}
        {Parts.Card("Proposals", Open())}
        {Parts.Card("Drift", Differing())}
        {Parts.Card("Runs", RunsPage.Table(Runs.Items))}
        {Parts.Card("Targets", Targets())}
        <p class="soft">{Status.Repository}, {Status.Branch} {Parts.Hash(Status.Commit)}, applied {Parts.Hash(Status.AppliedCommit)} · version {Status.Version}</p>
        """));

    private Html Tile(string state) => Html.Of($"""<li><a href="/resources?state={state}"><b>{Status.Resources.GetValueOrDefault(state)}</b></a><span>{state}</span></li>""");

    private Html Waiting(Visitor visitor)
    {
        var waiting = Approvals.Items.Where(approval => approval.State is ApprovalState.Waiting).ToList();
        return waiting.Count == 0
            ? Html.Of($"""<p class="empty">Nothing waits for a reviewer.</p>""")
            : Html.Each(waiting, approval => Html.Of($"""
                <article>
                  <p><b>{approval.Operation}</b> {Parts.Resource(approval.Kind, approval.Name, approval.Target)} <span class="soft">since {approval.Since}</span><br>
                  {approval.Why}{Html.When(approval.Backup is not null, () => Html.Of($"<br>Backup: {approval.Backup}"))}</p>
                  {Html.When(visitor.Principal.Has(Role.Reviewer), () => Parts.Decide(visitor, $"/approvals/{Uri.EscapeDataString(approval.Id)}", approval.PlanHash, ("approve", "Approve", "main"), ("deny", "Deny", "danger")))}
                </article>
                """));
    }

    private Html Open()
    {
        var open = Proposals.Items.Where(proposal => proposal.State is ProposalState.Open or ProposalState.Approved).ToList();
        return open.Count == 0 ? Html.Of($"""<p class="empty">No open proposal.</p>""") : ProposalsPage.Table(open);
    }

    private Html Differing() => Drift.Total == 0
        ? Html.Of($"""<p class="empty">The live systems are as Git says.</p>""")
        : Parts.Table(["State", "Resource", "What"], Drift.Items.Select(item => (Html[])
            [Parts.State(Parts.Word(item.State)), Parts.Resource(item.Kind, item.Name, item.Target), Html.Of($"{item.Reason}{Parts.Changes(item.Diff)}")]));

    private Html Targets() => Parts.Table(["Target", "Platform", "State", "Resources", "Problem"], Status.Targets.Select(target => (Html[])
        [Parts.Text(target.Name), Parts.Text(target.Platform), Parts.State(target.State), Html.Of($"{target.Resources}"), Parts.Text(target.Problem)]));
}
