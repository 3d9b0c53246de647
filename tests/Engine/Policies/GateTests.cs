using System.Collections.Immutable;
using System.Text;
using HomelabMcp.Core;

namespace HomelabMcp.Engine.Tests;

public sealed class GateTests
{
    private const string Sample = """
        protect: [lab.vm/nas]
        limits: { deletes: 3, replaces: 2 }
        needs: { create: merge, update: merge, delete: merge, replace: merge }
        rules:
          - { match: "lab.vm/*", operations: [update], needs: approval, why: Machines carry services. }
          - { match: "lab.app/pair*", needs: two-approvals }
          - { match: "lab.app/fixed", needs: never, why: It is finished. }
        freeze:
          - { name: night, cron: "0 22 * * *", duration: 8h, timezone: Europe/Berlin }
        """;

    private static readonly Policy SamplePolicy = PolicyOf(Sample);

    [Fact]
    public void Under_the_built_in_policy_a_create_goes_and_everything_else_waits()
    {
        Assert.True(Judge(Step("lab.net/n", StepOperation.Create), Policy.BuiltIn).IsAllowed);
        foreach (var operation in Enum.GetValues<StepOperation>().Where(operation => operation is not StepOperation.Create))
        {
            var judged = Judge(Step("lab.net/n", operation), Policy.BuiltIn);
            Assert.Equal((StepVerdict.Waits, true), (judged.Verdict, judged.NeedsApproval));
        }
    }

    [Fact]
    public void A_merge_with_plain_git_is_one_approval_of_exactly_the_steps_it_brought_about()
    {
        var step = Step("lab.vm/web", StepOperation.Update);
        Assert.Equal("A update of lab.vm/web needs a reviewer's approval (Machines carry services).".Replace("A update", "An update", StringComparison.Ordinal), Judge(step, SamplePolicy).Reason);
        Assert.True(Judge(step, SamplePolicy, Merged(step)).IsAllowed);
        Assert.False(Judge(step with { Hash = "moved" }, SamplePolicy, Merged(step)).IsAllowed);
    }

    public static TheoryData<PlanStep> AlwaysWaiting =>
    [
        Step("lab.net/n", StepOperation.Adopt),
        Step("lab.vm/web", StepOperation.Delete) with { HoldsState = true, Backup = "vzdump to local" },
        Step("lab.vm/web", StepOperation.Replace) with { HoldsState = true },
        Step("lab.vm/web", StepOperation.Create) with { HoldsState = true, Cause = StepCause.Missing },
        Step("lab.app/web", StepOperation.Create) with { NewSecrets = ["web-db"] },
    ];

    [Theory]
    [MemberData(nameof(AlwaysWaiting), DisableDiscoveryEnumeration = true)]
    public void What_cannot_be_undone_waits_for_a_reviewer_even_after_a_merge(PlanStep step)
    {
        var judged = Judge(step, SamplePolicy, Merged(step));
        Assert.Equal((StepVerdict.Waits, true), (judged.Verdict, judged.NeedsApproval));
        Assert.True(Judge(step, SamplePolicy, Approved(step, "alice")).IsAllowed);
    }

    [Fact]
    public void The_author_of_a_change_cannot_approve_it()
    {
        var step = Step("lab.vm/web", StepOperation.Update);
        var authors = ImmutableDictionary<ResourceKey, ImmutableHashSet<string>>.Empty.Add(step.Key, ["alice"]);
        Assert.False(Judge(step, SamplePolicy, Approved(step, "alice"), request => request with { Authors = authors }).IsAllowed);
        Assert.True(Judge(step, SamplePolicy, Approved(step, "bob"), request => request with { Authors = authors }).IsAllowed);
    }

    [Fact]
    public void Two_approvals_need_two_names_and_a_merge_counts_as_neither()
    {
        var step = Step("lab.app/pair1", StepOperation.Update);
        Assert.False(Judge(step, SamplePolicy, Approved(step, "alice").AddRange(Merged(step))).IsAllowed);
        Assert.False(Judge(step, SamplePolicy, Approved(step, "alice").AddRange(Approved(step, "alice"))).IsAllowed);
        Assert.True(Judge(step, SamplePolicy, Approved(step, "alice").AddRange(Approved(step, "bob"))).IsAllowed);
    }

