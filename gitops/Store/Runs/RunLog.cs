using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Dapper;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using Microsoft.Data.Sqlite;

namespace HomelabMcp.Store;

/// <summary>The runs that had something to do, newest first; the oldest are forgotten.</summary>
public sealed class RunLog
{
    /// <summary>How many runs are kept.</summary>
    public const int Kept = 1000;

    private readonly Database database;

    internal RunLog(Database database) => this.database = database;

    /// <summary>Begins a run with all its steps and gives it an id.</summary>
    public Task<Run> BeginAsync(Run run, CancellationToken cancel) => database.WriteAsync(connection =>
    {
        var begun = run with { Id = NextId(connection, run.Begun) };
        connection.Execute("""
            insert into runs (id, commit_id, cause, begun, plan_hash, policy_id) values (@Id, @Commit, @Cause, @begun, @PlanHash, @PolicyId)
            """, new { begun.Id, begun.Commit, begun.Cause, begun = begun.Begun.Column(), begun.PlanHash, begun.PolicyId });
        foreach (var step in begun.Steps) SaveStep(connection, begun.Id, step);
        Forget(connection);
        return begun;
    }, cancel);

    /// <summary>Records where a step stands.</summary>
    public Task StepAsync(string run, RunStep step, CancellationToken cancel) =>
        database.WriteAsync(connection => SaveStep(connection, run, step), cancel);

    /// <summary>Ends a run.</summary>
    public Task EndAsync(Run run, CancellationToken cancel) => database.WriteAsync(connection =>
    {
        foreach (var step in run.Steps) SaveStep(connection, run.Id, step);
        connection.Execute("""
            update runs set commit_id = @Commit, ended = @ended, outcome = @outcome, summary = @Summary, plan_hash = @PlanHash, policy_id = @PolicyId, calls = @calls
            where id = @Id
            """, new
        {
            run.Id,
            run.Commit,
            ended = (run.Ended ?? database.Clock.GetUtcNow()).Column(),
            outcome = (run.Outcome ?? RunOutcome.Done).Column(),
            run.Summary,
            run.PlanHash,
            run.PolicyId,
            calls = JsonSerializer.Serialize(run.Calls),
        });
    }, cancel);

    /// <summary>Marks runs that a process left behind as interrupted.</summary>
    public Task<int> CloseInterruptedAsync(CancellationToken cancel) => database.WriteAsync(connection => connection.Execute(
        "update runs set ended = @Now, outcome = 'interrupted', summary = 'The process ended in the middle of this run; the next one settled what was under way.' where ended is null",
        new { database.Now }), cancel);

    /// <summary>A run with its steps; null when there is none of that id.</summary>
    public Task<Run?> FindAsync(string id, CancellationToken cancel) => database.ReadAsync(connection =>
    {
        var row = connection.QuerySingleOrDefault<Row>($"{Select} where id = @id", new { id });
        return row?.ToRun(Steps(connection, [id])[id]);
    }, cancel);

    /// <summary>Runs, newest first, steps included.</summary>
    /// <param name="limit">Most of them.</param>
    /// <param name="before">Only runs older than the one of this id.</param>
    /// <param name="cancel">Ends the wait.</param>
    public Task<Page<Run>> ListAsync(int limit, string? before, CancellationToken cancel) => database.ReadAsync(connection =>
    {
        var rows = connection.Query<Row>(
            $"{Select} where @before is null or seq < (select seq from runs where id = @before) order by seq desc limit @limit",
            new { before, limit = limit + 1 }).ToList();
        var page = rows.Take(limit).ToList();
        var steps = Steps(connection, [.. page.Select(row => row.Id)]);
        var total = connection.ExecuteScalar<int>("select count(*) from runs");
        return new Page<Run>([.. page.Select(row => row.ToRun(steps[row.Id]))], total, rows.Count > limit ? page[^1].Id : null);
    }, cancel);

    /// <summary>The newest run that touched each resource, by key.</summary>
    public Task<ImmutableDictionary<ResourceKey, string>> LastOfEachAsync(CancellationToken cancel) => database.ReadAsync(
        connection => connection.Query<(string Kind, string Name, string Target, string Run)>("""
            select s.kind, s.name, s.target, r.id from run_steps s join runs r on r.id = s.run_id
            where r.seq = (select max(r2.seq) from run_steps s2 join runs r2 on r2.id = s2.run_id
                           where s2.kind = s.kind and s2.name = s.name and s2.target = s.target)
            group by s.kind, s.name, s.target
            """).ToImmutableDictionary(row => new ResourceKey(row.Kind, row.Name, row.Target), row => row.Run), cancel);

