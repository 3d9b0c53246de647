using HomelabMcp.Core;
using HomelabMcp.Engine;
using HomelabMcp.Store;

namespace HomelabMcp.Reconciler.Tests;

public sealed class RuleTests
{
    [Fact]
    public void Observing_plans_and_writes_nothing_live_nor_in_the_store()
    {
        using var home = new SimHome { Applies = false };
        home.Start();
        home.Source.Push(Manifests.Box("web"));
        home.Sync();
        Assert.Empty(home.Platform.Writes);
        Assert.Equal(1, home.Reconciler.Current.Plan!.Counts.Creates);
        Assert.Empty(home.Approvals);
        Assert.Empty(home.Ask(() => home.Store.Runs.ListAsync(10, null, CancellationToken.None)).Items);
    }

    [Fact]
    public void Planning_a_branch_tells_its_own_steps_from_what_is_pending_and_writes_nothing()
    {
        using var home = new SimHome();
        home.Source.Push(Manifests.Box("web"));
        home.Sync();
        home.Tell(() => home.Reconciler.PauseAsync("rita", CancellationToken.None));
        var main = home.Source.Push(Manifests.Box("web"), Manifests.Row("pending"));
        var branch = home.Source.Write(main, "limits: { deletes: 1 }", Manifests.Box("web", "size: 3"), Manifests.Row("pending"));
        var writes = home.Platform.Writes.Count;
        var preview = home.Ask(() => home.Reconciler.PlanAsync(branch.Id, main.Id, CancellationToken.None));
        Assert.Equal("web", Assert.Single(preview.Plan!.Steps).Key.Name);
        Assert.Equal("pending", Assert.Single(preview.Pending).Key.Name);
        Assert.Equal("policy", Assert.Single(preview.Rules).Key.Kind);
        Assert.Equal(writes, home.Platform.Writes.Count);
    }

    [Fact]
    public void Approving_a_proposal_lets_what_its_plan_listed_through_and_nothing_else()
    {
        using var home = new SimHome();
        home.Source.Push(Manifests.Row("keep"), Manifests.Disk("a"), Manifests.Disk("b"));
        home.Sync();
        var branch = home.Source.Write(home.Source.Tip, SimSource.Lenient, Manifests.Row("keep"), Manifests.Disk("b"));
        var preview = home.Ask(() => home.Reconciler.PlanAsync(branch.Id, home.Source.KnownTip, CancellationToken.None));
        home.Tell(() => home.Reconciler.ApproveAsync(preview, "rita", "drop-a", null, CancellationToken.None));
        home.Source.Push(home.Source.Write(home.Source.Tip, SimSource.Lenient, Manifests.Row("keep")));
        home.Sync();
        Assert.Equal(["b", "keep"], home.Platform.Objects.Select(one => one.Name).Order());
        Assert.Equal("b", Assert.Single(home.Approvals).Key.Name);
    }

    [Fact]
    public void After_history_was_rewritten_nothing_is_written_until_a_human_agrees()
    {
        using var home = new SimHome();
        var first = home.Source.Push(Manifests.Box("web"));
        home.Sync();
        home.Source.Push(Manifests.Box("web", "size: 2"));
        home.Sync();
        var writes = home.Platform.Writes.Count;
        home.Source.Push(home.Source.Write(first, SimSource.Lenient, Manifests.Box("web", "size: 3")));
        home.Sync();
        Assert.Equal(writes, home.Platform.Writes.Count);
        Assert.Contains("does not descend from it", home.Reconciler.Current.Problem, StringComparison.Ordinal);
        Assert.Equal("rewind", Assert.Single(home.Approvals).Operation);
        home.ApproveAll();
        home.Sync();
        Assert.Equal("3", home.Platform.Named("sim.box", "web")!.Spec["size"]!.ToJsonString());
        Assert.True(home.Reconciler.Current.IsConverged);
    }

    [Fact]
    public void A_changed_policy_holds_only_once_it_is_approved_and_cannot_loosen_its_own_commit()
    {
        using var home = new SimHome();
        home.Source.Push(home.Source.Write(null, "needs: { update: approval }", Manifests.Box("web")));
        home.Sync();
        home.Source.Push(home.Source.Write(home.Source.Tip, SimSource.Lenient, Manifests.Box("web", "size: 2")));
        home.Sync();
        home.Sync();
        Assert.Contains(home.Approvals, approval => approval.Key.Kind == "policy");
        Assert.DoesNotContain("heal", home.Reconciler.Current.Policy.Id, StringComparison.Ordinal);
        Assert.Equal(Need.Approval, home.Reconciler.Current.Policy.Needs[StepOperation.Update]);
        home.ApproveAll();
        home.Sync();
        home.Sync();
        Assert.Equal(Need.Merge, home.Reconciler.Current.Policy.Needs[StepOperation.Update]);
        Assert.Empty(home.Approvals);
    }

    [Fact]
    public void A_lost_store_writes_nothing_to_what_exists()
    {
        using var home = new SimHome();
        home.Source.Push(Manifests.Box("web", "size: 2"), Manifests.Row("db"), Manifests.Disk("data"));
        home.Sync();
        home.Source.Push(Manifests.Box("web", "size: 2"), Manifests.Disk("data"));
        home.LoseStore();
        var writes = home.Platform.Writes.Count;
        home.Sync();
        home.Sync();
        Assert.Equal(writes, home.Platform.Writes.Count);
        Assert.Equal(["delete", "change"], home.Approvals.Select(approval => approval.Operation).OrderDescending());
    }

