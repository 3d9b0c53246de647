using System.Runtime.Versioning;
using HomelabMcp.Core;
using Microsoft.Data.Sqlite;

namespace HomelabMcp.Store;

/// <summary>What a process wants of a store.</summary>
public enum StoreAccess
{
    /// <summary>To look: any number of processes may.</summary>
    Read,
    /// <summary>To write: one process at a time, which holds the lease.</summary>
    Write,
}

/// <summary>
/// The memory of an installation in one SQLite file: intents, runs, approvals, proposals' state, tokens, audit. Git and
/// the marks on live objects are the truth; losing this file loses history and open decisions and nothing else.
/// </summary>
public sealed class HomelabStore : IAsyncDisposable
{
    private readonly Database database;
    private readonly Lease? lease;

    private HomelabStore(Database database, Lease? lease, bool isNew)
    {
        this.database = database;
        this.lease = lease;
        IsNew = isNew;
        Intents = new(database);
        Runs = new(database);
        Resources = new(database);
        Commits = new(database);
        Approvals = new(database);
        Proposals = new(database);
        Tokens = new(database);
        Audit = new(database);
        Settings = new(database);
    }

    /// <summary>Whether the file was made by this opening.</summary>
    public bool IsNew { get; }

    /// <summary>The epoch of the lease that this process holds; 0 for one that only reads.</summary>
    public long Epoch => database.Epoch;

    /// <summary>Writes that were about to be made.</summary>
    public IntentLog Intents { get; }

    /// <summary>Runs and their steps.</summary>
    public RunLog Runs { get; }

    /// <summary>Verified manifests, adoptions, parked resources.</summary>
    public ResourceMemory Resources { get; }

    /// <summary>Applied commits and policies in force.</summary>
    public CommitLog Commits { get; }

    /// <summary>What waits for a human, and consents.</summary>
    public ApprovalDesk Approvals { get; }

    /// <summary>State, comments and decisions of proposals.</summary>
    public ProposalDesk Proposals { get; }

    /// <summary>The hub's tokens.</summary>
    public TokenBook Tokens { get; }

    /// <summary>Who did what.</summary>
    public AuditLog Audit { get; }

    /// <summary>Single facts.</summary>
    public StoreSettings Settings { get; }

