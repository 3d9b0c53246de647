using HomelabMcp.Core;
using HomelabMcp.Engine;
using HomelabMcp.Store;

namespace HomelabMcp.Reconciler;

/// <summary>
/// Settles writes whose answer was lost, or that a dead process left open, by looking and never by repeating. What
/// shows no effect is in doubt until its deadline; only then may a plan speak of the resource again.
/// </summary>
internal sealed class Settler(ReconcilerSettings settings, Observer observer, Memory memory, LiveWorld world)
{
    /// <summary>Settles what can be settled; says which resources are still in doubt.</summary>
    public async Task<HashSet<ResourceKey>> SettleAsync(CancellationToken cancel)
    {
        var doubtful = new HashSet<ResourceKey>();
        foreach (var intent in memory.Intents)
        {
            var outcome = await LookAsync(intent, cancel);
            if (outcome is { } settled) await EndAsync(intent, settled.Outcome, settled.Sentence, cancel);
            else doubtful.Add(intent.Key);
        }

        return doubtful;
    }

    private async Task<(IntentOutcome Outcome, string Sentence)?> LookAsync(Intent intent, CancellationToken cancel)
    {
        // A kind or target that the configuration no longer has cannot be looked at, and nothing will be written to it.
        if (!observer.Targets.Contains(intent.Key.Target) || observer[intent.Key.Target].Session.Find(intent.Key.Kind) is null)
            return (IntentOutcome.FoundUndone, "Its target or kind is no longer configured.");
        var target = observer[intent.Key.Target];
        try
        {
            if (await ShowsEffectAsync(intent, target, cancel)) return (IntentOutcome.FoundDone, "The answer was lost; looking showed the effect.");
        }
        catch (PlatformException)
        {
            return null;
        }

        return settings.Clock.GetUtcNow() >= intent.Deadline
            ? (IntentOutcome.FoundUndone, "The answer was lost; its deadline passed and looking showed no effect.")
            : null;
    }

    private async Task<bool> ShowsEffectAsync(Intent intent, TargetObserver target, CancellationToken cancel)
    {
        if (intent.Operation is StepOperation.Create)
        {
            var found = await FindAsync(intent, target, cancel);
            if (found is null) return false;
            target.Saw(intent.Key.Kind, found);
            world.Saw(intent.Key, found);
            return found.Mark == world.Now.MarkOf(intent.Key, found.NaturalKey);
        }

        var live = intent.LiveId is { } id ? await target.Session.ReadAsync(intent.Key.Kind, id, cancel) : null;
        if (live is null)
        {
            if (intent.LiveId is { } gone)
            {
                target.SawGone(intent.Key.Kind, gone);
                world.SawGone(intent.Key, gone);
            }

            // A replacement that is half done shows its new object, or a hole that the next plan fills.
            if (intent.Operation is not StepOperation.Replace) return true;
            var next = await FindAsync(intent, target, cancel);
            if (next is null) return false;
            target.Saw(intent.Key.Kind, next);
            world.Saw(intent.Key, next);
            return true;
        }

        target.Saw(intent.Key.Kind, live);
        world.Saw(intent.Key, live);
        return intent.Operation is not StepOperation.Delete && world.StepOf(intent.Key)?.Hash != intent.StepHash;
    }

    private async Task<LiveResource?> FindAsync(Intent intent, TargetObserver target, CancellationToken cancel)
    {
        if (intent.NaturalKey is not { } natural) return await target.Session.FindAsync(world, intent.Key, cancel);
        return await target.Session.CallAsync(() => target.Session[intent.Key.Kind].FindAsync(natural, cancel));
    }

    private Task EndAsync(Intent intent, IntentOutcome outcome, string sentence, CancellationToken cancel)
    {
        var isDelete = intent.Operation is StepOperation.Delete or StepOperation.Release;
        return memory.EndAsync(new()
        {
            Key = intent.Key,
            Run = intent.Run,
            Intent = intent,
            Outcome = outcome,
            Detail = sentence,
            Forget = isDelete && outcome is IntentOutcome.FoundDone,
            UsedUp = outcome is IntentOutcome.FoundDone ? intent.StepHash : null,
            Adopted = intent is { Operation: StepOperation.Adopt, LiveId: { } id } && outcome is IntentOutcome.FoundDone && !isDelete
                ? new(id, "approved before the answer was lost", settings.Clock.GetUtcNow()) : null,
        }, cancel);
    }
}
