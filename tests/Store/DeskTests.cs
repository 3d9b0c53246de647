using HomelabMcp.Core;

namespace HomelabMcp.Store.Tests;

public sealed class DeskTests
{
    private static readonly CancellationToken Cancel = StoreFolder.Cancel;

    [Fact]
    public async Task A_token_stands_for_its_principal_until_it_is_revoked()
    {
        await using var folder = new StoreFolder();
        var store = await folder.OpenAsync();
        var token = await store.Tokens.CreateAsync("claude", Role.Assistant, Cancel);
        Assert.Equal(new Principal("claude", Role.Assistant), await store.Tokens.FindAsync(token.Reveal(), Cancel));
        Assert.Null(await store.Tokens.FindAsync(token.Reveal() + "0", Cancel));
        await store.Tokens.RevokeAsync("claude", Cancel);
        Assert.Null(await store.Tokens.FindAsync(token.Reveal(), Cancel));
        Assert.NotNull(Assert.Single(await store.Tokens.ListAsync(Cancel)).Revoked);
    }

    [Fact]
    public async Task The_file_never_holds_a_token()
    {
        await using var folder = new StoreFolder();
        var store = await folder.OpenAsync();
        var token = await store.Tokens.CreateAsync("claude", Role.Assistant, Cancel);
        await folder.CloseAsync(store);
        var bytes = await File.ReadAllBytesAsync(folder.File, Cancel);
        Assert.Equal(-1, bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(token.Reveal())));
    }

    [Fact]
    public async Task A_name_in_use_is_refused_and_a_revoked_one_is_free_again()
    {
        await using var folder = new StoreFolder();
        var store = await folder.OpenAsync();
        await store.Tokens.CreateAsync("claude", Role.Assistant, Cancel);
        await Assert.ThrowsAsync<HomelabException>(() => store.Tokens.CreateAsync("claude", Role.Admin, Cancel));
        await store.Tokens.RevokeAsync("claude", Cancel);
        var token = await store.Tokens.CreateAsync("claude", Role.Viewer, Cancel);
        Assert.Equal(Role.Viewer, (await store.Tokens.FindAsync(token.Reveal(), Cancel))!.Role);
        var unknown = await Assert.ThrowsAsync<HomelabException>(() => store.Tokens.RevokeAsync("claud", Cancel));
        Assert.Contains("did you mean 'claude'", unknown.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<HomelabException>(() => store.Tokens.CreateAsync("no spaces", Role.Viewer, Cancel));
    }

    [Fact]
    public async Task A_proposal_keeps_what_was_said_and_where_it_stands()
    {
        await using var folder = new StoreFolder();
        var store = await folder.OpenAsync();
        await store.Proposals.SaveAsync(Proposal, Cancel);
        folder.Clock.Advance(TimeSpan.FromMinutes(5));
        await store.Proposals.NoteAsync("add-web", new("comment", "rita", "why port 80?", null, default), null, Cancel);
        var approved = await store.Proposals.NoteAsync("add-web", new("approve", "rita", "", "p1", default), ProposalState.Approved, Cancel);
        Assert.Equal(ProposalState.Approved, approved!.State);
        Assert.Equal(["comment", "approve"], approved.Notes.Select(note => note.Kind));
        Assert.Equal(TimeSpan.FromMinutes(5), approved.Updated - approved.Created);

        var revised = await store.Proposals.SaveAsync(approved with { Commit = "c2", State = ProposalState.Open }, Cancel);
        Assert.Equal(("c2", ProposalState.Open, 2), (revised.Commit, revised.State, revised.Notes.Length));
        Assert.Equal("add-web", Assert.Single(await store.Proposals.ListAsync(Cancel)).Id);
        Assert.Null(await store.Proposals.FindAsync("none", Cancel));
    }

    [Fact]
    public async Task Readers_and_writers_at_once_never_meet_a_lock()
    {
        await using var folder = new StoreFolder();
        var store = await folder.OpenAsync();
        var reader = await folder.OpenAsync(StoreAccess.Read);
        var writes = Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
            {
                await store.Audit.AppendAsync(new() { Id = $"{worker}-{i}", Who = "w", Action = "a", Outcome = "done", IsWrite = i % 5 == 0 }, Cancel);
                await store.Settings.SetAsync($"setting-{worker}", $"{i}", Cancel);
            }
        }, Cancel));
        var reads = Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await store.Settings.FindAsync($"setting-{worker}", Cancel);
                await reader.Audit.VerifyAsync(Cancel);
            }
        }, Cancel));
        await Task.WhenAll([.. writes, .. reads]);
        await store.Audit.FlushAsync(Cancel);
        var verdict = await store.Audit.VerifyAsync(Cancel);
        Assert.Equal((200, null), (verdict.Entries, verdict.BrokenAt));
        for (var worker = 0; worker < 8; worker++) Assert.Equal("24", await store.Settings.FindAsync($"setting-{worker}", Cancel));
    }

    private static Proposal Proposal => new()
    {
        Id = "add-web",
        Branch = "proposal/add-web",
        Title = "Add web01",
        Why = "asked",
        Author = "claude",
        BaseCommit = "c0",
        Commit = "c1",
    };
}
