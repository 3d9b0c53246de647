using System.Collections.Immutable;
using HomelabMcp.Core;

namespace HomelabMcp.Engine.Tests;

public sealed class PlanTests
{
    private static Baseline Verified(DesiredState state) => new() { Verified = state.Manifests.ToImmutableDictionary(), AppliedCommit = "c" };

    [Fact]
    public void A_field_that_git_changed_is_an_update_and_one_that_somebody_else_changed_is_a_heal()
    {
        var before = World.Desired("kind: lab.vm\nname: web\nspec: { vmid: 120, memory: 1024, cores: 2 }\n");
        var after = World.Desired("kind: lab.vm\nname: web\nspec: { vmid: 120, memory: 2G, cores: 2 }\n");
        var live = World.Live("lab.vm", "web", """{"vmid":120,"memory":1024,"cores":2}""", "lab.vm/web", "120");
        var edited = World.Live("lab.vm", "web", """{"vmid":120,"memory":1024,"cores":8}""", "lab.vm/web", "120");

        var update = Assert.Single(Planner.Plan(World.Request(after, live) with { Baseline = Verified(before) }).Steps);
        Assert.Equal((StepOperation.Update, StepCause.Change), (update.Operation, update.Cause));
        Assert.Equal("memory: 1024 → 2048", Assert.Single(update.Changes) is var change ? $"{change.Path}: {change.Before} → {change.After}" : "");

        var healed = Planner.Plan(World.Request(before, edited) with { Baseline = Verified(before) });
        Assert.Equal(StepCause.Heal, Assert.Single(healed.Steps).Cause);
        Assert.Equal(ResourceState.Drifted, healed.Resources.Single().State);
    }

    [Fact]
    public void A_field_removed_from_git_is_reset_and_one_that_git_never_named_is_left_alone()
    {
        var before = World.Desired("kind: lab.vm\nname: web\nspec: { vmid: 120, memory: 1, description: x, cores: 4, network: { net0: { bridge: a, ip: b }, net1: { bridge: c } } }\n");
        var after = World.Desired("kind: lab.vm\nname: web\nspec: { vmid: 120, memory: 1, network: { net0: { bridge: a } } }\n");
        var live = World.Live("lab.vm", "web", """{"vmid":120,"memory":1,"description":"x","cores":4,"onboot":true,"network":{"net0":{"bridge":"a","ip":"b","mac":"m"},"net1":{"bridge":"c"},"net7":{"bridge":"z"}}}""", "lab.vm/web", "120");

        var step = Assert.Single(Planner.Plan(World.Request(after, live) with { Baseline = Verified(before) }).Steps);

        Assert.Equal(["cores", "description", "network.net0.ip", "network.net1"], step.Changes.Select(change => change.Path));
        Assert.All(step.Changes, change => Assert.Null(change.After));
    }

    [Fact]
    public void A_field_removed_from_git_that_already_has_its_default_needs_nothing()
    {
        var before = World.Desired("kind: lab.app\nname: web\nspec: { image: a, restart: \"no\" }\n");
        var after = World.Desired("kind: lab.app\nname: web\nspec: { image: a }\n");
        Assert.True(Planner.Plan(World.Request(after, World.Live("lab.app", "web", """{"image":"a","restart":"no"}""", "lab.app/web")) with { Baseline = Verified(before) }).IsEmpty);
    }

    [Fact]
    public void An_immutable_field_that_differs_replaces_the_object()
    {
        var step = Assert.Single(Planner.Plan(World.Request(World.Desired("kind: lab.app\nname: web\nspec: { image: b }\n"), World.Live("lab.app", "web", """{"image":"a"}""", "lab.app/web"))).Steps);
        Assert.Equal((StepOperation.Replace, RiskTier.Medium), (step.Operation, step.Risk));
    }

    [Fact]
    public void An_ignored_field_may_drift_but_is_written_when_git_changes_it()
    {
        var text = "kind: lab.vm\nname: web\nspec: { vmid: 120, memory: 1, description: mine }\nlifecycle: { ignoreChanges: [description] }\n";
        var before = World.Desired(text);
        var live = World.Live("lab.vm", "web", """{"vmid":120,"memory":1,"description":"theirs"}""", "lab.vm/web", "120");
        Assert.True(Planner.Plan(World.Request(before, live) with { Baseline = Verified(before) }).IsEmpty);
        var changed = World.Desired(text.Replace("mine", "new", StringComparison.Ordinal));
        Assert.Equal("description", Assert.Single(Assert.Single(Planner.Plan(World.Request(changed, live) with { Baseline = Verified(before) }).Steps).Changes).Path);
    }

