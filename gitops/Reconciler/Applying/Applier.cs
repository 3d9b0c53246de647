using System.Collections.Immutable;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using HomelabMcp.Store;

namespace HomelabMcp.Reconciler;

/// <summary>
/// Carries a judged plan out: wave by wave, so many steps at once on each target, dependents held while what they need
/// did not succeed or is not healthy. Stops between two steps when a newer commit is there.
/// </summary>
internal sealed class Applier(ReconcilerSettings settings, Observer observer, Memory memory, LiveWorld world, Deferrals deferrals, Action<RunStep> changed)
{
    private readonly Lock gate = new();
    private readonly Dictionary<ResourceKey, RunStepState> ended = [];
    private readonly Dictionary<ResourceKey, string?> unhealthy = [];

    /// <summary>Whether a newer commit took over.</summary>
    public bool IsSuperseded { get; private set; }

    /// <summary>Whether an object was not as the plan saw it, so that a new plan is needed at once.</summary>
    public bool HasMoved { get; private set; }

    /// <summary>Carries the steps out and says where each stands.</summary>
    public async Task<ImmutableArray<RunStep>> ApplyAsync(Run run, Judged judged, IReadOnlySet<ResourceKey> doubtful, bool isPaused, CancellationToken cancel)
    {
        var rows = run.Steps.ToDictionary(step => step.Hash, step => new StepRow(step, run.Id, changed), StringComparer.Ordinal);
        var executor = new StepExecutor(settings, observer, memory, world, run.PlanHash);
        foreach (var wave in judged.Steps.GroupBy(step => step.Step.Wave).OrderBy(wave => wave.Key))
        {
            await Task.WhenAll(wave.GroupBy(step => step.Step.Key.Target).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(target => WorkerLoops.RunAsync(target, settings.StepsPerTarget, async step =>
                {
                    var row = rows[step.Step.Hash];
                    var state = await OneAsync(executor, step, row, doubtful, isPaused, cancel);
                    lock (gate) ended[step.Step.Key] = state;
                })).ToList());
        }

        return [.. run.Steps.Select(step => rows[step.Hash].Now)];
    }

    private async Task<RunStepState> OneAsync(StepExecutor executor, GatedStep gated, StepRow row, IReadOnlySet<ResourceKey> doubtful, bool isPaused, CancellationToken cancel)
    {
        var step = gated.Step;
        if (NotNow(gated, doubtful, isPaused) is { } not) return row.Stand(not.State, not.Why).State;
        if (await HeldAsync(step, cancel) is { } held) return row.Stand(RunStepState.Held, held).State;
        if (Superseded()) return row.Stand(RunStepState.Skipped, "A newer commit is there.").State;
        var result = await executor.ExecuteAsync(step, row, cancel);
        switch (result.Ending)
        {
            case StepEnding.Moved:
                lock (gate) HasMoved = true;
                break;
            case StepEnding.Later:
                deferrals.Put(step, result.Sentence);
                break;
            case StepEnding.Parked when row.Now.Ended is null || !Parking.Holds(memory, step):
                await memory.EndAsync(new()
                {
                    Key = step.Key,
                    Run = row.Run,
                    Step = row.End(result, settings.Clock.GetUtcNow()),
                    Parked = Parking.Of(settings, memory, step, result),
                }, cancel);
                break;
        }

        return row.Now.Ended is null ? row.Stand(result.State, result.Sentence).State : row.Now.State;
    }

    private (RunStepState State, string Why)? NotNow(GatedStep gated, IReadOnlySet<ResourceKey> doubtful, bool isPaused)
    {
        if (gated.Verdict is StepVerdict.Refused) return (RunStepState.Refused, gated.Reason);
        if (gated.Verdict is StepVerdict.Waits) return (RunStepState.Waiting, gated.Reason);
        if (isPaused) return (RunStepState.Waiting, "The reconciler is paused.");
        if (doubtful.Contains(gated.Step.Key)) return (RunStepState.InDoubt, "An earlier write of it lost its answer; it is not repeated before that is settled.");
        return deferrals.Why(gated.Step) is { } later ? (RunStepState.Skipped, later) : null;
    }

    private bool Superseded()
    {
        if (settings.Source.KnownTip is not { } tip || tip == world.Now.Desired.Commit) return IsSuperseded;
        lock (gate) return IsSuperseded = true;
    }

    private async Task<string?> HeldAsync(PlanStep step, CancellationToken cancel)
    {
        foreach (var needed in step.After)
        {
            RunStepState? state;
            lock (gate) state = ended.TryGetValue(needed, out var known) ? known : null;
            if (state is not null and not RunStepState.Done) return $"It comes after {needed.Short}, which did not succeed ({state.Value.ToString().ToLowerInvariant()}).";
            if (step.Operation is StepOperation.Delete or StepOperation.Release) continue;
            if (await UnhealthyAsync(needed, cancel) is { } why) return $"It waits for {needed.Short} to be healthy ({why}).";
        }

        return null;
    }

    // Asked once a run for each resource, however many wait for it.
    private async Task<string?> UnhealthyAsync(ResourceKey key, CancellationToken cancel)
    {
        lock (gate)
            if (unhealthy.TryGetValue(key, out var known)) return known;
        var answer = await WaitHealthyAsync(key, cancel);
        lock (gate) unhealthy[key] = answer;
        return answer;
    }

    private async Task<string?> WaitHealthyAsync(ResourceKey key, CancellationToken cancel)
    {
        var until = settings.Clock.GetUtcNow() + settings.HealthPatience;
        var pause = TimeSpan.FromSeconds(1);
        // What this run wrote was read back just now; a list may be stale about anything else.
        bool isFresh;
        lock (gate) isFresh = ended.ContainsKey(key);
        while (true)
        {
            if (world.LiveOf(key) is not { } live) return "it is not there";
            if (!isFresh && await ReadAnewAsync(key, live.Id, cancel) is { } problem) return problem;
            isFresh = false;
            live = world.LiveOf(key)!;
            if (live.Health is LiveHealth.Healthy) return null;
            var why = UntrustedText.CleanOf(live.HealthReason ?? live.Health.ToString().ToLowerInvariant());
            if (settings.Clock.GetUtcNow() + pause > until || Superseded()) return why;
            await Task.Delay(pause, settings.Clock, cancel);
            pause = pause * 2 < TimeSpan.FromSeconds(10) ? pause * 2 : TimeSpan.FromSeconds(10);
        }
    }

    private async Task<string?> ReadAnewAsync(ResourceKey key, string id, CancellationToken cancel)
    {
        var target = observer[key.Target];
        try
        {
            var fresh = await target.Session.ReadAsync(key.Kind, id, cancel);
            if (fresh is not null)
            {
                world.Saw(key, fresh);
                target.Saw(key.Kind, fresh);
                return null;
            }

            world.SawGone(key, id);
            target.SawGone(key.Kind, id);
            lock (gate) HasMoved = true;
            return "it is gone";
        }
        catch (PlatformException failure)
        {
            return failure.Message;
        }
    }
}
