using System.Collections.Immutable;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using HomelabMcp.Store;
using Microsoft.Extensions.Logging;

namespace HomelabMcp.Reconciler;

/// <summary>Looks at all targets at once. A target that fails is unknown; the others are seen all the same.</summary>
internal sealed class Observer : IDisposable
{
    private readonly SemaphoreSlim looking = new(1, 1);
    private readonly ImmutableDictionary<string, TargetObserver> targets;

    public Observer(ReconcilerSettings settings)
    {
        var log = settings.Logs.CreateLogger<Observer>();
        targets = settings.Connections.ToImmutableDictionary(
            connection => connection.Target,
            connection => new TargetObserver(new TargetSession(connection), settings.Installation, settings.Clock, log));
    }

    public TargetObserver this[string target] => targets[target];

    public IEnumerable<TargetSession> Sessions => targets.Values.Select(target => target.Session);

    public IEnumerable<string> Targets => targets.Keys.Order(StringComparer.Ordinal);

    /// <summary>Requests so far, by target.</summary>
    public ImmutableSortedDictionary<string, long> Calls =>
        targets.ToImmutableSortedDictionary(target => target.Key, target => target.Value.Session.Calls, StringComparer.Ordinal);

    /// <summary>Looks at every target.</summary>
    public async Task<Observation> LookAsync(ResourceRecords records, IReadOnlySet<string> believed, CancellationToken cancel)
    {
        await looking.WaitAsync(cancel);
        try
        {
            return await LookAloneAsync(records, believed, cancel);
        }
        finally
        {
            looking.Release();
        }
    }

    private async Task<Observation> LookAloneAsync(ResourceRecords records, IReadOnlySet<string> believed, CancellationToken cancel)
    {
        foreach (var (name, target) in targets)
            target.Expect(records.Verified.Where(known => known.Key.Target == name && known.Value.LiveId is not "").Select(known => (known.Key.Kind, known.Value.LiveId)));
        var adopted = records.Adopted.Values.Select(adoption => adoption.LiveId).ToHashSet(StringComparer.Ordinal);
        var readings = await Task.WhenAll(Targets.Select(name => targets[name].LookAsync(believed, adopted, cancel)).ToList());
        return new(
            readings.ToImmutableDictionary(reading => reading.Observed.Target, reading => reading.Observed),
            [.. readings.Select(reading => reading.Vanishing).OfType<Vanishing>()]);
    }

    /// <inheritdoc/>
    public void Dispose() => looking.Dispose();

    /// <summary>Who changed a live object last, and when, in a clause; empty where no record tells.</summary>
    public string Blame(string target, string id) => targets.GetValueOrDefault(target)?.LastChange(id) is { } change
        ? $"last changed by {UntrustedText.CleanOf(change.Who)} ({UntrustedText.CleanOf(change.What)}) at {change.When.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z"
        : "";
}

/// <summary>What one look gave.</summary>
internal sealed record Observation(ImmutableDictionary<string, ObservedTarget> Targets, ImmutableArray<Vanishing> Vanishings);
