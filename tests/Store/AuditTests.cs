using Dapper;
using Microsoft.Data.Sqlite;

namespace HomelabMcp.Store.Tests;

public sealed class AuditTests
{
    private static readonly CancellationToken Cancel = StoreFolder.Cancel;

    [Fact]
    public async Task Reads_are_committed_together_within_200_ms()
    {
        await using var folder = new StoreFolder();
        var store = await folder.OpenAsync();
        for (var i = 0; i < 3; i++) await store.Audit.AppendAsync(Look(i), Cancel);
        Assert.Equal(0, Count(folder));
        folder.Clock.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Equal(3, Count(folder));
    }

    [Fact]
    public async Task A_write_is_on_disk_when_its_append_returns_and_brings_the_reads_before_it()
    {
        await using var folder = new StoreFolder();
        var store = await folder.OpenAsync();
        await store.Audit.AppendAsync(Look(1), Cancel);
        await store.Audit.AppendAsync(Look(2) with { IsWrite = true, Action = "docker_stop" }, Cancel);
        Assert.Equal(2, Count(folder));
        Assert.Equal(["docker_stop", "docker_containers"], (await store.Audit.ListAsync(10, null, Cancel)).Items.Select(record => record.Entry.Action));
    }

    [Fact]
    public async Task Closing_the_store_commits_what_is_still_in_memory()
    {
        await using var folder = new StoreFolder();
        var store = await folder.OpenAsync();
        await store.Audit.AppendAsync(Look(1), Cancel);
        await folder.CloseAsync(store);
        Assert.Equal(1, Count(folder));
    }

    [Theory]
    [InlineData("update audit set who = 'mallory' where seq = 3", 3)]
    [InlineData("delete from audit where seq = 2", 3)]
    [InlineData("update audit set at = at + 1 where seq = 1", 1)]
    [InlineData("update audit set seq = 99 where seq = 5", 99)]
    public async Task A_change_behind_our_back_breaks_the_chain_where_it_was_made(string tampering, long brokenAt)
    {
        await using var folder = new StoreFolder();
        var store = await folder.OpenAsync();
        for (var i = 0; i < 5; i++) await store.Audit.AppendAsync(Look(i), Cancel);
        await store.Audit.FlushAsync(Cancel);
        Assert.Null((await store.Audit.VerifyAsync(Cancel)).BrokenAt);
        await using (var connection = new SqliteConnection($"Data Source={folder.File};Pooling=False")) connection.Execute(tampering);
        Assert.Equal(brokenAt, (await store.Audit.VerifyAsync(Cancel)).BrokenAt);
    }

    [Fact]
    public async Task The_chain_goes_on_after_a_restart()
    {
        await using var folder = new StoreFolder();
        for (var i = 0; i < 3; i++)
        {
            var store = await folder.OpenAsync();
            await store.Audit.AppendAsync(Look(i) with { IsWrite = true }, Cancel);
            await folder.CloseAsync(store);
        }

        var verdict = await (await folder.OpenAsync(StoreAccess.Read)).Audit.VerifyAsync(Cancel);
        Assert.Equal((3, null), (verdict.Entries, verdict.BrokenAt));
    }

    [Fact]
    public async Task Pages_follow_one_another_without_gap_or_repeat()
    {
        await using var folder = new StoreFolder();
        var store = await folder.OpenAsync();
        for (var i = 0; i < 7; i++) await store.Audit.AppendAsync(Look(i), Cancel);
        List<long> seen = [];
        string? next = null;
        do
        {
            var page = await store.Audit.ListAsync(3, next is null ? null : long.Parse(next), Cancel);
            Assert.Equal(7, page.Total);
            seen.AddRange(page.Items.Select(record => record.Number));
            next = page.Next;
        }
        while (next is not null);
        Assert.Equal([7, 6, 5, 4, 3, 2, 1], seen);
    }

    private static AuditEntry Look(int number) => new() { Id = $"call-{number}", Who = "claude", Role = "assistant", Action = "docker_containers", Outcome = "done", Detail = new() { ["limit"] = number } };

    private static long Count(StoreFolder folder)
    {
        using var connection = new SqliteConnection($"Data Source={folder.File};Pooling=False");
        return connection.ExecuteScalar<long>("select count(*) from audit");
    }
}
