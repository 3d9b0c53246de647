using HomelabMcp.Core;
using HomelabMcp.Engine;

namespace HomelabMcp.Reconciler;

/// <summary>
/// Steps that found their target busy or away: tried again a little later, more slowly each time. Kept in memory only;
/// after a restart they are simply tried.
/// </summary>
internal sealed class Deferrals(ReconcilerSettings settings)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private readonly Lock gate = new();
    private readonly Dictionary<ResourceKey, (string Hash, string Why, int Attempts, DateTimeOffset Until)> waiting = [];

    /// <summary>When the next of them is due; null where there is none.</summary>
    public DateTimeOffset? Next
    {
        get
        {
            lock (gate) return waiting.Count == 0 ? null : waiting.Values.Min(one => one.Until);
        }
    }

    /// <summary>Puts a step off.</summary>
    public void Put(PlanStep step, string why)
    {
        lock (gate)
        {
            var attempts = waiting.TryGetValue(step.Key, out var before) && before.Hash == step.Hash ? before.Attempts + 1 : 1;
            var longest = First * Math.Pow(2, Math.Min(attempts - 1, 10));
            if (longest > Longest) longest = Longest;
            waiting[step.Key] = (step.Hash, why, attempts, settings.Clock.GetUtcNow() + First / 2 + longest * settings.Jitter());
        }
    }

    /// <summary>Why a step is not tried yet; null where it may be.</summary>
    public string? Why(PlanStep step)
    {
        lock (gate)
            return waiting.TryGetValue(step.Key, out var one) && one.Hash == step.Hash && one.Until > settings.Clock.GetUtcNow() ? one.Why : null;
    }

    /// <summary>Forgets what is no longer planned.</summary>
    public void KeepOnly(IReadOnlySet<string> hashes)
    {
        lock (gate)
            foreach (var key in waiting.Where(one => !hashes.Contains(one.Value.Hash)).Select(one => one.Key).ToList()) waiting.Remove(key);
    }

    /// <summary>A human asked to try everything now.</summary>
    public void Clear()
    {
        lock (gate) waiting.Clear();
    }
}
