using System.Collections.Immutable;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using HomelabMcp.Store;

namespace HomelabMcp.Reconciler;

/// <summary>What one pass was asked to do.</summary>
/// <param name="Cause">Why it runs.</param>
/// <param name="IsPaused">Whether it only looks.</param>
/// <param name="RetriesAll">Whether what failed before is tried now, whatever its next time was.</param>
internal sealed record PassOrder(string Cause, bool IsPaused, bool RetriesAll);

/// <summary>What one pass came to.</summary>
/// <param name="View">What is known after it.</param>
/// <param name="IsFinished">False where another pass should follow at once.</param>
internal sealed record PassResult(WorldView View, bool IsFinished);

/// <summary>
/// One pass over the world: fetch, read what is desired, observe, settle what is in doubt, plan, judge, record, apply
/// and verify, record. A pass that finds nothing to do writes nothing, live or in the store.
/// </summary>
internal sealed class Pass(ReconcilerSettings settings, Observer observer, Memory memory, Installation installation, WorldBuilder worlds, Judge judge, Deferrals deferrals)
{
    private string? recordedCommit;

    /// <summary>Makes the pass.</summary>
    public async Task<PassResult> TakeAsync(WorldView before, PassOrder order, Action<WorldView> publish, Action<ReconcilerEvent> tell, CancellationToken cancel)
    {
        var began = settings.Clock.GetUtcNow();
        var calls = observer.Calls;
        await memory.LoadAsync(settings.Applies, cancel);
        recordedCommit ??= (await settings.Store.Runs.ListAsync(1, null, cancel)).Items is [var last, ..] ? last.Commit : "";

        if (await settings.Source.FetchAsync(cancel) is not { } tip)
            return new(Refused(before, null, [], $"Branch {settings.Source.Branch} of the desired-state repository has no commit yet: push one to it."), true);
        var reading = settings.Source.Read(tip);
        if (!reading.IsValid) return new(await RefuseAsync(before, tip, reading.Faults, order, cancel), true);

        var look = await observer.LookAsync(memory.Records, await judge.BelievedAsync(cancel), cancel);
        await installation.SawAsync(look.Targets, tip, cancel);
        if (TryPlan(reading.State, look.Targets, order, out var world, out var plan) is { } problem)
            return new(await RefuseAsync(before, tip, [new("", 0, "", problem)], order, cancel), true);
        var live = new LiveWorld(world, plan);
        var doubtful = await SettleAsync(live, cancel);
        if (doubtful.Settled && TryPlan(reading.State, live.Now.Observed, order, out world, out plan) is null) live = new(world, plan);

        var judged = await judge.JudgeAsync(world, plan, look.Vanishings, cancel);
        await RememberAsync(live, plan, cancel);
        var view = ViewOf(before, world, plan, judged, doubtful.Keys) with
        {
            At = began,
            Calls = Since(calls),
            LookTook = settings.Clock.GetUtcNow() - began,
            IsPaused = order.IsPaused,
        };
        publish(view);
        if (!settings.Applies) return new(view, true);

        return IsWorthARun(plan, judged, doubtful.Keys, order)
            ? await RunAsync(new(order, view, live, judged, doubtful.Keys, calls), publish, tell, cancel)
            : new(await QuietAsync(view, judged, order, cancel), true);
    }

    private string? TryPlan(DesiredState desired, ImmutableDictionary<string, ObservedTarget> observed, PassOrder order, out World world, out Plan plan)
    {
        world = worlds.Build(desired, observed);
        plan = null!;
        try
        {
            plan = world.Plan();
            var left = LeftAlone(plan, order);
            if (left.IsEmpty) return null;
            world = world with { Baseline = world.Baseline with { Parked = left } };
            plan = world.Plan();
            return null;
        }
        catch (HomelabException refusal)
        {
            return refusal.Message;
        }
    }