    /// <summary>
    /// Opens a store, making the file and bringing its tables up to date where it is opened for writing. A second
    /// writer gets a <see cref="StoreInUseException"/> that names the first.
    /// </summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="clock">The clock of everything recorded.</param>
    /// <param name="access">Whether to take the lease.</param>
    public static async Task<HomelabStore> OpenAsync(string path, TimeProvider clock, StoreAccess access)
    {
        var isNew = !File.Exists(path);
        if (isNew && access is StoreAccess.Read)
            throw new HomelabException($"There is no store at {path} yet: 'homelab up' or 'homelab demo' makes it.");
        if (isNew && !OperatingSystem.IsWindows()) await CreatePrivateAsync(path);
        var file = Database.OnFile(path, clock);
        try
        {
            return Open(file, access, LeaseHolder.ThisProcess(), holder => holder.IsAlive(), isNew);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>A store on a connection that outlives it: the simulation's disk.</summary>
    internal static HomelabStore OpenOn(SqliteConnection connection, TimeProvider clock, bool isNew, Func<Task>? beforeCommit)
    {
        var disk = Database.OnConnection(connection, clock);
        var store = Open(disk, StoreAccess.Write, new("simulated", 1, default, "simulated"), _ => false, isNew);
        disk.BeforeCommit = beforeCommit;
        return store;
    }

    /// <summary>
    /// Records, in one commit and before the call, that a step is about to be carried out. Returns the intent with its
    /// number.
    /// </summary>
    public Task<Intent> BeginStepAsync(Intent intent, RunStep step, CancellationToken cancel) => database.WriteAsync(connection =>
    {
        var id = IntentLog.Begin(connection, intent, database.Epoch, database.Now);
        RunLog.SaveStep(connection, intent.Run, step);
        return intent with { Id = id, Epoch = database.Epoch, Begun = database.Clock.GetUtcNow() };
    }, cancel);

    /// <summary>Records, in one commit, everything that the end of a step means.</summary>
    public Task EndStepAsync(StepEnd end, CancellationToken cancel) => database.WriteAsync(connection =>
    {
        if (end.Intent is { } intent && end.Outcome is { } outcome) IntentLog.End(connection, intent.Id, outcome, end.Step?.Detail ?? end.Detail, database.Now);
        if (end.Step is not null) RunLog.SaveStep(connection, end.Run, end.Step);
        if (end.Forget) ResourceMemory.Forget(connection, end.Key);
        if (end.Verified is not null) ResourceMemory.Verify(connection, end.Verified);
        if (end.Adopted is not null) ResourceMemory.Adopt(connection, end.Key, end.Adopted);
        if (end.Parked is not null) ResourceMemory.Park(connection, end.Key, end.Parked);
        else if (end.Unpark) ResourceMemory.Unpark(connection, end.Key);
        if (end.UsedUp is not null) ApprovalDesk.UseUp(connection, end.UsedUp);
    }, cancel);

    /// <summary>A copy of the whole store in another file, consistent while this one is written.</summary>
    public Task BackUpAsync(string path, CancellationToken cancel) => database.ReadAsync(connection =>
    {
        using var copy = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        copy.Open();
        connection.BackupDatabase(copy);
        return true;
    }, cancel);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Audit.Dispose();
        if (lease is not null)
        {
            try
            {
                if (Audit.HasPending) await Audit.FlushAsync(CancellationToken.None);
            }
            catch (LeaseLostException)
            {
                // Whoever took the lease owns the log now; what was still in memory here cannot be added behind its back.
                database.ReadOnlyBecause = "The store was taken by another process.";
            }

            lease.Dispose();
        }

        await database.DisposeAsync();
    }

    private static HomelabStore Open(Database database, StoreAccess access, LeaseHolder holder, Func<LeaseHolder, bool?> isAlive, bool isNew)
    {
        if (access is StoreAccess.Read)
        {
            database.ReadOnlyBecause = "This process opened the store for reading only: a command that writes asks the hub, or takes the store's lease.";
            return new(database, null, isNew: false);
        }

        // The lease comes first where there is one, so that no newer program changes tables under a running older one.
        if (!database.HasTables) database.Migrate();
        var taken = Lease.Take(database, holder, isAlive);
        database.Migrate();
        return new(database, taken, isNew);
    }

    // Made by hand so that nobody else can read it from the first byte on; SQLite gives its companions the same mode.
    [UnsupportedOSPlatform("windows")]
    private static async Task CreatePrivateAsync(string path)
    {
        try
        {
            await using var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new HomelabException($"The store {path} cannot be made ({wrong.Message}): check that its folder exists and is writable.", wrong);
        }
    }
}

/// <summary>What the end of a step means for the store.</summary>
public sealed record StepEnd
{
    /// <summary>The resource.</summary>
    public required ResourceKey Key { get; init; }

    /// <summary>The run.</summary>
    public required string Run { get; init; }

    /// <summary>The step as it stands now; null when an intent is settled outside of its run.</summary>
    public RunStep? Step { get; init; }

    /// <summary>The intent; null for a step that never began.</summary>
    public Intent? Intent { get; init; }

    /// <summary>How the intent ended; null leaves it open, because its effect is in doubt.</summary>
    public IntentOutcome? Outcome { get; init; }

    /// <summary>What was found, where there is no step to say it.</summary>
    public string? Detail { get; init; }

    /// <summary>What the read-back agreed with.</summary>
    public VerifiedResource? Verified { get; init; }

    /// <summary>A finished adoption.</summary>
    public AdoptedResource? Adopted { get; init; }

    /// <summary>Whether nothing of the resource is to be remembered.</summary>
    public bool Forget { get; init; }

    /// <summary>Why and until when it is parked.</summary>
    public ParkedResource? Parked { get; init; }

    /// <summary>Whether it is parked no longer.</summary>
    public bool Unpark { get; init; }

    /// <summary>Hash of the step whose consents are used up.</summary>
    public string? UsedUp { get; init; }
}
