using System.Collections.Immutable;
using System.Globalization;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using Microsoft.Extensions.Logging;

namespace HomelabMcp.Reconciler;

/// <summary>
/// Looks at one target: a probe, one list a kind, and only as many full reads as something hints at. What it shows is
/// discarded whole where it must not be believed.
/// </summary>
internal sealed class TargetObserver(TargetSession session, string installation, TimeProvider clock, ILogger log)
{
    private const int ReadsAtOnce = 8;
    private static readonly TimeSpan ClockSlack = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly DetailCache details = new();
    private readonly Dictionary<string, LiveChange> changes = new(StringComparer.Ordinal);
    private HashSet<(string Kind, string Id)>? ours;
    private DateTimeOffset? lastLook;

    public TargetSession Session => session;

    /// <summary>Who changed an object last, where the platform's records told.</summary>
    public LiveChange? LastChange(string id)
    {
        lock (gate) return changes.GetValueOrDefault(id);
    }

    /// <summary>Tells, once after a start, which of its objects were ours when they were last verified.</summary>
    public void Expect(IEnumerable<(string Kind, string Id)> remembered)
    {
        lock (gate) ours ??= [.. remembered];
    }

    /// <summary>Takes in what a full read showed, after our own write or before one.</summary>
    public void Saw(string kind, LiveResource live)
    {
        details.Keep(kind, live, clock.GetUtcNow());
        if (!IsOurs(live)) return;
        lock (gate) ours?.Add((kind, live.Id));
    }

    /// <summary>Takes in that an object is gone by our doing, or was found gone when we meant to change it.</summary>
    public void SawGone(string kind, string id)
    {
        details.Forget(kind, id);
        lock (gate) ours?.Remove((kind, id));
    }

    /// <summary>Looks.</summary>
    /// <param name="believed">Vanishings (see <see cref="Vanishing.Hash"/>) that a human said are real.</param>
    /// <param name="adopted">Ids of objects that are ours without bearing a mark.</param>
    /// <param name="cancel">Ends the look.</param>
    public async Task<TargetReading> LookAsync(IReadOnlySet<string> believed, IReadOnlySet<string> adopted, CancellationToken cancel)
    {
        var at = clock.GetUtcNow();
        try
        {
            var probe = await session.CallAsync(() => session.Connection.ProbeAsync(cancel));
            if (!probe.Usable) return Unknown(probe.Problem ?? "It does not say why it cannot be used.", at);
            var rows = await ListAsync(cancel);
            if (Vanished(rows) is { } vanishing && !believed.Contains(vanishing.Hash))
                return Unknown(vanishing.Sentence, at) with { Vanishing = vanishing };
            var changed = await ChangedAsync(cancel);
            rows = await ReadDetailsAsync(rows, changed, cancel);
            lastLook = at;
            var complete = rows.Select(row => (row.Kind, Live: details.Complete(row.Kind, row.Row))).ToList();
            lock (gate) ours = [.. complete.Where(row => IsOurs(row.Live) || adopted.Contains(row.Live.Id)).Select(row => (row.Kind, row.Live.Id))];
            details.KeepOnly(complete.Select(row => (row.Kind, row.Live.Id)).ToHashSet());
            var byKind = complete.GroupBy(row => row.Kind)
                .ToImmutableDictionary(group => group.Key, group => group.Select(row => row.Live).ToImmutableArray());
            return new(new ObservedTarget(session.Target, null, byKind, at, details.Oldest ?? at), null);
        }
        catch (PlatformException failure)
        {
            return Unknown(failure.Message, at);
        }
    }

    private bool IsOurs(LiveResource live) => live.Mark?.Installation == installation;

    private TargetReading Unknown(string problem, DateTimeOffset at) => new(ObservedTarget.Unknown(session.Target, problem, at), null);

    private async Task<List<(string Kind, LiveResource Row)>> ListAsync(CancellationToken cancel)
    {
        var lists = await Task.WhenAll(session.Drivers
            .Select(async driver => (driver.Kind.Name, Rows: await session.CallAsync(() => driver.ListAsync(cancel)))).ToList());
        return [.. lists.SelectMany(list => list.Rows.Select(row => (list.Name, row)))];
    }

