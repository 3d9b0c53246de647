using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;

namespace HomelabMcp.Store;

/// <summary>What is kept of proposals beside their branches: state, comments, decisions.</summary>
public sealed class ProposalDesk
{
    private readonly Database database;

    internal ProposalDesk(Database database) => this.database = database;

    /// <summary>All proposals, newest first, notes included.</summary>
    public Task<ImmutableArray<Proposal>> ListAsync(CancellationToken cancel) =>
        database.ReadAsync(connection => Query(connection, "order by created desc, id"), cancel);

    /// <summary>One proposal; null when nothing is kept of it.</summary>
    public Task<Proposal?> FindAsync(string id, CancellationToken cancel) =>
        database.ReadAsync(connection => Query(connection, "where id = @id", new { id }).FirstOrDefault(), cancel);

    /// <summary>Writes a proposal, new or again; times and notes are kept by the store.</summary>
    public Task<Proposal> SaveAsync(Proposal proposal, CancellationToken cancel) => database.WriteAsync(connection =>
    {
        Save(connection, proposal);
        return Query(connection, "where id = @Id", new { proposal.Id })[0];
    }, cancel);

    /// <summary>Adds a note, and moves the proposal to a state where one is given, in one transaction.</summary>
    public Task<Proposal?> NoteAsync(string id, ProposalNote note, ProposalState? state, CancellationToken cancel) => database.WriteAsync(connection =>
    {
        connection.Execute("""
            insert into proposal_notes (proposal, kind, who, text, plan_hash, at) values (@id, @Kind, @Who, @Text, @PlanHash, @Now);
            update proposals set state = coalesce(@state, state), updated = @Now where id = @id;
            """, new { id, note.Kind, note.Who, note.Text, note.PlanHash, state = state?.Column(), database.Now });
        return Query(connection, "where id = @id", new { id }).FirstOrDefault();
    }, cancel);

    private void Save(SqliteConnection connection, Proposal proposal) => connection.Execute("""
        insert into proposals (id, branch, title, why, author, client, base_commit, commit_id, state, plan_hash, created, updated)
        values (@Id, @Branch, @Title, @Why, @Author, @Client, @BaseCommit, @Commit, @state, @PlanHash, @Now, @Now)
        on conflict (id) do update set branch = @Branch, title = @Title, why = @Why, base_commit = @BaseCommit, commit_id = @Commit,
          state = @state, plan_hash = @PlanHash, updated = @Now
        """, new
    {
        proposal.Id,
        proposal.Branch,
        proposal.Title,
        proposal.Why,
        proposal.Author,
        proposal.Client,
        proposal.BaseCommit,
        proposal.Commit,
        state = proposal.State.Column(),
        proposal.PlanHash,
        database.Now,
    });

    private static ImmutableArray<Proposal> Query(SqliteConnection connection, string where, object? parameters = null)
    {
        var rows = connection.Query<Row>($"select id, branch, title, why, author, client, base_commit, commit_id, state, plan_hash, created, updated from proposals {where}", parameters).AsList();
        var notes = connection.Query<NoteRow>("select proposal, kind, who, text, plan_hash, at from proposal_notes where proposal in @ids order by seq", new { ids = rows.Select(row => row.Id) })
            .ToLookup(row => row.Proposal, row => new ProposalNote(row.Kind, row.Who, row.Text, row.Plan_Hash, Columns.Time(row.At)));
        return [.. rows.Select(row => row.ToProposal([.. notes[row.Id]]))];
    }

    private sealed record Row(
        string Id, string Branch, string Title, string Why, string Author, string? Client, string Base_Commit, string Commit_Id, string State,
        string? Plan_Hash, long Created, long Updated)
    {
        public Proposal ToProposal(ImmutableArray<ProposalNote> notes) => new()
        {
            Id = Id,
            Branch = Branch,
            Title = Title,
            Why = Why,
            Author = Author,
            Client = Client,
            BaseCommit = Base_Commit,
            Commit = Commit_Id,
            State = Columns.Enum<ProposalState>(State),
            PlanHash = Plan_Hash,
            Created = Columns.Time(Created),
            Updated = Columns.Time(Updated),
            Notes = notes,
        };
    }

    private sealed record NoteRow(string Proposal, string Kind, string Who, string Text, string? Plan_Hash, long At);
}