    [Fact]
    public void Only_named_approvers_count_where_the_policy_names_some()
    {
        var step = Step("lab.vm/web", StepOperation.Update);
        var policy = PolicyOf(Sample + "\napprovers: [bob]\n");
        Assert.False(Judge(step, policy, Approved(step, "alice")).IsAllowed);
        Assert.True(Judge(step, policy, Approved(step, "bob")).IsAllowed);
    }

    [Theory]
    [InlineData("lab.vm/nas", StepOperation.Delete)]
    [InlineData("lab.vm/nas", StepOperation.Replace)]
    [InlineData("lab.app/fixed", StepOperation.Update)]
    public void What_is_protected_or_never_allowed_is_refused_whoever_approves(string key, StepOperation operation)
    {
        var step = Step(key, operation);
        Assert.Equal(StepVerdict.Refused, Judge(step, SamplePolicy, Approved(step, "alice")).Verdict);
    }

    [Fact]
    public void Protection_counts_from_the_last_applied_commit_and_from_this_one()
    {
        var step = Step("lab.net/n", StepOperation.Delete);
        var applied = new Baseline { Lifecycles = ImmutableDictionary<ResourceKey, Lifecycle>.Empty.Add(step.Key, Lifecycle.Default with { Protect = true }) };
        Assert.Equal(StepVerdict.Refused, Judge(step, SamplePolicy, Approved(step, "alice"), request => request with { Baseline = applied }).Verdict);
        var replace = Step("lab.net/n", StepOperation.Replace);
        var desired = World.Desired("kind: lab.net\nname: n\nspec: {}\nlifecycle: { protect: true }\n");
        Assert.Equal(StepVerdict.Refused, Judge(replace, SamplePolicy, Approved(replace, "alice"), request => request with { Desired = desired }).Verdict);
    }

    [Theory]
    [InlineData(3, StepVerdict.Allowed)]
    [InlineData(4, StepVerdict.Waits)]
    public void Deletes_go_unasked_up_to_the_limit_and_beyond_it_none_of_them(int count, StepVerdict expected)
    {
        var steps = Enumerable.Range(0, count).Select(i => Step($"lab.net/n{i}", StepOperation.Delete)).ToArray();
        Assert.All(Gate.Judge(Request(SamplePolicy, steps)), judged => Assert.Equal(expected, judged.Verdict));
        Assert.All(Gate.Judge(Request(SamplePolicy, steps) with { Approvals = [.. steps.SelectMany(step => Merged(step))] }), judged => Assert.Equal(expected, judged.Verdict));
        Assert.All(Gate.Judge(Request(SamplePolicy, steps) with { Approvals = [.. steps.SelectMany(step => Approved(step, "alice"))] }), judged => Assert.True(judged.IsAllowed));
    }

    [Theory]
    [InlineData("2026-11-22T20:59:00Z", true)]
    [InlineData("2026-11-22T21:00:00Z", false)]
    [InlineData("2026-11-23T04:59:00Z", false)]
    [InlineData("2026-11-23T05:00:00Z", true)]
    public void A_freeze_window_holds_everything_in_its_own_time_zone(string now, bool goes)
    {
        var step = Step("lab.net/n", StepOperation.Create);
        var judged = Judge(step, SamplePolicy, Approved(step, "alice"), request => request with { Now = DateTimeOffset.Parse(now) });
        Assert.Equal(goes, judged.IsAllowed);
        if (!goes) Assert.Equal("The freeze window 'night' lasts until 2026-11-23 05:00 UTC.", judged.Reason);
    }