    [Fact]
    public void A_denied_step_stays_denied_until_Git_makes_another_of_it()
    {
        using var home = new SimHome();
        home.Source.Push(Manifests.Row("keep"), Manifests.Disk("data"));
        home.Sync();
        home.Source.Push(Manifests.Row("keep"));
        home.Sync();
        home.Tell(() => home.Store.Approvals.DenyAsync(home.Approvals[0].Id, "rita", null, "we need it", CancellationToken.None));
        home.Sync(retriesAll: true);
        Assert.NotNull(home.Platform.Named("sim.disk", "data"));
        Assert.Contains("rita denied it: we need it", Assert.Single(home.Reconciler.Current.Steps).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void While_paused_nothing_is_written_and_a_restart_does_not_forget_it()
    {
        using var home = new SimHome();
        home.Tell(() => home.Reconciler.PauseAsync("rita", CancellationToken.None));
        home.Source.Push(Manifests.Box("web"));
        home.Sync();
        home.Process.Die("by hand");
        home.Start();
        home.Sync();
        Assert.Empty(home.Platform.Writes);
        Assert.True(home.Reconciler.Current.IsPaused);
        home.Tell(() => home.Reconciler.ResumeAsync("rita", CancellationToken.None));
        home.Sync();
        Assert.Single(home.Platform.Writes);
    }

    [Fact]
    public void Too_much_gone_at_once_is_not_believed_until_a_human_says_so()
    {
        using var home = new SimHome();
        home.Source.Push([.. Enumerable.Range(0, 8).Select(i => Manifests.Box($"b{i}"))]);
        home.Sync();
        foreach (var one in home.Platform.Objects.Take(4).ToList()) home.Platform.HumanDeletes(one.Id);
        var writes = home.Platform.Writes.Count;
        home.Sync();
        Assert.Equal(writes, home.Platform.Writes.Count);
        Assert.Contains("4 of our 8 objects on sim vanished at once", home.Reconciler.Current.Observed["sim"].Problem, StringComparison.Ordinal);
        Assert.All(home.Reconciler.Current.Resources, one => Assert.Equal(ResourceState.Unknown, one.State));
        home.ApproveAll();
        home.Sync();
        home.Sync();
        Assert.Equal(8, home.Platform.Objects.Count);
    }

    [Fact]
    public void A_target_whose_rights_are_gone_is_unknown_and_nothing_is_written()
    {
        using var home = new SimHome();
        home.Source.Push(Manifests.Box("web"));
        home.Connection.Problem = "The token lacks VM.Audit.";
        home.Sync();
        Assert.Empty(home.Platform.Writes);
        Assert.Equal("The token lacks VM.Audit.", home.Reconciler.Current.Observed["sim"].Problem);
        Assert.Equal(RunOutcome.Failed, home.Reconciler.Current.Run!.Outcome);
    }

    [Fact]
    public void Drift_says_who_and_when_and_is_healed()
    {
        using var home = new SimHome();
        home.Source.Push(Manifests.Box("web", "size: 2"), Manifests.Disk("data", "size: 1"));
        home.Sync();
        home.Platform.HumanSets(home.Platform.Named("sim.box", "web")!.Id, "size", 9);
        home.Platform.HumanSets(home.Platform.Named("sim.disk", "data")!.Id, "size", 9);
        home.Sync();
        Assert.Equal("2", home.Platform.Named("sim.box", "web")!.Spec["size"]!.ToJsonString());
        var disk = home.Reconciler.Current.Resources.Single(one => one.Key.Name == "data");
        Assert.Equal(ResourceState.Drifted, disk.State);
        Assert.Contains("last changed by root@pam (edit) at 2026-11-22", disk.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void One_failing_resource_is_parked_its_dependents_wait_and_the_others_go_on()
    {
        using var home = new SimHome();
        home.Platform.HumanCreates("sim.box", "taken", []);
        home.Source.Push(Manifests.Box("a"), Manifests.Of("sim.row", "needs", "dependsOn: [sim.disk/data]"), Manifests.Disk("data"));
        home.Platform.Refuses = "sim.disk";
        home.Sync();
        Assert.NotNull(home.Platform.Named("sim.box", "a"));
        Assert.Null(home.Platform.Named("sim.row", "needs"));
        Assert.Equal(RunOutcome.Failed, home.Reconciler.Current.Run!.Outcome);
        Assert.Equal(ResourceState.Parked, home.Reconciler.Current.Resources.Single(one => one.Key.Name == "data").State);
        home.Platform.Refuses = null;
        home.Sync(retriesAll: true);
        Assert.NotNull(home.Platform.Named("sim.row", "needs"));
        Assert.True(home.Reconciler.Current.Resources.All(one => one.State is ResourceState.Synced or ResourceState.Unmanaged));
    }

    [Fact]
    public void A_commit_that_is_wrong_is_refused_whole_and_recorded_once()
    {
        using var home = new SimHome();
        home.Source.Push(Manifests.Box("web"));
        home.Sync();
        home.Source.Push(Manifests.Box("web", "sise: 3"), Manifests.Row("db"));
        home.Sync();
        home.Sync();
        Assert.Null(home.Platform.Named("sim.row", "db"));
        Assert.Contains("size", Assert.Single(home.Reconciler.Current.Faults).Message, StringComparison.Ordinal);
        Assert.Equal([RunOutcome.Refused, RunOutcome.Done], home.Ask(() => home.Store.Runs.ListAsync(10, null, CancellationToken.None)).Items.Select(run => run.Outcome!.Value));
    }

    [Fact]
    public void A_thousand_resources_cost_lists_and_a_rotation_when_warm()
    {
        using var home = new SimHome();
        home.Source.Push([.. Enumerable.Range(0, 1000).Select(i => Manifests.Box($"b{i:d4}", "size: 2"))]);
        home.Sync();
        home.Sync();
        Assert.True(home.Reconciler.Current.IsConverged);
        Assert.InRange(home.Reconciler.Current.Calls["sim"], 4, 20);
    }
}
