using System.Collections.Immutable;
using HomelabMcp.Core;

namespace HomelabMcp.Reconciler;

/// <summary>One target through which everything goes: its drivers by kind, with every request counted.</summary>
internal sealed class TargetSession(ITargetConnection connection)
{
    private readonly ImmutableDictionary<string, IKindDriver> drivers = connection.Drivers.ToImmutableDictionary(driver => driver.Kind.Name, driver => driver);
    private long verbs;

    public string Target => connection.Target;

    public ITargetConnection Connection => connection;

    public IEnumerable<IKindDriver> Drivers => connection.Drivers;

    /// <summary>Requests so far, as the connection tells, else the verbs used.</summary>
    public long Calls => connection.Requests ?? Interlocked.Read(ref verbs);

    public IKindDriver this[string kind] => drivers[kind];

    public IKindDriver? Find(string kind) => drivers.GetValueOrDefault(kind);

    /// <summary>Uses a verb.</summary>
    public Task<T> CallAsync<T>(Func<Task<T>> verb)
    {
        Interlocked.Increment(ref verbs);
        return verb();
    }

    /// <summary>Uses a verb without an answer.</summary>
    public Task CallAsync(Func<Task> verb)
    {
        Interlocked.Increment(ref verbs);
        return verb();
    }
}
