using System.Collections.Immutable;
using System.Globalization;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using HomelabMcp.Store;

namespace HomelabMcp.Reconciler;

/// <summary>Looks at what a write left, asks the planner whether it is what Git wants, and records the answer.</summary>
internal sealed class ReadBack(ReconcilerSettings settings, TargetObserver target, Memory memory, LiveWorld world)
{
    /// <summary>Reads back and records. A read that fails leaves the intent open: looking again will settle it.</summary>
    public async Task<StepResult> TakeAsync(PlanStep step, Manifest? manifest, Intent intent, string id, StepRow row, CancellationToken cancel)
    {
        LiveResource? live;
        try
        {
            live = await target.Session.ReadAsync(step.Key.Kind, id, cancel);
        }
        catch (PlatformException failure)
        {
            return new(StepEnding.InDoubt, $"It was written, and could not be read back: {failure.Message}");
        }

        TakeIn(step, id, live);
        var end = new StepEnd { Key = step.Key, Run = row.Run, Intent = intent, Outcome = IntentOutcome.Done };
        end = await JudgeAsync(step, manifest, live, end, cancel);
        var wrong = end.Detail;
        var result = wrong is null ? new StepResult(StepEnding.Done, row.Now.Backup is { } backup ? $"Backed up to {backup}." : "") : new StepResult(StepEnding.Parked, wrong);
        if (wrong is not null) end = end with { Parked = Parking.Of(settings, memory, step, result) };
        await memory.EndAsync(end with { Step = row.End(result, settings.Clock.GetUtcNow()) }, cancel);
        return result;
    }

    private void TakeIn(PlanStep step, string id, LiveResource? live)
    {
        if (step.LiveId is { } old && old != id)
        {
            world.SawGone(step.Key, old);
            target.SawGone(step.Key.Kind, old);
        }

        if (live is null)
        {
            world.SawGone(step.Key, id);
            target.SawGone(step.Key.Kind, id);
            return;
        }

        if (step.Operation is StepOperation.Adopt) world.Adopted(step.Key, id);
        world.Saw(step.Key, live);
        target.Saw(step.Key.Kind, live);
    }

    private async Task<StepEnd> JudgeAsync(PlanStep step, Manifest? manifest, LiveResource? live, StepEnd end, CancellationToken cancel)
    {
        switch (step.Operation)
        {
            case StepOperation.Delete:
                return live is null
                    ? end with { Forget = true, UsedUp = step.Hash }
                    : end with { Detail = $"{step.Key.Short} is still there after it was deleted." };
            case StepOperation.Release:
                return end with { Forget = true, UsedUp = step.Hash };
            default:
                if (live is null) return end with { Detail = $"{step.Key.Short} could not be found after it was written." };
                break;
        }

        end = end with { UsedUp = step.Hash, Unpark = true };
        var remaining = world.StepOf(step.Key);
        if (step.Operation is StepOperation.Adopt)
        {
            if (remaining?.Operation is StepOperation.Adopt) return end with { UsedUp = null, Detail = $"{step.Key.Short} does not show that it is ours after it was adopted." };
            end = end with { Adopted = new(live.Id, await WhoApprovedAsync(step, cancel), settings.Clock.GetUtcNow()) };
            if (remaining is not null) return end;
        }

        return remaining is null
            ? end with { Verified = Verification.Of(world, manifest!, live, settings.Clock.GetUtcNow()) }
            : end with { UsedUp = null, Unpark = false, Detail = $"After {Word(step)} it does not read back as Git wants it: {Differences(remaining)}." };
    }

    private async Task<string> WhoApprovedAsync(PlanStep step, CancellationToken cancel)
    {
        var grants = await settings.Store.Approvals.GrantsAsync(cancel);
        return grants.TryGetValue(step.Hash, out var given) ? string.Join(", ", given.Select(grant => grant.Who)) : "policy";
    }

    private static string Word(PlanStep step) => $"the {step.Operation.ToString().ToLowerInvariant()}";

    private static string Differences(PlanStep remaining) => remaining.Operation is StepOperation.Create
        ? "it is not recognised as ours"
        : string.Join("; ", remaining.Changes.Take(5).Select(change => $"{change.Path} is {Text(change.Before)}, wanted {Text(change.After)}"))
            + (remaining.Changes.Length > 5 ? string.Create(CultureInfo.InvariantCulture, $" and {remaining.Changes.Length - 5} more") : "");

    private static string Text(System.Text.Json.Nodes.JsonNode? value)
    {
        var text = value is null ? "absent" : UntrustedText.CleanOf(value.ToJsonString());
        return text.Length > 60 ? text[..60] + "…" : text;
    }
}

/// <summary>What is remembered of a resource that agrees with Git.</summary>
internal static class Verification
{
    public static VerifiedResource Of(LiveWorld world, Manifest manifest, LiveResource live, DateTimeOffset at)
    {
        var now = world.Narrow(manifest.Key);
        var resolver = new SpecResolver(now.Kinds, now.Desired, now.Secrets, key => world.LiveOf(key)?.Spec);
        return new(manifest, now.Desired.Commit, at, SpecReferences.SecretsOf(manifest.Spec), resolver.WriteOnlyHashes(manifest), live.Id);
    }
}

/// <summary>How long a resource whose step failed is left alone.</summary>
internal static class Parking
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(10);

    /// <summary>Twice as long each time, with full jitter, so that many failures at once do not come back at once.</summary>
    public static ParkedResource Of(ReconcilerSettings settings, Memory memory, PlanStep step, StepResult result)
    {
        var now = settings.Clock.GetUtcNow();
        var before = memory.Records.Parked.GetValueOrDefault(step.Key);
        if (before?.StepHash != step.Hash) before = null;
        var attempts = (before?.Attempts ?? 0) + 1;
        var longest = FirstRetry * Math.Pow(2, Math.Min(attempts - 1, 20));
        if (longest > settings.LongestRetry) longest = settings.LongestRetry;
        return new(step.Hash, result.Sentence, attempts, before?.Since ?? now, result.MayRetry ? now + FirstRetry / 10 + longest * settings.Jitter() : null);
    }
}