    [Fact]
    public void A_heal_goes_where_policy_and_kind_say_so_and_waits_otherwise()
    {
        var app = Step("lab.app/a", StepOperation.Update) with { Cause = StepCause.Heal };
        var machine = Step("lab.vm/web", StepOperation.Update) with { Cause = StepCause.Heal };
        var net = Step("lab.net/n", StepOperation.Update) with { Cause = StepCause.Heal };
        Assert.True(Judge(app, SamplePolicy).IsAllowed);
        Assert.True(Judge(machine, SamplePolicy).IsAllowed);
        Assert.Contains("its kind asks a human", Judge(net, SamplePolicy).Reason, StringComparison.Ordinal);
        Assert.False(Judge(app, Policy.BuiltIn).IsAllowed);
    }

    [Fact]
    public void A_held_branch_lets_nothing_through()
    {
        var step = Step("lab.net/n", StepOperation.Create);
        Assert.Equal("The branch was rewritten.", Judge(step, SamplePolicy, Approved(step, "alice"), request => request with { Hold = "The branch was rewritten." }).Reason);
    }

    [Fact]
    public void What_depends_on_a_waiting_step_waits_with_it()
    {
        var first = Step("lab.vm/web", StepOperation.Update);
        var second = Step("lab.app/a", StepOperation.Create) with { Wave = 1, After = [first.Key] };
        var third = Step("lab.app/b", StepOperation.Create) with { Wave = 2, After = [second.Key] };
        var free = Step("lab.app/c", StepOperation.Create) with { Wave = 2 };
        var judged = Gate.Judge(Request(SamplePolicy, first, second, third, free));
        Assert.Equal([StepVerdict.Waits, StepVerdict.Waits, StepVerdict.Waits, StepVerdict.Allowed], judged.Select(gated => gated.Verdict));
        Assert.Equal([true, false, false, false], judged.Select(gated => gated.NeedsApproval));
    }

    [Fact]
    public void The_first_run_of_a_new_installation_trusts_its_secrets_and_that_of_the_sample_everything()
    {
        var secret = Step("lab.app/web", StepOperation.Create) with { NewSecrets = ["web-db"] };
        var adopt = Step("lab.net/n", StepOperation.Adopt);
        Assert.True(Judge(secret, Policy.BuiltIn, default, request => request with { Age = InstallationAge.New }).IsAllowed);
        Assert.False(Judge(adopt, Policy.BuiltIn, default, request => request with { Age = InstallationAge.New }).IsAllowed);
        Assert.True(Judge(adopt, Policy.BuiltIn, default, request => request with { Age = InstallationAge.NewWithSample }).IsAllowed);
    }

    [Fact]
    public void A_tier_of_risk_raises_what_an_operation_needs()
    {
        var policy = PolicyOf(Sample + "\ntiers: { low: approval }\n");
        Assert.False(Judge(Step("lab.net/n", StepOperation.Create), policy).IsAllowed);
    }

    private static PlanStep Step(string key, StepOperation operation) => new()
    {
        Key = World.Key(key),
        Operation = operation,
        Cause = StepCause.Change,
        Why = "",
        Hash = $"{operation} {key}",
    };

    private static ImmutableArray<StepApproval> Approved(PlanStep step, string by) => [new(step.Hash, by, ApprovalSource.Reviewer)];

    private static ImmutableArray<StepApproval> Merged(PlanStep step) => [new(step.Hash, "unverified", ApprovalSource.Merge)];

    private static GateRequest Request(Policy policy, params PlanStep[] steps) => new()
    {
        Plan = new() { Commit = "c", PolicyId = policy.Id, Hash = "", Resources = [], Steps = [.. steps] },
        Policy = policy,
        Kinds = World.Kinds,
        Desired = DesiredState.Empty,
        Now = World.Noon,
    };

    private static GatedStep Judge(PlanStep step, Policy policy, ImmutableArray<StepApproval> approvals = default, Func<GateRequest, GateRequest>? with = null)
    {
        var request = Request(policy, step) with { Approvals = approvals.IsDefault ? [] : approvals };
        return Gate.Judge(with?.Invoke(request) ?? request).Single();
    }

    private static Policy PolicyOf(string yaml)
    {
        var (policy, faults) = PolicyReader.Read(Encoding.UTF8.GetBytes(yaml));
        Assert.Empty(faults);
        return policy!;
    }
}
