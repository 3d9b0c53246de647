using System.Collections.Immutable;
using HomelabMcp.Core;

namespace HomelabMcp.Engine.Tests;

public sealed class OwnershipTests
{
    private const string Net = "kind: lab.net\nname: front\nspec: { driver: overlay }\n";
    private const string Vm = "kind: lab.vm\nname: web\nspec: { vmid: 120, memory: 1024 }\n";

    [Fact]
    public void What_is_not_there_is_created_with_all_that_is_desired()
    {
        var step = Assert.Single(Planner.Plan(World.Request(World.Desired(Vm))).Steps);
        Assert.Equal(StepOperation.Create, step.Operation);
        Assert.Equal(["memory", "vmid"], step.Changes.Select(change => change.Path));
    }

    [Fact]
    public void What_is_there_with_our_mark_and_agrees_needs_nothing()
    {
        var plan = Planner.Plan(World.Request(World.Desired(Vm), World.Live("lab.vm", "web", """{"vmid":120,"memory":1024,"cores":4}""", "lab.vm/web", "120")));
        Assert.True(plan.IsEmpty);
        Assert.Equal(ResourceState.Synced, Assert.Single(plan.Resources).State);
    }

    [Fact]
    public void What_is_there_without_our_mark_is_a_conflict_and_gets_no_step()
    {
        var plan = Planner.Plan(World.Request(World.Desired(Net), World.Live("lab.net", "front", "{}")));
        Assert.True(plan.IsEmpty);
        var status = Assert.Single(plan.Resources);
        Assert.Equal(ResourceState.Conflict, status.State);
        Assert.Contains("lifecycle.adopt", status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Git_that_says_adopt_plans_one_adoption_and_nothing_else()
    {
        var plan = Planner.Plan(World.Request(World.Desired(Net + "lifecycle: { adopt: true }\n"), World.Live("lab.net", "front", """{"driver":"overlay"}""")));
        Assert.Equal((StepOperation.Adopt, RiskTier.High), Assert.Single(plan.Steps) is var step ? (step.Operation, step.Risk) : default);
        Assert.Equal(new PlanCounts(0, 0, 1, 0, 0), plan.Counts);
    }

    [Fact]
    public void Not_even_adopt_takes_what_another_installation_owns()
    {
        var plan = Planner.Plan(World.Request(World.Desired(Net + "lifecycle: { adopt: true }\n"), World.Live("lab.net", "front", "{}", "lab.net/front", installation: "other")));
        Assert.True(plan.IsEmpty);
        Assert.Contains("installation 'other'", Assert.Single(plan.Resources).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_clone_that_inherited_our_mark_is_unmanaged_not_ours()
    {
        var original = World.Live("lab.vm", "web", """{"vmid":120,"memory":1024}""", "lab.vm/web", "120");
        var clone = new LiveResourceOf("lab.vm", original.Live with { Id = "lab.vm:900", NaturalKey = "900" });
        var plan = Planner.Plan(World.Request(World.Desired(Vm), clone, original));
        Assert.True(plan.IsEmpty);
        Assert.Equal([ResourceState.Synced, ResourceState.Unmanaged], plan.Resources.Select(status => status.State).Order());
    }

    [Fact]
    public void A_vmid_changed_in_git_replaces_the_machine_that_bears_the_mark_of_the_old_one()
    {
        var plan = Planner.Plan(World.Request(World.Desired(Vm.Replace("120", "121", StringComparison.Ordinal)), World.Live("lab.vm", "web", """{"vmid":120,"memory":1024}""", "lab.vm/web", "120")));
        var step = Assert.Single(plan.Steps);
        Assert.Equal((StepOperation.Replace, true, RiskTier.High), (step.Operation, step.HoldsState, step.Risk));
    }

    [Fact]
    public void A_key_of_the_shared_space_that_another_kind_holds_is_a_conflict()
    {
        var plan = Planner.Plan(World.Request(World.Desired(Vm), World.Live("lab.box", "db", """{"vmid":120,"memory":1}""", naturalKey: "120")));
        Assert.True(plan.IsEmpty);
        Assert.Contains("taken by a lab.box named 'db'", plan.Resources.Single(status => status.Key.Name == "web").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recorded_adoption_counts_as_ours_as_long_as_the_object_is_the_same()
    {
        var live = World.Live("lab.app", "web", """{"image":"a"}""", id: "abc");
        var request = World.Request(World.Desired("kind: lab.app\nname: web\nspec: { image: a }\n"), live);
        var adopted = new Baseline { Adopted = ImmutableDictionary<ResourceKey, string>.Empty.Add(World.Key("lab.app/web"), "abc") };
        Assert.Equal(ResourceState.Synced, Planner.Plan(request with { Baseline = adopted }).Resources.Single().State);
        var other = new Baseline { Adopted = ImmutableDictionary<ResourceKey, string>.Empty.Add(World.Key("lab.app/web"), "old") };
        Assert.Equal(ResourceState.Conflict, Planner.Plan(request with { Baseline = other }).Resources.Single().State);
    }

    [Fact]
    public void A_manifest_without_its_identifier_waits_until_one_is_chosen()
    {
        var plan = Planner.Plan(World.Request(World.Desired("kind: lab.vm\nname: web\nspec: { memory: 1 }\n")));
        Assert.True(plan.IsEmpty);
        Assert.Contains("vmid is not chosen yet", plan.Resources.Single().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_that_cannot_be_seen_gives_no_step_for_anything_on_it()
    {
        var request = World.Request(World.Desired(Net + "---\n" + Vm)) with
        {
            Observed = ImmutableDictionary<string, ObservedTarget>.Empty.Add("lab1", ObservedTarget.Unknown("lab1", "it is down", World.Noon)),
            Baseline = new() { Former = ImmutableDictionary<ResourceKey, Manifest>.Empty.Add(World.Key("lab.net/old"), World.Desired(Net).Manifests.Values.Single()) },
        };
        var plan = Planner.Plan(request);
        Assert.True(plan.IsEmpty);
        Assert.All(plan.Resources, status => Assert.Equal(ResourceState.Unknown, status.State));
        Assert.Equal(3, plan.Resources.Length);
    }

    [Fact]
    public void What_git_never_mentioned_is_listed_as_unmanaged()
    {
        var plan = Planner.Plan(World.Request(World.Desired(Net), World.Live("lab.net", "front", """{"driver":"overlay"}""", "lab.net/front"), World.Live("lab.app", "toy", "{}")));
        var stranger = plan.Resources.Single(status => status.State is ResourceState.Unmanaged);
        Assert.Equal(new ResourceKey("lab.app", "toy", "lab1"), stranger.Key);
    }
}