    internal static void SaveStep(SqliteConnection connection, string run, RunStep step) => connection.Execute("""
        insert into run_steps (run_id, ordinal, kind, name, target, operation, cause, wave, hash, why, changes, state, detail, backup, begun, ended, log)
        values (@run, @Ordinal, @Kind, @Name, @Target, @operation, @cause, @Wave, @Hash, @Why, @changes, @state, @Detail, @Backup, @begun, @ended, @log)
        on conflict (run_id, ordinal) do update set state = @state, detail = @Detail, backup = @Backup, begun = @begun, ended = @ended, log = @log
        """, new
    {
        run,
        step.Ordinal,
        step.Key.Kind,
        step.Key.Name,
        step.Key.Target,
        operation = step.Operation.Column(),
        cause = step.Cause.Column(),
        step.Wave,
        step.Hash,
        step.Why,
        changes = ChangesJson.Write(step.Changes),
        state = step.State.Column(),
        step.Detail,
        step.Backup,
        begun = step.Begun?.Column(),
        ended = step.Ended?.Column(),
        log = JsonSerializer.Serialize(step.Log),
    });

    private static string NextId(SqliteConnection connection, DateTimeOffset begun)
    {
        var number = connection.ExecuteScalar<long>("select coalesce(max(seq), 0) + 1 from runs");
        return string.Create(CultureInfo.InvariantCulture, $"{begun.UtcDateTime:yyyyMMdd-HHmmss}-{number}");
    }

    private static void Forget(SqliteConnection connection) => connection.Execute("""
        delete from run_steps where run_id in (select id from runs where seq <= (select max(seq) from runs) - @Kept);
        delete from runs where seq <= (select max(seq) from runs) - @Kept;
        """, new { Kept });

    private static ILookup<string, RunStep> Steps(SqliteConnection connection, IReadOnlyCollection<string> runs) => connection
        .Query<StepRow>("select run_id, ordinal, kind, name, target, operation, cause, wave, hash, why, changes, state, detail, backup, begun, ended, log from run_steps where run_id in @runs order by run_id, ordinal", new { runs })
        .ToLookup(row => row.Run_Id, row => row.ToStep());

    private const string Select = "select id, commit_id, cause, begun, ended, outcome, summary, plan_hash, policy_id, calls from runs";

    private sealed record Row(
        string Id, string Commit_Id, string Cause, long Begun, long? Ended, string? Outcome, string Summary, string Plan_Hash, string Policy_Id, string Calls)
    {
        public Run ToRun(IEnumerable<RunStep> steps) => new()
        {
            Id = Id,
            Commit = Commit_Id,
            Cause = Cause,
            Begun = Columns.Time(Begun),
            Ended = Columns.Time(Ended),
            Outcome = Outcome is null ? null : Columns.Enum<RunOutcome>(Outcome),
            Summary = Summary,
            PlanHash = Plan_Hash,
            PolicyId = Policy_Id,
            Calls = JsonSerializer.Deserialize<Dictionary<string, int>>(Calls)!.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Steps = [.. steps],
        };
    }

    private sealed record StepRow(
        string Run_Id, long Ordinal, string Kind, string Name, string Target, string Operation, string Cause, long Wave, string Hash,
        string Why, string Changes, string State, string Detail, string? Backup, long? Begun, long? Ended, string Log)
    {
        public RunStep ToStep() => new()
        {
            Ordinal = (int)Ordinal,
            Key = new(Kind, Name, Target),
            Operation = Columns.Enum<StepOperation>(Operation),
            Cause = Columns.Enum<StepCause>(Cause),
            Wave = (int)Wave,
            Hash = Hash,
            Why = Why,
            Changes = ChangesJson.Read(Changes),
            State = Columns.Enum<RunStepState>(State),
            Detail = Detail,
            Backup = Backup,
            Begun = Columns.Time(Begun),
            Ended = Columns.Time(Ended),
            Log = [.. JsonSerializer.Deserialize<string[]>(Log)!],
        };
    }
}