    // A parked resource is left alone while its failed step is still the one planned and its next time has not come.
    private ImmutableDictionary<ResourceKey, string> LeftAlone(Plan plan, PassOrder order)
    {
        var parked = memory.Records.Parked;
        if (parked.IsEmpty || order.RetriesAll) return ImmutableDictionary<ResourceKey, string>.Empty;
        var now = settings.Clock.GetUtcNow();
        return plan.Steps
            .Where(step => parked.TryGetValue(step.Key, out var one) && !(one.RetryAt <= now) && Parking.Holds(memory, step))
            .ToImmutableDictionary(step => step.Key, step => parked[step.Key].Reason);
    }

    private async Task<(HashSet<ResourceKey> Keys, bool Settled)> SettleAsync(LiveWorld live, CancellationToken cancel)
    {
        var open = memory.Intents.Count;
        if (open == 0 || !settings.Applies) return ([.. memory.Intents.Select(intent => intent.Key)], false);
        var keys = await new Settler(settings, observer, memory, live).SettleAsync(cancel);
        return (keys, true);
    }

    /// <summary>What was found as Git wants it is the new base of comparison; what no longer fails is no longer parked.</summary>
    private async Task RememberAsync(LiveWorld live, Plan plan, CancellationToken cancel)
    {
        if (!settings.Applies) return;
        var now = settings.Clock.GetUtcNow();
        var (records, desired) = (memory.Records, live.Now.Desired.Manifests);
        await memory.VerifyAsync([.. plan.Resources
            .Where(status => status is { State: ResourceState.Synced, Live.Detailed: true } && desired.TryGetValue(status.Key, out var manifest)
                && !(records.Verified.TryGetValue(status.Key, out var known) && known.LiveId == status.Live.Id && BranchMoves.Same(known.Manifest, manifest)))
            .Select(status => Verification.Of(live, desired[status.Key], status.Live!, now))], cancel);
        var planned = plan.Steps.Select(step => step.Hash).ToHashSet(StringComparer.Ordinal);
        deferrals.KeepOnly(planned);
        var observed = live.Now.Observed;
        await memory.UnparkAsync([.. records.Parked
            .Where(one => observed.TryGetValue(one.Key.Target, out var target) && target.IsKnown
                && plan.Resources.Any(status => status.Key == one.Key && status.State is ResourceState.Synced)
                || !desired.ContainsKey(one.Key) && plan.Resources.All(status => status.Key != one.Key))
            .Select(one => one.Key)], cancel);
    }

    private bool IsWorthARun(Plan plan, Judged judged, HashSet<ResourceKey> doubtful, PassOrder order) =>
        (plan.Commit != recordedCommit && !(recordedCommit is "" && plan.IsEmpty && plan.Resources.IsEmpty))
        || (!order.IsPaused && judged.Steps.Any(step => step.IsAllowed && !doubtful.Contains(step.Step.Key) && deferrals.Why(step.Step) is null));

    private async Task<WorldView> QuietAsync(WorldView view, Judged judged, PassOrder order, CancellationToken cancel)
    {
        if (!order.IsPaused && judged.Hold is null && view.InDoubt.IsEmpty && judged.Steps.All(step => !step.IsAllowed))
            await memory.ApplyAsync(view.Commit!, cancel);
        return view with { AppliedCommit = memory.AppliedCommit };
    }

