using Dapper;
using HomelabMcp.Core;
using Microsoft.Data.Sqlite;

namespace HomelabMcp.Store.Tests;

public sealed class LeaseTests
{
    private static readonly CancellationToken Cancel = StoreFolder.Cancel;

    [Fact]
    public async Task A_second_writer_is_told_who_writes_and_since_when()
    {
        await using var folder = new StoreFolder();
        await folder.OpenAsync();
        var refusal = await Assert.ThrowsAsync<StoreInUseException>(() => folder.OpenAsync());
        Assert.Contains($"process {Environment.ProcessId} on {Environment.MachineName} since 2026-11-22 12:00:00Z", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_needs_no_lease_and_cannot_write()
    {
        await using var folder = new StoreFolder();
        var writer = await folder.OpenAsync();
        await writer.Settings.SetAsync("paused", "true", Cancel);
        var reader = await folder.OpenAsync(StoreAccess.Read);
        Assert.Equal("true", await reader.Settings.FindAsync("paused", Cancel));
        var refusal = await Assert.ThrowsAsync<HomelabException>(() => reader.Settings.SetAsync("paused", null, Cancel));
        Assert.Contains("for reading only", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_taking_has_a_higher_epoch()
    {
        await using var folder = new StoreFolder();
        var first = await folder.OpenAsync();
        var epoch = first.Epoch;
        await folder.CloseAsync(first);
        Assert.Equal(epoch + 1, (await folder.OpenAsync()).Epoch);
    }

    [Fact]
    public async Task A_writer_of_this_machine_whose_process_is_gone_is_replaced_at_once()
    {
        await using var folder = new StoreFolder();
        await folder.CloseAsync(await folder.OpenAsync());
        HoldBy(folder, Environment.MachineName, pid: int.MaxValue);
        Assert.Equal(3, (await folder.OpenAsync()).Epoch);
    }

    [Fact]
    public async Task A_process_number_that_is_used_again_is_not_taken_for_the_writer()
    {
        await using var folder = new StoreFolder();
        await folder.CloseAsync(await folder.OpenAsync());
        HoldBy(folder, Environment.MachineName, Environment.ProcessId);
        Assert.Equal(3, (await folder.OpenAsync()).Epoch);
    }

    [Fact]
    public async Task A_writer_of_another_machine_is_replaced_once_it_was_silent_for_the_lifetime()
    {
        await using var folder = new StoreFolder();
        await folder.CloseAsync(await folder.OpenAsync());
        HoldBy(folder, "elsewhere", pid: 7);
        var refusal = await Assert.ThrowsAsync<StoreInUseException>(() => folder.OpenAsync());
        Assert.Contains("process 7 on elsewhere", refusal.Message, StringComparison.Ordinal);
        folder.Clock.Advance(Lease.Lifetime + TimeSpan.FromSeconds(1));
        Assert.Equal(3, (await folder.OpenAsync()).Epoch);
    }

    [Fact]
    public async Task A_living_writer_renews_its_lease()
    {
        await using var folder = new StoreFolder();
        await folder.OpenAsync();
        folder.Clock.Advance(Lease.Lifetime / 3);
        await using var connection = Raw(folder);
        Assert.Equal(folder.Clock.GetUtcNow().ToUnixTimeMilliseconds(), connection.ExecuteScalar<long>("select renewed from lease"));
    }

    [Fact]
    public async Task A_writer_that_was_replaced_cannot_write_any_more()
    {
        await using var folder = new StoreFolder();
        var sleeper = await folder.OpenAsync();
        HoldBy(folder, "elsewhere", pid: 7);
        await Assert.ThrowsAsync<LeaseLostException>(() => sleeper.Settings.SetAsync("paused", "true", Cancel));
        await Assert.ThrowsAsync<LeaseLostException>(() => sleeper.Audit.AppendAsync(new() { Id = "1", Who = "a", Action = "b", Outcome = "done", IsWrite = true }, Cancel));
        Assert.Null(await sleeper.Settings.FindAsync("paused", Cancel));
    }

    [Fact]
    public async Task A_store_of_a_newer_version_is_refused_by_name()
    {
        await using var folder = new StoreFolder();
        await folder.CloseAsync(await folder.OpenAsync());
        await using (var connection = Raw(folder))
            connection.Execute("insert into SchemaVersions (ScriptName, Applied) values ('9999-later.sql', '2030-01-01')");
        var refusal = await Assert.ThrowsAsync<HomelabException>(() => folder.OpenAsync());
        Assert.Contains("newer version (9999-later.sql)", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_store_is_refused_and_left_alone()
    {
        await using var folder = new StoreFolder();
        await File.WriteAllTextAsync(folder.File, new string('x', 8192), Cancel);
        var refusal = await Assert.ThrowsAsync<HomelabException>(() => folder.OpenAsync());
        Assert.Contains(folder.File, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(8192, new FileInfo(folder.File).Length);
    }

    [Fact]
    public async Task Only_its_user_can_read_the_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix file modes");
        await using var folder = new StoreFolder();
        var store = await folder.OpenAsync();
        await store.Settings.SetAsync("x", "y", Cancel);
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(folder.File)!, "homelab.db*"))
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    private static SqliteConnection Raw(StoreFolder folder)
    {
        var connection = new SqliteConnection($"Data Source={folder.File};Pooling=False");
        connection.Open();
        return connection;
    }

    private static void HoldBy(StoreFolder folder, string host, int pid)
    {
        using var connection = Raw(folder);
        connection.Execute("update lease set epoch = 2, host = @host, pid = @pid, started = 1000, instance = 'other', renewed = @now",
            new { host, pid, now = folder.Clock.GetUtcNow().ToUnixTimeMilliseconds() });
    }
}
