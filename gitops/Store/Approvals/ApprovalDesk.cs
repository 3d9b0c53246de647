using System.Collections.Immutable;
using System.Globalization;
using Dapper;
using HomelabMcp.Core;
using Microsoft.Data.Sqlite;

namespace HomelabMcp.Store;

/// <summary>What waits for a human, and what humans have consented to.</summary>
public sealed class ApprovalDesk
{
    private readonly Database database;

    internal ApprovalDesk(Database database) => this.database = database;

    /// <summary>What is in the plan and was not carried out yet, decided or not, oldest first.</summary>
    public Task<ImmutableArray<Approval>> ListAsync(CancellationToken cancel) =>
        database.ReadAsync(connection => Query(connection, "where state <> 'gone' order by since, id"), cancel);

    /// <summary>One of them, gone ones included; null when there is none of that id.</summary>
    public Task<Approval?> FindAsync(string id, CancellationToken cancel) =>
        database.ReadAsync(connection => Query(connection, "where id = @id", new { id }).FirstOrDefault(), cancel);

    /// <summary>Every consent not used up yet, by step hash.</summary>
    public Task<ImmutableDictionary<string, ImmutableArray<Grant>>> GrantsAsync(CancellationToken cancel) => database.ReadAsync(connection => connection
        .Query<GrantRow>("select step_hash, who, verified, source, plan_hash, at, comment from grants order by at, who")
        .GroupBy(row => row.Step_Hash)
        .ToImmutableDictionary(group => group.Key, group => group.Select(row => row.ToGrant()).ToImmutableArray()), cancel);

