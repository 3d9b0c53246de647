using System.Globalization;
using Dapper;

namespace HomelabMcp.Store;

/// <summary>
/// The right to write, held by one process at a time. Each taking has a new epoch, which every transaction checks, so
/// that a process that was asleep while another took over cannot write any more.
/// </summary>
internal sealed class Lease : IDisposable
{
    /// <summary>A holder that is silent for this long has lost it. Renewed three times as often.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private readonly Database database;
    private readonly LeaseHolder holder;
    private readonly ITimer timer;

    private Lease(Database database, LeaseHolder holder)
    {
        this.database = database;
        this.holder = holder;
        timer = database.Clock.CreateTimer(_ => Renew(), null, Lifetime / 3, Lifetime / 3);
    }

    public static Lease Take(Database database, LeaseHolder holder, Func<LeaseHolder, bool?> isAlive)
    {
        database.Epoch = database.WriteWithoutLease(connection =>
        {
            var row = connection.QuerySingleOrDefault<Row>("select epoch, host, pid, started, instance, since, renewed from lease where id = 1");
            if (row is not null) RefuseIfHeld(row, database.Now, isAlive);
            var epoch = (row?.Epoch ?? 0) + 1;
            connection.Execute("""
                insert into lease (id, epoch, host, pid, started, instance, since, renewed)
                values (1, @epoch, @Host, @Pid, @started, @Instance, @now, @now)
                on conflict (id) do update set epoch = @epoch, host = @Host, pid = @Pid, started = @started,
                  instance = @Instance, since = @now, renewed = @now
                """, new { epoch, holder.Host, holder.Pid, started = holder.Started.Column(), holder.Instance, now = database.Now });
            return epoch;
        });
        return new(database, holder);
    }

    public void Dispose()
    {
        timer.Dispose();
        // Giving it back only shortens the next one's wait: a lease that somebody else has taken is left alone.
        database.WriteWithoutLease(connection => connection.Execute(
            "update lease set instance = '', renewed = 0 where id = 1 and epoch = @Epoch and instance = @Instance",
            new { database.Epoch, holder.Instance }));
    }

    private void Renew() => database.WriteWithoutLease(connection => connection.Execute(
        "update lease set renewed = @Now where id = 1 and epoch = @Epoch and instance = @Instance",
        new { database.Now, database.Epoch, holder.Instance }));

    private static void RefuseIfHeld(Row row, long now, Func<LeaseHolder, bool?> isAlive)
    {
        if (row.Instance is "") return;
        var other = new LeaseHolder(row.Host, (int)row.Pid, Columns.Time(row.Started), row.Instance);
        var alive = isAlive(other);
        if (alive is false) return;
        // A process of another machine cannot be asked: its silence has to do.
        if (alive is null && now - row.Renewed > Lifetime.TotalMilliseconds) return;
        throw new StoreInUseException(string.Create(CultureInfo.InvariantCulture,
            $"The store is in use by {other} since {Columns.Time(row.Since):yyyy-MM-dd HH:mm:ss}Z: ask that one (its hub answers commands), or stop it first."));
    }

    private sealed record Row(long Epoch, string Host, long Pid, long Started, string Instance, long Since, long Renewed);
}
