using System.Collections.Immutable;
using Dapper;

namespace HomelabMcp.Store;

/// <summary>A commit whose run ended with each step done, parked or waiting.</summary>
/// <param name="Commit">Full commit id.</param>
/// <param name="At">When its run ended.</param>
public sealed record AppliedCommit(string Commit, DateTimeOffset At);

/// <summary>A <c>policy.yaml</c> that somebody approved.</summary>
/// <param name="Commit">The commit that brought it.</param>
/// <param name="Text">Its text; empty for a commit without one.</param>
/// <param name="Who">Who approved it.</param>
/// <param name="At">When.</param>
public sealed record ApprovedPolicy(string Commit, string Text, string Who, DateTimeOffset At);

/// <summary>Which commits were applied, and which policies hold.</summary>
public sealed class CommitLog
{
    private readonly Database database;

    internal CommitLog(Database database) => this.database = database;

    /// <summary>The newest applied commit; null before the first, or after the store was lost.</summary>
    public Task<AppliedCommit?> LastAppliedAsync(CancellationToken cancel) => database.ReadAsync(connection =>
        connection.QuerySingleOrDefault<(string Commit, long At)?>("select commit_id, at from applied order by seq desc limit 1") is { } row
            ? new AppliedCommit(row.Commit, Columns.Time(row.At))
            : null, cancel);

    /// <summary>The newest applied commits, newest first.</summary>
    public Task<ImmutableArray<AppliedCommit>> AppliedAsync(int limit, CancellationToken cancel) => database.ReadAsync(connection =>
        connection.Query<(string Commit, long At)>("select commit_id, at from applied order by seq desc limit @limit", new { limit })
            .Select(row => new AppliedCommit(row.Commit, Columns.Time(row.At))).ToImmutableArray(), cancel);

    /// <summary>Remembers an applied commit; the newest one again is no news.</summary>
    public Task ApplyAsync(string commit, CancellationToken cancel) => database.WriteAsync(connection => connection.Execute("""
        insert into applied (commit_id, at) select @commit, @Now
        where not exists (select 1 from applied where seq = (select max(seq) from applied) and commit_id = @commit);
        delete from applied where seq <= (select max(seq) from applied) - 1000;
        """, new { commit, database.Now }), cancel);

    /// <summary>The policies that were approved, newest first; none while the built-in one holds.</summary>
    public Task<ImmutableArray<ApprovedPolicy>> PoliciesAsync(CancellationToken cancel) => database.ReadAsync(connection =>
        connection.Query<(string Commit, string Text, string Who, long At)>("select commit_id, text, who, at from policies order by seq desc limit 100")
            .Select(row => new ApprovedPolicy(row.Commit, row.Text, row.Who, Columns.Time(row.At))).ToImmutableArray(), cancel);

    /// <summary>Puts an approved policy in force.</summary>
    public Task ApprovePolicyAsync(string commit, string text, string who, CancellationToken cancel) => database.WriteAsync(connection => connection.Execute(
        "insert into policies (commit_id, text, who, at) values (@commit, @text, @who, @Now)", new { commit, text, who, database.Now }), cancel);
}