    /// <summary>
    /// Makes the list what the plan of this moment asks. What is new is added; what is no longer asked is gone, and
    /// consents to it lapse, so that they cannot cover the same step at some later time.
    /// </summary>
    public Task AskAsync(IReadOnlyCollection<Approval> asked, CancellationToken cancel) => database.WriteAsync(connection =>
    {
        var listed = Query(connection, "where state <> 'gone'").ToDictionary(approval => approval.StepHash, StringComparer.Ordinal);
        var wanted = asked.Select(approval => approval.StepHash).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in listed.Values.Where(approval => !wanted.Contains(approval.StepHash)))
        {
            connection.Execute("update approvals set state = 'gone' where id = @Id; delete from grants where step_hash = @StepHash", new { gone.Id, gone.StepHash });
        }

        foreach (var approval in asked)
        {
            if (listed.TryGetValue(approval.StepHash, out var known)) Refresh(connection, known, approval);
            else Insert(connection, approval);
        }
    }, cancel);

    /// <summary>
    /// Records one human's consent to something on the list. It is approved once as many different humans as it needs
    /// have consented. Refused when it is no longer there or was denied.
    /// </summary>
    public Task<Approval> ApproveAsync(string id, string who, string? planHash, string? comment, CancellationToken cancel) => database.WriteAsync(connection =>
    {
        var approval = Decidable(connection, id, planHash);
        SaveGrant(connection, new(approval.StepHash, who, Verified: true, "hub", approval.PlanHash, database.Clock.GetUtcNow(), comment));
        var humans = connection.ExecuteScalar<int>("select count(*) from grants where step_hash = @StepHash and verified = 1", new { approval.StepHash });
        return Decide(connection, approval, humans >= approval.Needed ? ApprovalState.Approved : ApprovalState.Waiting, who, comment);
    }, cancel);

    /// <summary>Denies something on the list; consents to it lapse.</summary>
    public Task<Approval> DenyAsync(string id, string who, string? planHash, string? comment, CancellationToken cancel) => database.WriteAsync(connection =>
    {
        var approval = Decidable(connection, id, planHash);
        connection.Execute("delete from grants where step_hash = @StepHash", new { approval.StepHash });
        return Decide(connection, approval, ApprovalState.Denied, who, comment);
    }, cancel);

    /// <summary>Records consents that come with a proposal or a push: one for each of the steps that it showed.</summary>
    public Task GrantAsync(IReadOnlyCollection<Grant> grants, CancellationToken cancel) => database.WriteAsync(connection =>
    {
        foreach (var grant in grants) SaveGrant(connection, grant);
    }, cancel);

    /// <summary>Takes back the consents that came from one source (a proposal that was rejected after its approval).</summary>
    public Task RevokeAsync(string source, CancellationToken cancel) =>
        database.WriteAsync(connection => connection.Execute("delete from grants where source = @source", new { source }), cancel);

    /// <summary>Drops consents to steps that no plan has any more.</summary>
    public Task LapseAsync(IReadOnlyCollection<string> stepHashes, CancellationToken cancel) =>
        database.WriteAsync(connection => connection.Execute("delete from grants where step_hash in @stepHashes", new { stepHashes }), cancel);

    /// <summary>Something other than a step was approved and put in force: its consents are used up and it leaves the list.</summary>
    public Task UseUpAsync(string stepHash, CancellationToken cancel) => database.WriteAsync(connection => UseUp(connection, stepHash), cancel);

    /// <summary>A step was carried out: its consents are used up and it leaves the list.</summary>
    internal static void UseUp(SqliteConnection connection, string stepHash) => connection.Execute(
        "delete from grants where step_hash = @stepHash; update approvals set state = 'gone' where step_hash = @stepHash and state <> 'gone'", new { stepHash });

    private static void SaveGrant(SqliteConnection connection, Grant grant) => connection.Execute("""
        insert into grants (step_hash, who, verified, source, plan_hash, at, comment)
        values (@StepHash, @Who, @Verified, @Source, @PlanHash, @at, @Comment)
        on conflict (step_hash, who) do update set verified = max(verified, @Verified), source = @Source, plan_hash = @PlanHash, at = @at, comment = @Comment
        """, new { grant.StepHash, grant.Who, grant.Verified, grant.Source, grant.PlanHash, at = grant.At.Column(), grant.Comment });

    private static Approval Decidable(SqliteConnection connection, string id, string? planHash)
    {
        var approval = Query(connection, "where id = @id", new { id }).FirstOrDefault();
        if (approval is null)
        {
            var ids = connection.Query<string>("select id from approvals where state = 'waiting' order by since").AsList();
            throw new HomelabException(ids.Count == 0
                ? $"There is no approval '{id}': nothing waits for one."
                : $"There is no approval '{id}': {Nearest.Hint(id, ids)}.");
        }

        if (planHash is not null && planHash != approval.PlanHash)
            throw new StalePlanException($"The plan moved since {Short(planHash)} (it is {Short(approval.PlanHash)} now): look at approval '{id}' again and decide on what it says now.");
        return approval.State switch
        {
            ApprovalState.Gone => throw new StalePlanException($"The plan no longer has {approval.Operation} {approval.Key} (approval '{id}'): there is nothing to decide."),
            ApprovalState.Denied => throw new StalePlanException($"{approval.Operation} {approval.Key} was denied by {approval.DecidedBy}: change Git to make another step of it."),
            _ => approval,
        };
    }

    private Approval Decide(SqliteConnection connection, Approval approval, ApprovalState state, string who, string? comment)
    {
        connection.Execute("update approvals set state = @state, decided_by = @who, decided_at = @Now, comment = @comment where id = @Id",
            new { approval.Id, state = state.Column(), who, database.Now, comment });
        return approval with { State = state, DecidedBy = who, DecidedAt = database.Clock.GetUtcNow(), Comment = comment };
    }

    private void Insert(SqliteConnection connection, Approval approval)
    {
        var stem = Short(approval.StepHash);
        var used = connection.ExecuteScalar<int>("select count(*) from approvals where id = @stem or id like @stem || '-%'", new { stem });
        connection.Execute("""
            insert into approvals (id, step_hash, kind, name, target, operation, why, backup, plan_hash, needed, since, state)
            values (@id, @StepHash, @Kind, @Name, @Target, @Operation, @Why, @Backup, @PlanHash, @Needed, @Now, 'waiting')
            """, new
        {
            id = used == 0 ? stem : string.Create(CultureInfo.InvariantCulture, $"{stem}-{used + 1}"),
            approval.StepHash,
            approval.Key.Kind,
            approval.Key.Name,
            approval.Key.Target,
            approval.Operation,
            approval.Why,
            approval.Backup,
            approval.PlanHash,
            approval.Needed,
            database.Now,
        });
    }

    private static void Refresh(SqliteConnection connection, Approval known, Approval now)
    {
        if (known.PlanHash == now.PlanHash && known.Why == now.Why && known.Backup == now.Backup && known.Needed == now.Needed) return;
        connection.Execute("update approvals set plan_hash = @PlanHash, why = @Why, backup = @Backup, needed = @Needed where id = @Id",
            new { known.Id, now.PlanHash, now.Why, now.Backup, now.Needed });
    }

    private static string Short(string hash) => hash.Length > 12 ? hash[..12] : hash;

    private static ImmutableArray<Approval> Query(SqliteConnection connection, string where, object? parameters = null) => [.. connection
        .Query<Row>($"select id, step_hash, kind, name, target, operation, why, backup, plan_hash, needed, since, state, decided_by, decided_at, comment from approvals {where}", parameters)
        .Select(row => row.ToApproval())];

    private sealed record Row(
        string Id, string Step_Hash, string Kind, string Name, string Target, string Operation, string Why, string? Backup, string Plan_Hash,
        long Needed, long Since, string State, string? Decided_By, long? Decided_At, string? Comment)
    {
        public Approval ToApproval() => new()
        {
            Id = Id,
            StepHash = Step_Hash,
            Key = new(Kind, Name, Target),
            Operation = Operation,
            Why = Why,
            Backup = Backup,
            PlanHash = Plan_Hash,
            Needed = (int)Needed,
            Since = Columns.Time(Since),
            State = Columns.Enum<ApprovalState>(State),
            DecidedBy = Decided_By,
            DecidedAt = Columns.Time(Decided_At),
            Comment = Comment,
        };
    }

    private sealed record GrantRow(string Step_Hash, string Who, long Verified, string Source, string Plan_Hash, long At, string? Comment)
    {
        public Grant ToGrant() => new(Step_Hash, Who, Verified != 0, Source, Plan_Hash, Columns.Time(At), Comment);
    }
}

/// <summary>A decision about a plan that is no longer the plan (409 over HTTP).</summary>
public sealed class StalePlanException(string sentence) : HomelabException(sentence);
