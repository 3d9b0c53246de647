using System.Collections.Immutable;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using HomelabMcp.Store;
using Microsoft.Extensions.Logging;

namespace HomelabMcp.Reconciler;

/// <summary>
/// Carries out one step: a fresh look, the backup where something is lost, the intent on disk, the call, the read-back.
/// Nothing is repeated whose effect is in doubt.
/// </summary>
internal sealed class StepExecutor(ReconcilerSettings settings, Observer observer, Memory memory, LiveWorld world, string planHash)
{
    private readonly ILogger log = settings.Logs.CreateLogger<StepExecutor>();

    /// <summary>Carries out a step. Every failure of a platform is a result; what is thrown ends the run.</summary>
    public async Task<StepResult> ExecuteAsync(PlanStep step, StepRow row, CancellationToken cancel)
    {
        var target = observer[step.Key.Target];
        try
        {
            var look = new FreshLook(world, target);
            var (live, instead) = await look.TakeAsync(step, cancel);
            if (instead is not null) return await WithoutCallAsync(step, row, instead, live, cancel);
            if (live?.Busy is { } busy && step.Operation is StepOperation.Delete or StepOperation.Replace)
                return new(StepEnding.Later, $"{step.Key.Short} is busy ({UntrustedText.CleanOf(busy)}): it is tried again later.");
            if (live is not null && step.HoldsState && step.Operation is StepOperation.Delete or StepOperation.Replace)
                await BackUpAsync(target, step, live!, row, cancel);
            return await WriteAsync(target, step, live, row, cancel);
        }
        catch (PlatformException failure)
        {
            return Refused(step, failure);
        }
        catch (HomelabException refusal) when (refusal is not (LeaseLostException or StoreInUseException))
        {
            return new(StepEnding.Later, refusal.Message);
        }
    }

    private static async Task BackUpAsync(TargetObserver target, PlanStep step, LiveResource live, StepRow row, CancellationToken cancel)
    {
        var driver = target.Session[step.Key.Kind];
        if (driver.BackupPlan(live) is not { } how) return;
        row.Say($"Backing up first: {how}");
        var receipt = await target.Session.CallAsync(() => driver.BackUpAsync(live, cancel));
        row.BackedUp(receipt);
    }

    private async Task<StepResult> WriteAsync(TargetObserver target, PlanStep step, LiveResource? live, StepRow row, CancellationToken cancel)
    {
        var manifest = world.Now.Desired.Manifests.GetValueOrDefault(step.Key);
        var call = manifest is null ? null : CallFor(step, manifest, live, row);
        var intent = await memory.BeginAsync(IntentFor(step, live, call, row.Run), row.Begin(settings.Clock.GetUtcNow()), cancel);
        string id;
        try
        {
            id = await new DriverCall(target.Session, step, call, live, settings.Kinds[step.Key.Kind]).SendAsync(cancel);
        }
        catch (PlatformException failure) when (!failure.InDoubt)
        {
            var refused = Refused(step, failure);
            await EndAsync(step, row, refused, new() { Key = step.Key, Run = row.Run, Intent = intent, Outcome = IntentOutcome.Failed }, cancel);
            return refused;
        }
        catch (Exception lost) when (lost is not OperationCanceledException)
        {
            // Whatever a driver throws besides a refusal leaves the effect in doubt: only looking can tell.
            if (lost is not PlatformException) log.LogError(lost, "{Operation} {Key} ended in an unexpected error", step.Operation, step.Key);
            await memory.ExtendAsync(intent, settings.Clock.GetUtcNow() + settings.Kinds[step.Key.Kind].InFlight, cancel);
            return new(StepEnding.InDoubt, $"{lost.Message} Whether it took effect will be seen by looking, not by trying again.");
        }

        return await new ReadBack(settings, target, memory, world).TakeAsync(step, manifest, intent, id, row, cancel);
    }

    private WriteCall CallFor(PlanStep step, Manifest manifest, LiveResource? live, StepRow row)
    {
        var now = world.Narrow(step.Key);
        var resolver = new SpecResolver(now.Kinds, now.Desired, now.Secrets, key => world.LiveOf(key)?.Spec);
        var spec = resolver.ForWriting(manifest);
        var natural = now.Kinds[step.Key.Kind].NaturalKey(step.Key, spec) ?? live?.NaturalKey ?? "";
        world.Wrote(step.Key, resolver.WriteOnlyHashes(manifest));
        return new(step.Key, now.MarkOf(step.Key, natural), spec, manifest.Files, row);
    }

    private Intent IntentFor(PlanStep step, LiveResource? live, WriteCall? call, string run) => new()
    {
        Run = run,
        Key = step.Key,
        Operation = step.Operation,
        StepHash = step.Hash,
        PlanHash = planHash,
        Commit = world.Now.Desired.Commit,
        NaturalKey = call is null ? live?.NaturalKey : settings.Kinds[step.Key.Kind].NaturalKey(step.Key, call.Spec),
        LiveId = live?.Id,
        Deadline = settings.Clock.GetUtcNow() + settings.Kinds[step.Key.Kind].InFlight,
    };

    // The fresh look showed that there is nothing to call: it is done already, or the plan is out of date.
    private async Task<StepResult> WithoutCallAsync(PlanStep step, StepRow row, StepResult instead, LiveResource? live, CancellationToken cancel)
    {
        if (instead.Ending is not StepEnding.Done) return instead;
        await EndAsync(step, row, instead, new()
        {
            Key = step.Key,
            Run = row.Run,
            Forget = live is null || step.Operation is StepOperation.Release,
            UsedUp = step.Hash,
        }, cancel);
        return instead;
    }

    private Task EndAsync(PlanStep step, StepRow row, StepResult result, StepEnd end, CancellationToken cancel) =>
        memory.EndAsync(end with { Step = row.End(result, settings.Clock.GetUtcNow()), Key = step.Key }, cancel);

    private static StepResult Refused(PlanStep step, PlatformException failure) => failure.Failure switch
    {
        PlatformFailure.Changed or PlatformFailure.NotFound => new(StepEnding.Moved, $"{step.Key.Short} changed while it was being written: {failure.Message}"),
        PlatformFailure.Busy or PlatformFailure.Unreachable => new(StepEnding.Later, failure.Message),
        // A look that was lost changed nothing: unlike a write, it may be taken again.
        PlatformFailure.AnswerLost => new(StepEnding.Later, failure.Message),
        PlatformFailure.Failed => new(StepEnding.Parked, failure.Message),
        _ => new(StepEnding.Parked, failure.Message, MayRetry: false),
    };
}