    [Fact]
    public void A_write_only_field_is_written_when_it_changed_and_never_because_it_cannot_be_read()
    {
        var before = World.Desired("kind: lab.vm\nname: web\nspec: { vmid: 120, memory: 1, password: a }\n");
        var live = World.Live("lab.vm", "web", """{"vmid":120,"memory":1}""", "lab.vm/web", "120");
        Assert.True(Planner.Plan(World.Request(before, live)).IsEmpty);
        Assert.True(Planner.Plan(World.Request(before, live) with { Baseline = Verified(before) }).IsEmpty);
        var after = World.Desired("kind: lab.vm\nname: web\nspec: { vmid: 120, memory: 1, password: b }\n");
        Assert.Equal("password", Assert.Single(Assert.Single(Planner.Plan(World.Request(after, live) with { Baseline = Verified(before) }).Steps).Changes).Path);
        var hashes = new SpecResolver(World.Kinds, after, World.Secrets, _ => null).WriteOnlyHashes(after.Manifests.Values.Single());
        Assert.True(Planner.Plan(World.Request(after, live) with { Baseline = Verified(before) with { Written = ImmutableDictionary<ResourceKey, ImmutableSortedDictionary<string, string>>.Empty.Add(World.Key("lab.vm/web"), hashes) } }).IsEmpty);
    }

    [Fact]
    public void A_machine_that_was_verified_and_is_gone_is_missing_and_holds_state()
    {
        var desired = World.Desired("kind: lab.vm\nname: web\nspec: { vmid: 120, memory: 1 }\n");
        var plan = Planner.Plan(World.Request(desired) with { Baseline = Verified(desired) });
        Assert.Equal((StepCause.Missing, true, RiskTier.High), Assert.Single(plan.Steps) is var step ? (step.Cause, step.HoldsState, step.Risk) : default);
        Assert.Equal(ResourceState.Missing, plan.Resources.Single().State);
    }

