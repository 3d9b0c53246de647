using System.Collections.Immutable;
using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using HomelabMcp.Store;

namespace HomelabMcp.Reconciler;

/// <summary>
/// What may be done now: the gate over the steps, and the changes of the rules themselves that wait for a reviewer.
/// </summary>
internal sealed class Judge(ReconcilerSettings settings, Memory memory, Installation installation, BranchMoves moves)
{
    private ImmutableHashSet<string>? listed;

    /// <summary>
    /// Judges a plan. What somebody consented to is put in force where it is a rule and not a step.
    /// </summary>
    public async Task<Judged> JudgeAsync(World world, Plan plan, ImmutableArray<Vanishing> vanishings, CancellationToken cancel)
    {
        if (!settings.Applies) return new(GateOf(world, plan, [], null), [], null);
        var grants = await settings.Store.Approvals.GrantsAsync(cancel);
        var asked = new List<Approval>();
        var rewind = await moves.RewindAsync(plan.Commit, cancel);
        if (rewind is not null && IsGranted(grants, rewind) is not null)
        {
            await moves.AcceptAsync(plan.Commit, cancel);
            await settings.Store.Approvals.UseUpAsync(rewind.StepHash, cancel);
            rewind = null;
        }

        if (rewind is not null) asked.Add(rewind);
        else await moves.ConsentAsync(world, plan, cancel);
        grants = await settings.Store.Approvals.GrantsAsync(cancel);
        if (await PolicyAsync(plan.Commit, grants, cancel) is { } policy) asked.Add(policy);
        asked.AddRange(vanishings.Select(vanishing => Believe(vanishing)).Where(one => IsGranted(grants, one) is null));
        var steps = GateOf(world, plan, Approvals(grants), rewind?.Why);
        asked.AddRange(steps.Where(step => step.NeedsApproval).Select(step => Ask(step)));
        var all = asked.Select(one => one with { PlanHash = plan.Hash }).ToImmutableArray();
        await LapseAsync(plan, world, grants, cancel);
        return new(await WithDenialsAsync(steps, all, cancel), all, rewind?.Why);
    }

    /// <summary>The judgement of a plan as it stands after a run, without asking or recording anything.</summary>
    public Judged Preview(World world, Plan plan, Judged before)
    {
        var still = plan.Steps.Select(step => step.Hash).ToHashSet(StringComparer.Ordinal);
        var known = before.Steps.ToDictionary(step => step.Step.Hash, step => step, StringComparer.Ordinal);
        var fresh = GateOf(world, plan, [], before.Hold);
        return before with
        {
            Steps = [.. fresh.Select(step => known.TryGetValue(step.Step.Hash, out var judged) ? judged : step)],
            Asked = [.. before.Asked.Where(one => still.Contains(one.StepHash))],
        };
    }

    /// <summary>The judgement of a plan that nobody has approved yet.</summary>
    public ImmutableArray<GatedStep> Unapproved(World world, Plan plan) => GateOf(world, plan, [], null);

    /// <summary>Vanishings that a reviewer said are real.</summary>
    public async Task<IReadOnlySet<string>> BelievedAsync(CancellationToken cancel) => settings.Applies
        ? (await settings.Store.Approvals.GrantsAsync(cancel)).Where(grant => grant.Value.Any(one => one.Verified)).Select(grant => grant.Key).ToHashSet(StringComparer.Ordinal)
        : new HashSet<string>(StringComparer.Ordinal);

    /// <summary>What a change of policy asks for; also shown by a proposal's plan, whose approval then covers it.</summary>
    public Approval? PolicyChange(string commit)
    {
        var text = settings.Source.PolicyText(commit) ?? "";
        if (text == installation.ApprovedText) return null;
        return new()
        {
            Id = "",
            Key = new("policy", PolicyReader.File, ""),
            Operation = "change",
            PlanHash = "",
            StepHash = CanonicalJson.Hash(new JsonArray("policy", text)),
            Why = text is "" ? "policy.yaml was removed: the built-in rules would hold." : "policy.yaml differs from the one in force: it holds only once a reviewer agrees.",
        };
    }

