using System.Globalization;
using Dapper;
using HomelabMcp.Core;
using Microsoft.Data.Sqlite;

namespace HomelabMcp.Store;

/// <summary>
/// One SQLite file: a single writer connection whose commits are on disk when they return, and readers that see the
/// last commit without waiting for it (WAL).
/// </summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly SqliteConnection writer;
    private readonly string? readers;
    private readonly SemaphoreSlim gate = new(1, 1);

    private Database(SqliteConnection writer, string? readers, TimeProvider clock)
    {
        this.writer = writer;
        this.readers = readers;
        Clock = clock;
    }

    /// <summary>The clock of everything written here.</summary>
    public TimeProvider Clock { get; }

    /// <summary>The epoch that this process writes under; 0 for one that only reads.</summary>
    public long Epoch { get; set; }

    /// <summary>Why this process must not write; null when it may.</summary>
    public string? ReadOnlyBecause { get; set; }

    /// <summary>Awaited before each commit begins: where the simulation lets a process die. Null outside of it.</summary>
    public Func<Task>? BeforeCommit { get; set; }

    /// <summary>Now, in the unit of all time columns: milliseconds since 1970.</summary>
    public long Now => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    public static Database OnFile(string path, TimeProvider clock)
    {
        var text = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWriteCreate, DefaultTimeout = 30 };
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder(text.ToString()) { Pooling = false }.ToString());
        try
        {
            connection.Open();
            connection.Execute("pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;");
        }
        catch (SqliteException wrong)
        {
            connection.Dispose();
            throw new HomelabException($"The store {path} cannot be opened ({wrong.Message}): check that the folder exists and is writable, or restore a backup; losing the store harms nothing live.", wrong);
        }

        return new(connection, text.ToString(), clock);
    }

    /// <summary>A database that lives as long as the connection; readers use the same one.</summary>
    public static Database OnConnection(SqliteConnection connection, TimeProvider clock) => new(connection, null, clock);

    /// <summary>Whether it was ever migrated.</summary>
    public bool HasTables => writer.ExecuteScalar<long>("select count(*) from sqlite_master where name = 'lease'") > 0;

    /// <summary>Brings the tables up to date.</summary>
    public void Migrate() => Schema.Migrate(writer);

    /// <summary>
    /// Runs a transaction. It fails, changing nothing, when another process has taken the lease meanwhile.
    /// </summary>
    public async Task<T> WriteAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancel)
    {
        if (ReadOnlyBecause is not null) throw new HomelabException(ReadOnlyBecause);
        await gate.WaitAsync(cancel);
        try
        {
            if (BeforeCommit is not null) await BeforeCommit();
            using var transaction = writer.BeginTransaction();
            CheckEpoch();
            var result = work(writer);
            transaction.Commit();
            return result;
        }
        finally
        {
            gate.Release();
        }
    }

    public Task WriteAsync(Action<SqliteConnection> work, CancellationToken cancel) =>
        WriteAsync(connection => { work(connection); return true; }, cancel);

    /// <summary>A write from a timer or a disposal, where nothing can be awaited.</summary>
    public void WriteNow(Action<SqliteConnection> work)
    {
        gate.Wait();
        try
        {
            using var transaction = writer.BeginTransaction();
            CheckEpoch();
            work(writer);
            transaction.Commit();
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The transaction that takes the lease: the only one that does not need it.</summary>
    public T WriteWithoutLease<T>(Func<SqliteConnection, T> work)
    {
        gate.Wait();
        try
        {
            using var transaction = writer.BeginTransaction();
            var result = work(writer);
            transaction.Commit();
            return result;
        }
        finally
        {
            gate.Release();
        }
    }

    public T Read<T>(Func<SqliteConnection, T> query)
    {
        if (readers is null) return query(writer);
        using var connection = new SqliteConnection(readers);
        connection.Open();
        return query(connection);
    }

    public Task<T> ReadAsync<T>(Func<SqliteConnection, T> query, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return Task.FromResult(Read(query));
    }

    public ValueTask DisposeAsync()
    {
        if (readers is not null)
        {
            using var pooled = new SqliteConnection(readers);
            SqliteConnection.ClearPool(pooled);
            writer.Dispose();
        }

        gate.Dispose();
        return ValueTask.CompletedTask;
    }

    private void CheckEpoch()
    {
        var current = writer.ExecuteScalar<long?>("select epoch from lease where id = 1") ?? 0;
        if (current != Epoch)
            throw new LeaseLostException(string.Create(CultureInfo.InvariantCulture,
                $"Another process has taken the store (epoch {current}, ours is {Epoch}): this one stops writing."));
    }
}

/// <summary>Conversions between columns and what the code speaks.</summary>
internal static class Columns
{
    public static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    public static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } value ? Time(value) : null;

    public static long Column(this DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    public static string Column<T>(this T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    public static T Enum<T>(string column) where T : struct, Enum => System.Enum.Parse<T>(column, ignoreCase: true);
}