    [Fact]
    public void A_secret_shows_as_its_fingerprint_and_an_equal_live_value_as_no_difference()
    {
        var desired = World.Desired("kind: lab.app\nname: web\nspec: { image: a, environment: { DB: \"pg://u:${secret:web-db}@h\" } }\n");
        Assert.True(Planner.Plan(World.Request(desired, World.Live("lab.app", "web", """{"image":"a","environment":{"DB":"pg://u:s3cret@h"}}""", "lab.app/web"))).IsEmpty);

        var plan = Planner.Plan(World.Request(desired, World.Live("lab.app", "web", """{"image":"a","environment":{"DB":"pg://u:0ldsecret@h"}}""", "lab.app/web")));

        var change = Assert.Single(Assert.Single(plan.Steps).Changes);
        Assert.StartsWith("pg://u:secret:web-db#", change.After!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(["web-db"], plan.Steps[0].NewSecrets);
        var everything = CanonicalJson.Text(change.Before) + CanonicalJson.Text(plan.Resources.Single().Live!.Spec) + CanonicalJson.Text(plan.Resources.Single().Desired);
        Assert.DoesNotContain("0ldsecret", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", everything, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_known_only_after_creation_is_shown_so_and_orders_the_steps()
    {
        var desired = World.Desired("kind: lab.app\nname: a\nspec: { image: \"x:${lab.app.z.address}\" }\n---\nkind: lab.app\nname: z\nspec: { image: y }\n");
        var steps = Planner.Plan(World.Request(desired)).Steps;
        Assert.Equal(["z", "a"], steps.Select(step => step.Key.Name));
        Assert.Equal([0, 1], steps.Select(step => step.Wave));
        Assert.Equal("x:(known after apply)", steps[1].Changes.Single().After!.GetValue<string>());
        Assert.Equal([World.Key("lab.app/z")], steps[1].After);
        Assert.Throws<HomelabException>(() => new SpecResolver(World.Kinds, desired, World.Secrets, _ => null).ForWriting(desired.Manifests[World.Key("lab.app/a")]));
        var written = new SpecResolver(World.Kinds, desired, World.Secrets, _ => new() { ["address"] = "10.0.0.7" }).ForWriting(desired.Manifests[World.Key("lab.app/a")]);
        Assert.Equal("x:10.0.0.7", written["image"]!.GetValue<string>());
    }

    [Fact]
    public void A_whole_reference_keeps_its_type_and_an_escaped_one_is_text()
    {
        var desired = World.Desired("kind: lab.vm\nname: a\nspec: { vmid: 100, memory: 7, description: \"$${HOME}\" }\n---\nkind: lab.vm\nname: b\nspec: { vmid: 101, memory: \"${lab.vm.a.memory}\", description: \"m${lab.vm.a.memory}\" }\n");
        var resolver = new SpecResolver(World.Kinds, desired, World.Secrets, _ => null);
        Assert.Equal("""{"description":"m7","memory":7,"vmid":101}""", CanonicalJson.Text(resolver.ForWriting(desired.Manifests[World.Key("lab.vm/b")])));
        Assert.Equal("${HOME}", resolver.ForWriting(desired.Manifests[World.Key("lab.vm/a")])["description"]!.GetValue<string>());
    }

    [Fact]
    public void What_depends_on_something_that_cannot_go_on_is_held_and_says_why()
    {
        var desired = World.Desired("kind: lab.app\nname: a\nspec: { image: x }\ndependsOn: [lab.net/n]\n---\nkind: lab.net\nname: n\nspec: {}\n---\nkind: lab.app\nname: free\nspec: { image: x }\n");
        var plan = Planner.Plan(World.Request(desired, World.Live("lab.net", "n", "{}")));
        Assert.Equal("free", Assert.Single(plan.Steps).Key.Name);
        Assert.StartsWith("It waits for lab.net/n@lab1", plan.Resources.Single(status => status.Key.Name == "a").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_parked_resource_gets_no_step_and_says_why()
    {
        var desired = World.Desired("kind: lab.net\nname: n\nspec: {}\n");
        var plan = Planner.Plan(World.Request(desired) with { Baseline = new() { Parked = ImmutableDictionary<ResourceKey, string>.Empty.Add(World.Key("lab.net/n"), "it failed three times") } });
        Assert.True(plan.IsEmpty);
        Assert.Equal((ResourceState.Parked, "it failed three times"), (plan.Resources.Single().State, plan.Resources.Single().Reason));
    }

    [Fact]
    public void An_empty_source_is_refused_where_something_stood_before_and_fine_where_nothing_did()
    {
        Assert.True(Planner.Plan(World.Request(DesiredState.Empty)).IsEmpty);
        var former = World.Desired("kind: lab.net\nname: n\nspec: {}\n").Manifests.ToImmutableDictionary();
        var refused = Assert.Throws<HomelabException>(() => Planner.Plan(World.Request(DesiredState.Empty) with { Baseline = new() { Former = former } }));
        Assert.Contains("an empty source is never planned", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_what_bears_our_mark_and_stood_in_git_is_pruned_last_and_in_reverse()
    {
        var former = World.Desired("kind: lab.net\nname: n\nspec: {}\n---\nkind: lab.app\nname: a\nspec: { image: x }\ndependsOn: [lab.net/n]\n---\nkind: lab.app\nname: stranger\nspec: { image: x }\n").Manifests.ToImmutableDictionary();
        var desired = World.Desired("kind: lab.app\nname: keep\nspec: { image: x }\n");
        var plan = Planner.Plan(World.Request(desired,
            World.Live("lab.net", "n", "{}", "lab.net/n"), World.Live("lab.app", "a", "{}", "lab.app/a"), World.Live("lab.app", "stranger", "{}"),
            World.Live("lab.app", "old", "{}", "lab.app/old")) with
        { Baseline = new() { Former = former } });

        Assert.Equal(["Create keep", "Delete a", "Delete n"], plan.Steps.Select(step => $"{step.Operation} {step.Key.Name}"));
        Assert.Equal([World.Key("lab.app/a")], plan.Steps[2].After);
        Assert.Equal(["old", "stranger"], plan.Resources.Where(status => status.State is ResourceState.Unmanaged).Select(status => status.Key.Name));
    }

    [Fact]
    public void What_was_adopted_or_said_to_orphan_is_released_instead_of_deleted()
    {
        var former = World.Desired("kind: lab.net\nname: n\nspec: {}\nlifecycle: { prune: orphan }\n---\nkind: lab.net\nname: m\nspec: {}\n").Manifests.ToImmutableDictionary();
        var request = World.Request(World.Desired("kind: lab.app\nname: keep\nspec: { image: x }\n"), World.Live("lab.net", "n", "{}", "lab.net/n"), World.Live("lab.net", "m", "{}", "lab.net/m"), World.Live("lab.app", "keep", """{"image":"x"}""", "lab.app/keep"));
        var plan = Planner.Plan(request with { Baseline = new() { Former = former, Adopted = ImmutableDictionary<ResourceKey, string>.Empty.Add(World.Key("lab.net/m"), "lab.net:m") } });
        Assert.Equal([StepOperation.Release, StepOperation.Release], plan.Steps.Select(step => step.Operation));
        Assert.Equal(0, plan.Counts.Deletes);
    }

    [Fact]
    public void A_change_cannot_loosen_the_prune_rule_that_judges_it()
    {
        var former = World.Desired("kind: lab.net\nname: n\nspec: {}\n").Manifests.ToImmutableDictionary();
        var applied = ImmutableDictionary<ResourceKey, Lifecycle>.Empty.Add(World.Key("lab.net/n"), Lifecycle.Default with { Prune = PruneMode.Orphan });
        var plan = Planner.Plan(World.Request(World.Desired("kind: lab.app\nname: keep\nspec: { image: x }\n"), World.Live("lab.net", "n", "{}", "lab.net/n")) with { Baseline = new() { Former = former, Lifecycles = applied } });
        Assert.Equal(StepOperation.Release, plan.Steps.Single(step => step.Key.Name == "n").Operation);
    }

    [Fact]
    public void A_renamed_resource_that_adopts_is_taken_over_and_not_deleted()
    {
        var former = World.Desired("kind: lab.vm\nname: old\nspec: { vmid: 120, memory: 1 }\n").Manifests.ToImmutableDictionary();
        var desired = World.Desired("kind: lab.vm\nname: new\nspec: { vmid: 120, memory: 1 }\nlifecycle: { adopt: true }\n");
        var plan = Planner.Plan(World.Request(desired, World.Live("lab.vm", "x", """{"vmid":120,"memory":1}""", "lab.vm/old", "120")) with { Baseline = new() { Former = former } });
        Assert.Equal(StepOperation.Adopt, Assert.Single(plan.Steps).Operation);
    }
}
