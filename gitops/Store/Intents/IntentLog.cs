using System.Collections.Immutable;
using Dapper;
using HomelabMcp.Engine;
using Microsoft.Data.Sqlite;

namespace HomelabMcp.Store;

/// <summary>Writes that were about to be made: committed before the call, settled after it by looking.</summary>
public sealed class IntentLog
{
    private readonly Database database;

    internal IntentLog(Database database) => this.database = database;

    /// <summary>Intents without an end, oldest first.</summary>
    public Task<ImmutableArray<Intent>> OpenAsync(CancellationToken cancel) => database.ReadAsync(
        connection => connection.Query<Row>($"{Select} where ended is null order by id").Select(row => row.ToIntent()).ToImmutableArray(), cancel);

    /// <summary>The newest intents, ended or not.</summary>
    public Task<ImmutableArray<Intent>> LatestAsync(int limit, CancellationToken cancel) => database.ReadAsync(
        connection => connection.Query<Row>($"{Select} order by id desc limit @limit", new { limit }).Select(row => row.ToIntent()).ToImmutableArray(), cancel);

    /// <summary>Ends an intent.</summary>
    public Task EndAsync(long id, IntentOutcome outcome, string? detail, CancellationToken cancel) =>
        database.WriteAsync(connection => End(connection, id, outcome, detail, database.Now), cancel);

    /// <summary>Moves the time until which a lost call may still take effect.</summary>
    public Task ExtendAsync(long id, DateTimeOffset deadline, CancellationToken cancel) => database.WriteAsync(
        connection => connection.Execute("update intents set deadline = @deadline where id = @id", new { id, deadline = deadline.Column() }), cancel);

    internal static long Begin(SqliteConnection connection, Intent intent, long epoch, long now) => connection.ExecuteScalar<long>("""
        insert into intents (run_id, kind, name, target, operation, step_hash, plan_hash, commit_id, epoch, natural_key, live_id, begun, deadline)
        values (@Run, @Kind, @Name, @Target, @operation, @StepHash, @PlanHash, @Commit, @epoch, @NaturalKey, @LiveId, @now, @deadline)
        returning id
        """, new
    {
        intent.Run,
        intent.Key.Kind,
        intent.Key.Name,
        intent.Key.Target,
        operation = intent.Operation.Column(),
        intent.StepHash,
        intent.PlanHash,
        intent.Commit,
        epoch,
        intent.NaturalKey,
        intent.LiveId,
        now,
        deadline = intent.Deadline.Column(),
    });

    internal static void End(SqliteConnection connection, long id, IntentOutcome outcome, string? detail, long now) => connection.Execute(
        "update intents set ended = @now, outcome = @outcome, detail = @detail where id = @id and ended is null",
        new { id, outcome = outcome.Column(), detail, now });

    private const string Select = "select id, run_id, kind, name, target, operation, step_hash, plan_hash, commit_id, epoch, natural_key, live_id, begun, deadline, ended, outcome, detail from intents";

    private sealed record Row(
        long Id, string Run_Id, string Kind, string Name, string Target, string Operation, string Step_Hash, string Plan_Hash,
        string Commit_Id, long Epoch, string? Natural_Key, string? Live_Id, long Begun, long Deadline, long? Ended, string? Outcome, string? Detail)
    {
        public Intent ToIntent() => new()
        {
            Id = Id,
            Run = Run_Id,
            Key = new(Kind, Name, Target),
            Operation = Columns.Enum<StepOperation>(Operation),
            StepHash = Step_Hash,
            PlanHash = Plan_Hash,
            Commit = Commit_Id,
            Epoch = Epoch,
            NaturalKey = Natural_Key,
            LiveId = Live_Id,
            Begun = Columns.Time(Begun),
            Deadline = Columns.Time(Deadline),
            Ended = Columns.Time(Ended),
            Outcome = Outcome is null ? null : Columns.Enum<IntentOutcome>(Outcome),
            Detail = Detail,
        };
    }
}
