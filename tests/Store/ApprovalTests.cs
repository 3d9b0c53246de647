using HomelabMcp.Core;

namespace HomelabMcp.Store.Tests;

public sealed class ApprovalTests
{
    private static readonly CancellationToken Cancel = StoreFolder.Cancel;
    private static readonly string DeleteHash = new('a', 64);
    private static readonly string PlanHash = new('b', 64);

    [Fact]
    public async Task What_the_plan_asks_is_listed_once_and_keeps_its_age()
    {
        await using var folder = new StoreFolder();
        var store = await folder.OpenAsync();
        await store.Approvals.AskAsync([Delete], Cancel);
        folder.Clock.Advance(TimeSpan.FromHours(1));
        await store.Approvals.AskAsync([Delete with { PlanHash = new('c', 64) }], Cancel);
        var approval = Assert.Single(await store.Approvals.ListAsync(Cancel));
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero), approval.Since);
        Assert.Equal(new string('c', 64), approval.PlanHash);
        Assert.Equal(ApprovalState.Waiting, approval.State);
    }

    [Fact]
    public async Task An_approval_gives_one_verified_consent_by_name()
    {
        await using var folder = new StoreFolder();
        var store = await folder.OpenAsync();
        var id = await AskAsync(store);
        var approval = await store.Approvals.ApproveAsync(id, "rita", PlanHash, "go", Cancel);
        Assert.Equal((ApprovalState.Approved, "rita", "go"), (approval.State, approval.DecidedBy, approval.Comment));
        var grant = Assert.Single((await store.Approvals.GrantsAsync(Cancel))[DeleteHash]);
        Assert.Equal(("rita", true, "hub"), (grant.Who, grant.Verified, grant.Source));
    }

    [Fact]
    public async Task Two_humans_are_two_names()
    {
        await using var folder = new StoreFolder();
        var store = await folder.OpenAsync();
        await store.Approvals.GrantAsync([new(DeleteHash, "pusher", Verified: false, "git:abc", PlanHash, folder.Clock.GetUtcNow())], Cancel);
        await store.Approvals.AskAsync([Delete with { Needed = 2 }], Cancel);
        var id = (await store.Approvals.ListAsync(Cancel))[0].Id;
        Assert.Equal(ApprovalState.Waiting, (await store.Approvals.ApproveAsync(id, "rita", null, null, Cancel)).State);
        Assert.Equal(ApprovalState.Waiting, (await store.Approvals.ApproveAsync(id, "rita", null, null, Cancel)).State);
        Assert.Equal(ApprovalState.Approved, (await store.Approvals.ApproveAsync(id, "sam", null, null, Cancel)).State);
    }

    [Fact]
    public async Task A_decision_on_a_plan_that_moved_is_refused()
    {
        await using var folder = new StoreFolder();
        var store = await folder.OpenAsync();
        var id = await AskAsync(store);
        await Assert.ThrowsAsync<StalePlanException>(() => store.Approvals.ApproveAsync(id, "rita", new('d', 64), null, Cancel));
        Assert.Empty(await store.Approvals.GrantsAsync(Cancel));
    }

    [Fact]
    public async Task What_was_denied_stays_denied_while_the_plan_asks_it()
    {
        await using var folder = new StoreFolder();
        var store = await folder.OpenAsync();
        var id = await AskAsync(store);
        await store.Approvals.DenyAsync(id, "rita", null, "no", Cancel);
        await store.Approvals.AskAsync([Delete], Cancel);
        Assert.Equal(ApprovalState.Denied, Assert.Single(await store.Approvals.ListAsync(Cancel)).State);
        var refusal = await Assert.ThrowsAsync<StalePlanException>(() => store.Approvals.ApproveAsync(id, "sam", null, null, Cancel));
        Assert.Contains("denied by rita", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_consent_lapses_when_the_plan_no_longer_has_the_step_and_does_not_come_back_with_it()
    {
        await using var folder = new StoreFolder();
        var store = await folder.OpenAsync();
        var first = await AskAsync(store);
        await store.Approvals.ApproveAsync(first, "rita", null, null, Cancel);
        await store.Approvals.AskAsync([], Cancel);
        Assert.Empty(await store.Approvals.GrantsAsync(Cancel));
        var second = await AskAsync(store);
        Assert.NotEqual(first, second);
        Assert.Equal(ApprovalState.Waiting, (await store.Approvals.FindAsync(second, Cancel))!.State);
        Assert.Equal(ApprovalState.Gone, (await store.Approvals.FindAsync(first, Cancel))!.State);
    }

    [Fact]
    public async Task A_step_that_was_carried_out_uses_its_consents_up()
    {
        await using var folder = new StoreFolder();
        var store = await folder.OpenAsync();
        await store.Approvals.ApproveAsync(await AskAsync(store), "rita", null, null, Cancel);
        await store.EndStepAsync(new() { Key = StoreFolder.Web, Run = "r", UsedUp = DeleteHash, Forget = true }, Cancel);
        Assert.Empty(await store.Approvals.GrantsAsync(Cancel));
        Assert.Empty(await store.Approvals.ListAsync(Cancel));
    }

    [Fact]
    public async Task A_proposal_rejected_after_its_approval_takes_its_consents_along()
    {
        await using var folder = new StoreFolder();
        var store = await folder.OpenAsync();
        await store.Approvals.GrantAsync([new(DeleteHash, "rita", Verified: true, "proposal:one", PlanHash, folder.Clock.GetUtcNow())], Cancel);
        await store.Approvals.GrantAsync([new(PlanHash, "rita", Verified: true, "proposal:two", PlanHash, folder.Clock.GetUtcNow())], Cancel);
        await store.Approvals.RevokeAsync("proposal:one", Cancel);
        Assert.Equal([PlanHash], (await store.Approvals.GrantsAsync(Cancel)).Keys);
    }

    [Fact]
    public async Task An_unknown_id_is_answered_with_the_nearest_one()
    {
        await using var folder = new StoreFolder();
        var store = await folder.OpenAsync();
        var none = await Assert.ThrowsAsync<HomelabException>(() => store.Approvals.ApproveAsync("x", "rita", null, null, Cancel));
        Assert.Contains("nothing waits", none.Message, StringComparison.Ordinal);
        var id = await AskAsync(store);
        var wrong = await Assert.ThrowsAsync<HomelabException>(() => store.Approvals.ApproveAsync(id[..11] + "b", "rita", null, null, Cancel));
        Assert.Contains($"did you mean '{id}'", wrong.Message, StringComparison.Ordinal);
    }

    private static Approval Delete => new()
    {
        Id = "",
        StepHash = DeleteHash,
        Key = StoreFolder.Web,
        Operation = "delete",
        Why = "web01 left Git.",
        Backup = "none is possible",
        PlanHash = PlanHash,
    };

    private static async Task<string> AskAsync(HomelabStore store)
    {
        await store.Approvals.AskAsync([Delete], Cancel);
        return (await store.Approvals.ListAsync(Cancel)).Single(approval => approval.StepHash == DeleteHash).Id;
    }
}
