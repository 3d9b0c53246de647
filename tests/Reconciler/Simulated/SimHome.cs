using HomelabMcp.Core;
using HomelabMcp.Store;
using Microsoft.Data.Sqlite;

namespace HomelabMcp.Reconciler.Tests;

/// <summary>
/// A whole installation in memory: platform, repository, the store's disk, and one process after another that runs a
/// reconciler on them.
/// </summary>
internal sealed class SimHome : IDisposable
{
    private static readonly SqliteConnection Empty = NewDisk();

    private readonly List<IDisposable> disposables = [];
    private readonly Func<double> dice;
    private SqliteConnection disk = Copy(Empty);

    public SimHome(Func<double>? dice = null)
    {
        this.dice = dice ?? (() => 0.5);
        Platform = new(Clock);
        Loop = new(Clock);
        Start();
    }

    public SimClock Clock { get; } = new();

    public SimLoop Loop { get; }

    public SimPlatform Platform { get; }

    public SimSource Source { get; } = new();

    public SimProcess Process { get; private set; } = null!;

    public SimConnection Connection { get; private set; } = null!;

    public HomelabStore Store { get; private set; } = null!;

    public Reconciler Reconciler { get; private set; } = null!;

    public SimFaults Faults { get; set; } = SimFaults.None;

    public bool Applies { get; set; } = true;

    public bool IsSample { get; set; }

    public List<string> Trace { get; } = [];

    /// <summary>A new process on what the platform, the repository and the disk hold now.</summary>
    public void Start()
    {
        Clock.DropTimers();
        Process = new(Faults, dice, line => Trace.Add($"  {Clock.GetUtcNow():HH:mm:ss} {line}"));
        Connection = new(Platform, Process);
        var process = Process;
        Store = HomelabStore.OpenOn(disk, Clock, isNew: false, () => process.MayDieAsync(process.Faults.CrashBefore / 4, "before a commit of the store"));
        Reconciler = new(new()
        {
            Installation = "home",
            Kinds = SimKinds.Set,
            Connections = [Connection],
            Source = Source,
            Store = Store,
            Applies = Applies,
            IsSample = IsSample,
            Clock = Clock,
            Jitter = dice,
        });
    }

    /// <summary>The store is lost with the process.</summary>
    public void LoseStore()
    {
        disk = Copy(Empty);
        Trace.Add("the store is lost");
        Start();
    }

    /// <summary>A copy of the store as it is now.</summary>
    public SqliteConnection BackUpStore() => Copy(disk);

    /// <summary>The store is put back to an older copy.</summary>
    public void RestoreStore(SqliteConnection copy)
    {
        disk = Copy(copy);
        Trace.Add("an old copy of the store is restored");
        Start();
    }

    /// <summary>Has the reconciler look and apply; false where its process died on the way.</summary>
    public bool Sync(bool retriesAll = false) =>
        Loop.Run(() => Reconciler.SyncAsync(retriesAll, CancellationToken.None), () => Process.IsDead);

    public T Ask<T>(Func<Task<T>> question)
    {
        T? answer = default;
        if (!Loop.Run(async () => answer = await question(), () => Process.IsDead)) throw new InvalidOperationException("The process died.");
        return answer!;
    }

    public void Tell(Func<Task> order)
    {
        if (!Loop.Run(order, () => Process.IsDead)) throw new InvalidOperationException("The process died.");
    }

    /// <summary>The audit log, oldest first.</summary>
    public IReadOnlyList<AuditRecord> Audit => [.. Ask(() => Store.Audit.ListAsync(1000, null, CancellationToken.None)).Items.Reverse()];

    /// <summary>Whether each entry of it follows from the one before.</summary>
    public bool AuditHolds => Ask(() => Store.Audit.VerifyAsync(CancellationToken.None)).BrokenAt is null;

    public IReadOnlyList<Approval> Approvals => [.. Ask(() => Store.Approvals.ListAsync(CancellationToken.None))];

    /// <summary>A reviewer approves everything that waits.</summary>
    public void ApproveAll()
    {
        foreach (var approval in Approvals.Where(approval => approval.State is ApprovalState.Waiting))
        {
            Trace.Add($"rita approves {approval.Operation} {approval.Key.Short}");
            Tell(() => Store.Approvals.ApproveAsync(approval.Id, "rita", null, null, CancellationToken.None));
        }
    }

    public static ResourceKey Key(string kind, string name) => new(kind, name, SimKinds.Target);

    public void Dispose()
    {
        foreach (var one in disposables) one.Dispose();
    }

    private static SqliteConnection NewDisk()
    {
        var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        Schema.Migrate(connection);
        return connection;
    }

    private static SqliteConnection Copy(SqliteConnection from)
    {
        var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        lock (Empty) from.BackupDatabase(connection);
        return connection;
    }
}
