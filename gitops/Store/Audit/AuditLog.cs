using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Dapper;
using HomelabMcp.Core;
using Microsoft.Data.Sqlite;

namespace HomelabMcp.Store;

/// <summary>
/// The log of who did what: each entry's hash covers the one before, so that a change in the middle shows. Reads are
/// committed in groups (at most 200 ms later, and before any write); a write is on disk when its append returns.
/// </summary>
public sealed class AuditLog : IDisposable
{
    private static readonly TimeSpan GroupDelay = TimeSpan.FromMilliseconds(200);
    private static readonly string Root = new('0', 64);

    private readonly Database database;
    private readonly ITimer timer;
    private readonly Lock sync = new();
    private List<(long At, AuditEntry Entry)> pending = [];

    internal AuditLog(Database database)
    {
        this.database = database;
        timer = database.Clock.CreateTimer(_ => FlushFromTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Appends an entry: at once and durably for a write, with its group for a read.</summary>
    public Task AppendAsync(AuditEntry entry, CancellationToken cancel)
    {
        lock (sync)
        {
            pending.Add((database.Now, entry));
            if (!entry.IsWrite && pending.Count == 1) timer.Change(GroupDelay, Timeout.InfiniteTimeSpan);
        }

        return entry.IsWrite ? FlushAsync(cancel) : Task.CompletedTask;
    }

    /// <summary>Commits what is still in memory.</summary>
    public Task FlushAsync(CancellationToken cancel) => database.WriteAsync(WritePending, cancel);

    /// <summary>Entries, newest first.</summary>
    /// <param name="limit">Most of them.</param>
    /// <param name="before">Only entries with a smaller number.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<Page<AuditRecord>> ListAsync(int limit, long? before, CancellationToken cancel)
    {
        if (database.ReadOnlyBecause is null) await FlushAsync(cancel);
        return await database.ReadAsync(connection =>
        {
            var rows = connection.Query<Row>($"{Select} where @before is null or seq < @before order by seq desc limit @limit", new { before, limit = limit + 1 }).AsList();
            var total = connection.ExecuteScalar<int>("select count(*) from audit");
            var page = rows.Take(limit).Select(row => row.ToRecord()).ToImmutableArray();
            return new Page<AuditRecord>(page, total, rows.Count > limit ? page[^1].Number.ToString(CultureInfo.InvariantCulture) : null);
        }, cancel);
    }

    /// <summary>Reads the whole chain and checks each link.</summary>
    public Task<AuditVerdict> VerifyAsync(CancellationToken cancel) => database.ReadAsync(connection =>
    {
        var (count, head) = (0L, Root);
        foreach (var row in connection.Query<Row>($"{Select} order by seq", buffered: false))
        {
            count++;
            cancel.ThrowIfCancellationRequested();
            var expected = row.Seq == count ? Link(head, row.Seq, row.At, row.ToRecord().Entry) : "";
            if (expected != row.Hash) return new AuditVerdict(count, row.Seq, head);
            head = row.Hash;
        }

        return new AuditVerdict(count, null, head);
    }, cancel);

    /// <summary>Stops the timer; the store has flushed before.</summary>
    public void Dispose() => timer.Dispose();

    internal bool HasPending
    {
        get
        {
            lock (sync) return pending.Count > 0;
        }
    }

    private void FlushFromTimer()
    {
        try
        {
            if (HasPending) database.WriteNow(WritePending);
        }
        catch (LeaseLostException)
        {
            // Another process owns the log now; whoever writes next in this one is told.
            return;
        }
    }

    private void WritePending(SqliteConnection connection)
    {
        List<(long At, AuditEntry Entry)> group;
        lock (sync)
        {
            if (pending.Count == 0) return;
            (group, pending) = (pending, []);
        }

        try
        {
            var last = connection.QuerySingleOrDefault<(long Seq, string Hash)?>("select seq, hash from audit order by seq desc limit 1") ?? (0, Root);
            foreach (var (at, entry) in group)
            {
                var (number, hash) = (last.Seq + 1, Link(last.Hash, last.Seq + 1, at, entry));
                connection.Execute("""
                    insert into audit (seq, id, at, who, role, client, action, subject, is_write, outcome, detail, hash)
                    values (@number, @Id, @at, @Who, @Role, @Client, @Action, @Subject, @IsWrite, @Outcome, @detail, @hash)
                    """, new { number, entry.Id, at, entry.Who, entry.Role, entry.Client, entry.Action, entry.Subject, entry.IsWrite, entry.Outcome, detail = CanonicalJson.Text(entry.Detail), hash });
                last = (number, hash);
            }
        }
        catch
        {
            lock (sync) pending.InsertRange(0, group);
            throw;
        }
    }

    private static string Link(string before, long number, long at, AuditEntry entry) => CanonicalJson.Hash(new JsonObject
    {
        ["before"] = before,
        ["number"] = number,
        ["id"] = entry.Id,
        ["at"] = at,
        ["who"] = entry.Who,
        ["role"] = entry.Role,
        ["client"] = entry.Client,
        ["action"] = entry.Action,
        ["subject"] = entry.Subject,
        ["write"] = entry.IsWrite,
        ["outcome"] = entry.Outcome,
        ["detail"] = CanonicalJson.Text(entry.Detail),
    });

    private const string Select = "select seq, id, at, who, role, client, action, subject, is_write, outcome, detail, hash from audit";

    private sealed record Row(
        long Seq, string Id, long At, string Who, string Role, string Client, string Action, string Subject, long Is_Write, string Outcome, string Detail, string Hash)
    {
        public AuditRecord ToRecord() => new(Seq, Columns.Time(At), new()
        {
            Id = Id,
            Who = Who,
            Role = Role,
            Client = Client,
            Action = Action,
            Subject = Subject,
            IsWrite = Is_Write != 0,
            Outcome = Outcome,
            Detail = JsonNode.Parse(Detail)!.AsObject(),
        }, Hash);
    }
}
