using HomelabMcp.Core;
using HomelabMcp.Store;

namespace HomelabMcp.GitOps.Tests;

public sealed class DecidingTests
{
    private const string Back = "kind: lab.net\nname: back\nspec: { driver: overlay }\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_merge_by_a_reviewer_moves_the_branch_and_the_change_becomes_live()
    {
        await using var home = await LabHome.OpenAsync();
        await home.SyncAsync();
        var answer = await home.ProposeAsync(new ProposedChange.Upsert(Back));
        var merged = await home.Proposals.MergeAsync(answer.Proposal, answer.Plan["hash"]!.GetValue<string>(), "Good.", LabHome.Reviewer, Cancel);
        Assert.Equal(ProposalState.Merged, merged.Proposal.State);
        Assert.Equal(answer.Commit, await home.GitAsync("rev-parse", "main"));
        Assert.Equal("", await home.GitAsync("branch", "--list", "proposal/*"));
        Assert.True((await home.SyncAsync()).IsConverged);
        Assert.Contains(home.Lab.Live, live => live.Name == "back");
    }

    [Fact]
    public async Task An_approval_covers_by_name_what_the_plan_lists_so_that_a_later_merge_asks_nothing()
    {
        await using var home = await LabHome.OpenAsync();
        await home.SyncAsync();
        var answer = await home.ProposeAsync(new ProposedChange.Upsert("kind: lab.net\nname: front\nspec: { driver: overlay }\n"));
        var approved = await home.Proposals.ApproveAsync(answer.Proposal, null, null, LabHome.Reviewer, Cancel);
        Assert.Equal((ProposalState.Approved, false), (approved.Proposal.State, approved.IsStale));
        Assert.Equal("bridge", home.Lab.Live.Single().Spec["driver"]!.GetValue<string>());
        await home.Proposals.MergeAsync(answer.Proposal, null, null, LabHome.Reviewer, Cancel);
        Assert.True((await home.SyncAsync()).IsConverged);
        Assert.Equal("overlay", home.Lab.Live.Single().Spec["driver"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_stale_plan_hash_is_a_conflict_and_nothing_moves()
    {
        await using var home = await LabHome.OpenAsync();
        await home.SyncAsync();
        var answer = await home.ProposeAsync(new ProposedChange.Upsert(Back));
        await home.Proposals.ReviseAsync(answer.Proposal, [new ProposedChange.Upsert("kind: lab.net\nname: third\nspec: {}\n")], "", LabHome.Assistant, Cancel);
        var main = await home.GitAsync("rev-parse", "main");
        var stale = await Assert.ThrowsAsync<ProposalException>(() => home.Proposals.MergeAsync(answer.Proposal, answer.Plan["hash"]!.GetValue<string>(), null, LabHome.Reviewer, Cancel));
        Assert.Equal(ProposalFailure.Conflict, stale.Failure);
        Assert.Equal(main, await home.GitAsync("rev-parse", "main"));
        Assert.Empty(await home.Store.Approvals.GrantsAsync(Cancel));
    }

    [Theory]
    [InlineData("claude", Role.Assistant)]
    [InlineData("opa", Role.Operator)]
    [InlineData("eve", Role.Viewer)]
    public async Task Nobody_below_a_reviewer_decides(string name, Role role)
    {
        await using var home = await LabHome.OpenAsync();
        var answer = await home.ProposeAsync(new ProposedChange.Upsert(Back));
        var who = new Principal(name, role);
        foreach (var decide in new Func<Task>[]
        {
            () => home.Proposals.ApproveAsync(answer.Proposal, null, null, who, Cancel),
            () => home.Proposals.MergeAsync(answer.Proposal, null, null, who, Cancel),
            () => home.Proposals.RejectAsync(answer.Proposal, null, who, Cancel),
        })
            Assert.Equal(ProposalFailure.Forbidden, (await Assert.ThrowsAsync<ProposalException>(decide)).Failure);
    }

    [Fact]
    public async Task Whoever_wrote_a_proposal_cannot_approve_it_whatever_their_role()
    {
        await using var home = await LabHome.OpenAsync();
        var author = new Principal("alice", Role.Admin);
        var answer = await home.Proposals.ProposeAsync(new("t", "w", [new ProposedChange.Upsert(Back)]), new Caller(author, null, null, "1"), Cancel);
        Assert.Equal(ProposalFailure.Forbidden, (await Assert.ThrowsAsync<ProposalException>(() => home.Proposals.MergeAsync(answer.Proposal, null, null, author, Cancel))).Failure);
    }

    [Fact]
    public async Task A_proposal_merged_with_plain_git_counts_as_merged()
    {
        await using var home = await LabHome.OpenAsync();
        var answer = await home.ProposeAsync(new ProposedChange.Upsert(Back));
        await home.GitAsync("update-ref", "refs/heads/main", answer.Commit);
        await home.Repository.FetchAsync(Cancel);
        Assert.Equal(ProposalState.Merged, (await home.Proposals.GetAsync(answer.Proposal, Cancel)).Proposal.State);
    }

    [Fact]
    public async Task A_merge_that_conflicts_moves_nothing_and_its_consent_is_taken_back()
    {
        await using var home = await LabHome.OpenAsync();
        await home.SyncAsync();
        var answer = await home.ProposeAsync(new ProposedChange.Upsert("kind: lab.net\nname: front\nspec: { driver: overlay }\n"));
        await home.PushAsync("lab/net/front.yaml", LabHome.Seed.Replace("bridge", "macvlan", StringComparison.Ordinal));
        var main = await home.GitAsync("rev-parse", "main");
        var conflict = await Assert.ThrowsAsync<ProposalException>(() => home.Proposals.MergeAsync(answer.Proposal, null, null, LabHome.Reviewer, Cancel));
        Assert.Equal(ProposalFailure.Conflict, conflict.Failure);
        Assert.Contains("lab/net/front.yaml", conflict.Message, StringComparison.Ordinal);
        Assert.Equal(main, await home.GitAsync("rev-parse", "main"));
        Assert.Empty(await home.Store.Approvals.GrantsAsync(Cancel));
        Assert.Equal(ProposalState.Open, (await home.Proposals.GetAsync(answer.Proposal, Cancel)).Proposal.State);
    }

    [Fact]
    public async Task A_push_to_an_approved_branch_makes_it_open_again_and_its_consent_lapses()
    {
        await using var home = await LabHome.OpenAsync();
        await home.SyncAsync();
        var answer = await home.ProposeAsync(new ProposedChange.Upsert("kind: lab.net\nname: front\nspec: { driver: overlay }\n"));
        await home.Proposals.ApproveAsync(answer.Proposal, null, null, LabHome.Reviewer, Cancel);
        await home.Proposals.ReviseAsync(answer.Proposal, [new ProposedChange.Upsert(Back)], "", LabHome.Assistant, Cancel);
        Assert.Empty(await home.Store.Approvals.GrantsAsync(Cancel));
        Assert.Equal(ProposalState.Open, (await home.Proposals.GetAsync(answer.Proposal, Cancel)).Proposal.State);
    }

    [Fact]
    public async Task A_rejected_proposal_keeps_what_was_said()
    {
        await using var home = await LabHome.OpenAsync();
        var answer = await home.ProposeAsync(new ProposedChange.Upsert(Back));
        await home.Proposals.CommentAsync(answer.Proposal, "Why so?", LabHome.Assistant.Principal, Cancel);
        var rejected = await home.Proposals.RejectAsync(answer.Proposal, "No.", LabHome.Reviewer, Cancel);
        Assert.Equal(ProposalState.Rejected, rejected.Proposal.State);
        Assert.Equal(["comment Why so?", "reject No."], rejected.Proposal.Notes.Select(note => $"{note.Kind} {note.Text}"));
        Assert.Equal("", await home.GitAsync("branch", "--list", "proposal/*"));
    }

    [Fact]
    public async Task A_change_of_policy_is_a_high_risk_that_the_approval_covers()
    {
        await using var home = await LabHome.OpenAsync();
        await home.SyncAsync();
        var answer = await home.ProposeAsync(new ProposedChange.File("policy.yaml", "needs: { update: merge }\n"));
        Assert.Equal("high", answer.Risk);
        Assert.NotNull(answer.Plan["rules"]);
    }
}