    private async Task<Approval?> PolicyAsync(string commit, ImmutableDictionary<string, ImmutableArray<Grant>> grants, CancellationToken cancel)
    {
        if (installation.Age is not InstallationAge.Running || PolicyChange(commit) is not { } change) return null;
        if (IsGranted(grants, change) is not { } who) return change;
        await memory.ApprovePolicyAsync(commit, settings.Source.PolicyText(commit) ?? "", who, cancel);
        await settings.Store.Approvals.UseUpAsync(change.StepHash, cancel);
        return null;
    }

    private ImmutableArray<GatedStep> GateOf(World world, Plan plan, ImmutableArray<StepApproval> approvals, string? hold) => Gate.Judge(new()
    {
        Plan = plan,
        Policy = world.Policy,
        Kinds = world.Kinds,
        Desired = world.Desired,
        Baseline = world.Baseline,
        Now = settings.Clock.GetUtcNow(),
        Approvals = approvals,
        Age = installation.Age,
        Hold = hold,
    });

    private static ImmutableArray<StepApproval> Approvals(ImmutableDictionary<string, ImmutableArray<Grant>> grants) => [.. grants
        .SelectMany(grant => grant.Value)
        .Select(grant => new StepApproval(grant.StepHash, grant.Who, grant.Verified ? ApprovalSource.Reviewer : ApprovalSource.Merge))];

    private static string? IsGranted(ImmutableDictionary<string, ImmutableArray<Grant>> grants, Approval asked) =>
        grants.TryGetValue(asked.StepHash, out var given) ? given.FirstOrDefault(grant => grant.Verified)?.Who : null;

    private static Approval Ask(GatedStep gated) => new()
    {
        Id = "",
        StepHash = gated.Step.Hash,
        Key = gated.Step.Key,
        Operation = gated.Step.Operation.ToString().ToLowerInvariant(),
        Why = $"{gated.Step.Why} {gated.Reason}".Trim(),
        PlanHash = "",
        Backup = gated.Step.Backup ?? (gated.Step is { HoldsState: true, Operation: StepOperation.Delete or StepOperation.Replace } ? "none is possible" : null),
        Needed = gated.Reason.Contains("two different reviewers", StringComparison.Ordinal) ? 2 : 1,
    };

    private static Approval Believe(Vanishing vanishing) => new()
    {
        Id = "",
        StepHash = vanishing.Hash,
        Key = new("target", vanishing.Target, vanishing.Target),
        Operation = "believe",
        Why = vanishing.Sentence,
        PlanHash = "",
    };

    // The list is only written when it changes, so that a quiet run writes nothing.
    private async Task<ImmutableArray<GatedStep>> WithDenialsAsync(ImmutableArray<GatedStep> steps, ImmutableArray<Approval> asked, CancellationToken cancel)
    {
        var wanted = asked.Select(one => one.StepHash + one.PlanHash + one.Why).ToImmutableHashSet(StringComparer.Ordinal);
        if (listed is null || !listed.SetEquals(wanted))
        {
            await settings.Store.Approvals.AskAsync([.. asked.DistinctBy(one => one.StepHash)], cancel);
            listed = wanted;
        }

        if (asked.IsEmpty) return steps;
        var denied = (await settings.Store.Approvals.ListAsync(cancel)).Where(one => one.State is ApprovalState.Denied).ToDictionary(one => one.StepHash, StringComparer.Ordinal);
        if (denied.Count == 0) return steps;
        return [.. steps.Select(step => denied.TryGetValue(step.Step.Hash, out var denial)
            ? step with { Verdict = StepVerdict.Waits, Reason = $"{denial.DecidedBy} denied it{(denial.Comment is null or "" ? "" : $": {denial.Comment}")}.", NeedsApproval = true }
            : step)];
    }

    // A push consents to the plan of its first sight: steps of it that came to nothing must not be covered later on.
    private async Task LapseAsync(Plan plan, World world, ImmutableDictionary<string, ImmutableArray<Grant>> grants, CancellationToken cancel)
    {
        if (world.Observed.Values.Any(target => !target.IsKnown)) return;
        var planned = plan.Steps.Select(step => step.Hash).ToHashSet(StringComparer.Ordinal);
        var stale = grants.Where(grant => !planned.Contains(grant.Key) && grant.Value.All(one => one.Source.StartsWith("git:", StringComparison.Ordinal))).Select(grant => grant.Key).ToList();
        if (stale.Count > 0) await settings.Store.Approvals.LapseAsync(stale, cancel);
    }
}