    // Three or more and over a fifth at once is what a lost right or a half-started platform looks like.
    private Vanishing? Vanished(List<(string Kind, LiveResource Row)> rows)
    {
        var listed = rows.Select(row => (row.Kind, row.Row.Id)).ToHashSet();
        lock (gate)
        {
            if (ours is null) return null;
            var gone = ours.Where(was => !listed.Contains(was)).ToList();
            return gone.Count >= 3 && gone.Count * 5 > ours.Count ? new Vanishing(session.Target, gone, ours.Count) : null;
        }
    }

    private async Task<HashSet<string>> ChangedAsync(CancellationToken cancel)
    {
        if (lastLook is not { } last) return [];
        try
        {
            var news = await session.CallAsync(() => session.Connection.ChangesAsync(last - ClockSlack, cancel));
            var fresh = new HashSet<string>(StringComparer.Ordinal);
            foreach (var change in news.Reverse())
            {
                lock (gate)
                {
                    if (changes.TryGetValue(change.Id, out var known) && known.When >= change.When) continue;
                    changes[change.Id] = change;
                }

                fresh.Add(change.Id);
            }

            return fresh;
        }
        catch (PlatformException failure)
        {
            // Without change records the rotation still comes round to everything.
            log.LogWarning("Target {Target} does not tell what was changed: {Problem}", session.Target, failure.Message);
            return [];
        }
    }

    private async Task<List<(string Kind, LiveResource Row)>> ReadDetailsAsync(
        List<(string Kind, LiveResource Row)> rows, HashSet<string> changed, CancellationToken cancel)
    {
        var gone = new HashSet<(string Kind, string Id)>();
        await WorkerLoops.RunAsync(details.ToRead(rows, changed), ReadsAtOnce, async due =>
        {
            try
            {
                var live = await session.CallAsync(() => session[due.Kind].ReadAsync(due.Row.Id, cancel));
                if (live is null) Gone(due);
                else details.Keep(due.Kind, live, clock.GetUtcNow(), due.Row.Fingerprint);
            }
            catch (PlatformException failure) when (failure.Failure is PlatformFailure.NotFound)
            {
                Gone(due);
            }
            catch (PlatformException failure) when (failure.Failure is not (PlatformFailure.Unreachable or PlatformFailure.AnswerLost or PlatformFailure.Forbidden))
            {
                // One object that cannot be read must not hide the others: its row stands, and it is tried again.
                details.Forget(due.Kind, due.Row.Id);
                log.LogWarning("{Kind} {Id} on {Target} could not be read: {Problem}", due.Kind, due.Row.Id, session.Target, failure.Message);
            }
        });
        return gone.Count == 0 ? rows : [.. rows.Where(row => !gone.Contains((row.Kind, row.Row.Id)))];

        void Gone((string Kind, LiveResource Row) due)
        {
            lock (gone) gone.Add((due.Kind, due.Row.Id));
        }
    }
}

/// <summary>What one look at a target gave.</summary>
/// <param name="Observed">What may be believed, or why nothing may.</param>
/// <param name="Vanishing">What vanished at once, where that is why.</param>
internal sealed record TargetReading(ObservedTarget Observed, Vanishing? Vanishing);

/// <summary>Too much of a target gone at once to be believed unasked.</summary>
internal sealed class Vanishing(string target, List<(string Kind, string Id)> gone, int of)
{
    public string Target => target;

    /// <summary>What a human would be agreeing to: this target without these objects.</summary>
    public string Hash { get; } = CanonicalJson.Hash(new System.Text.Json.Nodes.JsonArray(
        [target, .. gone.Select(item => $"{item.Kind} {item.Id}").Order(StringComparer.Ordinal).Select(item => (System.Text.Json.Nodes.JsonNode)item)]));

    public string Sentence { get; } = string.Create(CultureInfo.InvariantCulture,
        $"{gone.Count} of our {of} objects on {target} vanished at once ({string.Join(", ", gone.Select(item => item.Id).Order(StringComparer.Ordinal).Take(5))}{(gone.Count > 5 ? ", …" : "")}): this look is not believed. Check the target and its credential; if they are really gone, approve it under approvals.");
}