    private async Task<PassResult> RunAsync(RunOrder work, Action<WorldView> publish, Action<ReconcilerEvent> tell, CancellationToken cancel)
    {
        var plan = work.View.Plan!;
        var run = await settings.Store.Runs.BeginAsync(new()
        {
            Id = "",
            Commit = plan.Commit,
            Cause = plan.Commit != recordedCommit ? "commit" : work.Order.Cause,
            Begun = settings.Clock.GetUtcNow(),
            PlanHash = plan.Hash,
            PolicyId = plan.PolicyId,
            Steps = [.. plan.Steps.Select(RunStep.Of)],
        }, cancel);
        recordedCommit = run.Commit;
        var view = work.View with { Run = run };
        publish(view);
        tell(new("run", run.Begun, run));

        var applier = new Applier(settings, observer, memory, work.Live, deferrals, step => tell(new("step", settings.Clock.GetUtcNow(), run, step)));
        var steps = await applier.ApplyAsync(run, work.Judged, work.Doubtful, work.Order.IsPaused, cancel);
        run = RunSummary.Of(run with { Steps = steps, Ended = settings.Clock.GetUtcNow(), Calls = Since(work.Calls) }, applier.IsSuperseded, view.Observed);
        await settings.Store.Runs.EndAsync(run, cancel);
        if (RunSummary.IsApplied(run) && !applier.HasMoved && !work.Order.IsPaused && work.Judged.Hold is null) await memory.ApplyAsync(run.Commit, cancel);

        view = After(view, work, run);
        publish(view);
        tell(new("run", run.Ended!.Value, run));
        return new(view, !applier.HasMoved && !applier.IsSuperseded);
    }

    // The picture after a run is planned from what the run read back: looking again would cost calls and tell no more.
    private WorldView After(WorldView view, RunOrder work, Run run)
    {
        var doubtful = memory.Intents.Select(intent => intent.Key).ToHashSet();
        if (TryPlan(work.Live.Now.Desired, work.Live.Now.Observed, work.Order with { RetriesAll = false }, out var world, out var plan) is not null) return view with { Run = run };
        var judged = judge.Preview(world, plan, work.Judged);
        return ViewOf(view, world, plan, judged, doubtful) with { At = settings.Clock.GetUtcNow(), Run = run, Calls = run.Calls };
    }

    private WorldView ViewOf(WorldView before, World world, Plan plan, Judged judged, HashSet<ResourceKey> doubtful) => before with
    {
        Commit = plan.Commit,
        AppliedCommit = memory.AppliedCommit,
        Plan = plan,
        Steps = judged.Steps,
        Observed = world.Observed,
        Policy = world.Policy,
        Resources = Blame.On(plan.Resources, observer, memory.Records),
        Faults = [],
        Problem = judged.Hold,
        InDoubt = [.. doubtful],
        Applies = settings.Applies,
    };

    private async Task<WorldView> RefuseAsync(WorldView before, string commit, ImmutableArray<Fault> faults, PassOrder order, CancellationToken cancel)
    {
        var sentence = faults.Length == 1 ? faults[0].ToString().TrimStart(':', ' ') : $"{faults.Length} things are wrong with it, the first: {faults[0]}";
        var view = Refused(before, commit, faults, $"Commit {commit} is refused whole, and nothing is applied: {sentence}") with { IsPaused = order.IsPaused };
        if (!settings.Applies || recordedCommit == commit) return view;
        var now = settings.Clock.GetUtcNow();
        var run = await settings.Store.Runs.BeginAsync(new() { Id = "", Commit = commit, Cause = "commit", Begun = now }, cancel);
        run = run with { Ended = now, Outcome = RunOutcome.Refused, Summary = view.Problem! };
        await settings.Store.Runs.EndAsync(run, cancel);
        recordedCommit = commit;
        return view with { Run = run };
    }

    private WorldView Refused(WorldView before, string? commit, ImmutableArray<Fault> faults, string problem) => before with
    {
        At = settings.Clock.GetUtcNow(),
        Commit = commit,
        Faults = faults,
        Problem = problem,
        Plan = null,
        Steps = [],
        Applies = settings.Applies,
    };

    private ImmutableSortedDictionary<string, int> Since(ImmutableSortedDictionary<string, long> before) =>
        observer.Calls.ToImmutableSortedDictionary(target => target.Key, target => (int)(target.Value - before[target.Key]), StringComparer.Ordinal);

    private sealed record RunOrder(PassOrder Order, WorldView View, LiveWorld Live, Judged Judged, HashSet<ResourceKey> Doubtful, ImmutableSortedDictionary<string, long> Calls);
}
