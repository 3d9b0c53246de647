using System.Collections.Immutable;
using System.Text;
using CsCheck;
using HomelabMcp.Core;

namespace HomelabMcp.Engine.Tests;

/// <summary>The invariants that the pure engine can show, over thousands of small worlds.</summary>
public sealed class PlannerLaws
{
    private const int Worlds = 300;

    [Fact]
    public void After_a_plan_was_applied_the_next_one_is_empty() =>
        Gen.Select(Any.Source, Any.Source, Any.Strangers).Sample((first, second, strangers) =>
        {
            var target = new ModelTarget(strangers);
            var (before, baseline) = Converge(target, Desired(first), Baseline.None);
            Assert.True(Planner.Plan(before with { Observed = World.Observed([.. target.Live]), Baseline = baseline }).IsEmpty);
            var (after, last) = Converge(target, Desired(second), baseline);
            Assert.True(Planner.Plan(after with { Observed = World.Observed([.. target.Live]), Baseline = last }).IsEmpty);
        }, iter: Worlds);

    [Fact]
    public void Nothing_without_our_mark_is_ever_touched() =>
        Gen.Select(Any.Source, Any.Source, Any.Strangers).Sample((first, second, strangers) =>
        {
            var target = new ModelTarget(strangers);
            var (_, baseline) = Converge(target, Desired(first), Baseline.None);
            Converge(target, Desired(second), baseline);
            Assert.All(strangers, stranger => Assert.Contains(target.Live, item => ReferenceEquals(item.Live, stranger.Live)));
        }, iter: Worlds);

    [Fact]
    public void A_lost_store_makes_no_creates_of_what_exists_and_no_deletes() =>
        Gen.Select(Any.Source, Any.Source, Any.Strangers).Sample((first, second, strangers) =>
        {
            var target = new ModelTarget(strangers);
            Converge(target, Desired(first), Baseline.None);
            var same = Planner.Plan(Request(target, Desired(first), Baseline.None));
            Assert.True(same.IsEmpty);
            var other = Planner.Plan(Request(target, Desired(second), Baseline.None));
            Assert.Equal(0, other.Counts.Deletes);
            Assert.DoesNotContain(other.Steps, step => step.Operation is StepOperation.Create && target.Live.Any(item => IsOf(item, step.Key)));
        }, iter: Worlds);

    [Fact]
    public void The_order_of_an_observation_changes_neither_plan_nor_hash() =>
        Gen.Select(Any.Source, Any.Source, Any.Strangers, Gen.Int).Sample((first, second, strangers, seed) =>
        {
            var target = new ModelTarget(strangers);
            var (_, baseline) = Converge(target, Desired(first), Baseline.None);
            var one = Planner.Plan(Request(target, Desired(second), baseline));
            var shuffled = target.Live.OrderBy(item => CanonicalJson.Hash(System.Text.Json.Nodes.JsonValue.Create(item.Live.Id + seed)), StringComparer.Ordinal).ToArray();
            var two = Planner.Plan(World.Request(Desired(second), shuffled) with { Baseline = WithFormer(baseline, Desired(second)) });
            Assert.Equal(one.Hash, two.Hash);
            Assert.Equal(one.Steps.Select(step => step.Hash), two.Steps.Select(step => step.Hash));
        }, iter: Worlds);

    [Fact]
    public void A_target_that_cannot_be_seen_never_gets_a_step() =>
        Gen.Select(Any.Source, Any.Source).Sample((first, second) =>
        {
            var target = new ModelTarget([]);
            var (_, baseline) = Converge(target, Desired(first), Baseline.None);
            var blind = World.Request(Desired(second)) with { Baseline = baseline, Observed = World.Observed().SetItem("lab1", ObservedTarget.Unknown("lab1", "down", World.Noon)) };
            Assert.True(Planner.Plan(blind).IsEmpty);
        }, iter: Worlds);

    [Fact]
    public void Every_step_comes_after_what_it_depends_on_and_deletes_come_last() =>
        Gen.Select(Any.Source, Any.Source).Sample((first, second) =>
        {
            var target = new ModelTarget([]);
            var (_, baseline) = Converge(target, Desired(first), Baseline.None);
            var plan = Planner.Plan(Request(target, Desired(second), baseline));
            var wave = plan.Steps.ToDictionary(step => step.Key, step => step.Wave);
            foreach (var step in plan.Steps)
                Assert.All(step.After.Where(wave.ContainsKey), key => Assert.True(wave[key] < step.Wave, $"{key} before {step.Key}"));
            var kinds = plan.Steps.Select(step => step.Cause is StepCause.Prune).ToList();
            Assert.Equal(kinds.Order(), kinds);
        }, iter: Worlds);

    [Fact]
    public void Whatever_is_written_into_a_file_the_reader_answers_and_never_throws() =>
        Gen.Select(Any.Source, Gen.Int[0, 400], Any.Of("[", "{", "\"", "'", "\t", "&a ", "*a", "- ", ": ", "|", ">", "%", "#", "---\n", "!x ", "${", "\u0000", "\uFEFF", "? ", "@", "`", "\r", "...\n", "<<: ", "\n"), Gen.Int[0, 8]).Sample((source, at, insert, cut) =>
        {
            var from = Math.Min(at, source.Length);
            var text = source[..from] + insert + source[Math.Min(source.Length, from + cut)..];
            var reading = new DesiredReader(World.Kinds, World.Secrets).Read(World.Tree(("a.yaml", text), ("policy.yaml", text)));
            Assert.All(reading.Faults, fault => Assert.NotEmpty(fault.Message));
        }, iter: 1500);

    private static DesiredState Desired(string yaml)
    {
        var reading = new DesiredReader(World.Kinds).Read(World.Tree(("all.yaml", yaml)));
        Assert.Empty(reading.Faults);
        return reading.State;
    }

    private static PlanRequest Request(ModelTarget target, DesiredState desired, Baseline baseline) =>
        World.Request(desired, [.. target.Live]) with { Baseline = WithFormer(baseline, desired) };

    // Former: what ancestors had and this commit has not.
    private static Baseline WithFormer(Baseline baseline, DesiredState desired) => baseline with
    {
        Former = baseline.Verified.Concat(baseline.Former.Where(pair => !baseline.Verified.ContainsKey(pair.Key))).Where(pair => !desired.Manifests.ContainsKey(pair.Key)).ToImmutableDictionary(),
    };

    private static (PlanRequest Request, Baseline Baseline) Converge(ModelTarget target, DesiredState desired, Baseline baseline)
    {
        baseline = WithFormer(baseline, desired);
        for (var round = 0; round < 3; round++)
        {
            var request = Request(target, desired, baseline);
            var plan = Planner.Plan(request);
            foreach (var step in plan.Steps) target.Apply(request, step);
            if (plan.IsEmpty) break;
        }

        var agreed = Planner.Plan(Request(target, desired, baseline)).Resources.Where(status => status.State is ResourceState.Synced).Select(status => status.Key);
        var verified = baseline.Verified.SetItems(agreed.Select(key => KeyValuePair.Create(key, desired.Manifests[key])));
        return (World.Request(desired), baseline with { Verified = verified, AppliedCommit = "c" });
    }

    private static bool IsOf(LiveResourceOf item, ResourceKey key) =>
        item.Kind == key.Kind && item.Live.Mark == OwnershipMark.For(World.Installation, key, World.Kinds[key.Kind].MarkScope(item.Live.NaturalKey));
}
