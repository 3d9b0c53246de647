using HomelabMcp.Core;

namespace HomelabMcp.Reconciler;

/// <summary>
/// What was read in full of one target. A row of a list is completed from it while its fingerprint stays; what must be
/// read again, and what is worth another look, follows from rows, change records and our own writes.
/// </summary>
internal sealed class DetailCache
{
    /// <summary>How many details are read again in one look although nothing hints at a change.</summary>
    public const int Rotation = 10;

    private readonly Lock gate = new();
    private readonly Dictionary<(string Kind, string Id), Detail> details = [];

    /// <summary>When the oldest detail was read; null where none was.</summary>
    public DateTimeOffset? Oldest
    {
        get
        {
            lock (gate) return details.Count == 0 ? null : details.Values.Min(detail => detail.ReadAt);
        }
    }

    /// <summary>Which of the rows have to be read in full now, in their order.</summary>
    public List<(string Kind, LiveResource Row)> ToRead(IReadOnlyList<(string Kind, LiveResource Row)> rows, IReadOnlySet<string> changed)
    {
        var due = new List<(string Kind, LiveResource Row)>();
        var quiet = new List<(DateTimeOffset ReadAt, int Order)>();
        for (var i = 0; i < rows.Count; i++)
        {
            var (kind, row) = rows[i];
            if (row.Detailed) continue;
            var known = Find(kind, row.Id);
            if (known is null || known.Fingerprint != row.Fingerprint || changed.Contains(row.Id)) due.Add((kind, row));
            else quiet.Add((known.ReadAt, i));
        }

        due.AddRange(quiet.Order().Take(Math.Max(0, Rotation - due.Count)).Select(old => rows[old.Order]));
        return due;
    }

    /// <summary>Keeps what was read in full. It is compared with later rows by the fingerprint of the row it belongs to.</summary>
    public void Keep(string kind, LiveResource live, DateTimeOffset at, string? rowFingerprint = null)
    {
        lock (gate) details[(kind, live.Id)] = new(live, rowFingerprint ?? live.Fingerprint, at);
    }

    public void Forget(string kind, string id)
    {
        lock (gate) details.Remove((kind, id));
    }

    /// <summary>Forgets what the lists no longer show.</summary>
    public void KeepOnly(IReadOnlySet<(string Kind, string Id)> listed)
    {
        lock (gate)
            foreach (var key in details.Keys.Where(key => !listed.Contains(key)).ToList()) details.Remove(key);
    }

    /// <summary>A row with what is known of it in full; what moves by itself is taken from the row.</summary>
    public LiveResource Complete(string kind, LiveResource row) =>
        row.Detailed || Find(kind, row.Id) is not { } known
            ? row
            : known.Live with
            {
                Health = row.Health,
                HealthReason = row.HealthReason,
                Busy = row.Busy,
                Fingerprint = row.Fingerprint,
                Version = row.Version ?? known.Live.Version,
                Mark = row.Mark ?? known.Live.Mark,
            };

    private Detail? Find(string kind, string id)
    {
        lock (gate) return details.GetValueOrDefault((kind, id));
    }

    private sealed record Detail(LiveResource Live, string Fingerprint, DateTimeOffset ReadAt);
}
