using HomelabMcp.Simulation.Proxmox.Access;
using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.State;

namespace HomelabMcp.Simulation.Proxmox.Tasks;

/// <summary>What ends a task other than success: the message becomes its exit status.</summary>
internal sealed class TaskFailure(string message) : Exception(message);

/// <summary>What a task does: at once when it starts (checks, locks), and when it ends. Both run under the cluster's gate.</summary>
internal sealed record Work(Action<List<string>> Finish)
{
    public Action<List<string>> Begin { get; init; } = _ => { };

    /// <summary>Takes back what the begin did; runs when the end fails or the task is stopped by hand.</summary>
    public Action Undo { get; init; } = () => { };

    /// <summary>Multiplies the ordinary duration of a task.</summary>
    public double Length { get; init; } = 1;
}

/// <summary>Starts tasks, ends them later, and remembers them. A task that fails at its begin ends at once, still with a UPID.</summary>
internal sealed class TaskRunner(Cluster cluster) : IDisposable
{
    private readonly Dictionary<string, (ITimer Timer, Work Work)> _running = new(StringComparer.Ordinal);
    private bool _disposed;

    /// <summary>Call under the gate. The answer is the UPID.</summary>
    public string Start(string node, string type, string id, Caller caller, Work work)
    {
        var now = cluster.Now;
        var start = now.ToUnixTimeSeconds();
        var upid = new Upid(node, cluster.NextPid(), 0x40000 + (now.ToUnixTimeMilliseconds() / 10 % 0x0FFFFFFF), start, type, id, caller.Id).ToString();
        var record = new TaskRecord { Upid = upid };
        cluster.State.Tasks.Add(record);
        if (Fails(record, () => work.Begin(record.Log), () => { }))
            return upid;
        var due = cluster.Options.DurationOf(type) * work.Length;
        if (due <= TimeSpan.Zero)
            Finish(record, work);
        else
            _running[upid] = (cluster.Time.CreateTimer(_ => End(record), null, due, Timeout.InfiniteTimeSpan), work);
        return upid;
    }

    private void End(TaskRecord record)
    {
        using (cluster.Gate.EnterScope())
        {
            if (_disposed || !_running.Remove(record.Upid, out var running))
                return;
            running.Timer.Dispose();
            Finish(record, running.Work);
        }
    }

    private void Finish(TaskRecord record, Work work)
    {
        if (!Fails(record, () => work.Finish(record.Log), work.Undo))
            Close(record, "OK");
    }

    private bool Fails(TaskRecord record, Action part, Action undo)
    {
        try
        {
            part();
            return false;
        }
        catch (Exception failure) when (failure is TaskFailure or ApiError)
        {
            undo();
            Close(record, failure.Message.TrimEnd('\n'));
            return true;
        }
    }

    private void Close(TaskRecord record, string exitStatus)
    {
        record.ExitStatus = exitStatus;
        record.Ended = cluster.Now.ToUnixTimeSeconds();
        record.Log.Add(exitStatus == "OK" ? "TASK OK" : $"TASK ERROR: {exitStatus}");
        cluster.Changed();
    }

    public void Stop(TaskRecord record)
    {
        if (!_running.Remove(record.Upid, out var running))
            return;
        running.Timer.Dispose();
        running.Work.Undo();
        Close(record, "unexpected status");
    }

    /// <summary>After a restart: what was under way is over, as after a crash of the node's daemon.</summary>
    public void CloseOrphans()
    {
        foreach (var record in cluster.State.Tasks.Where(task => task.ExitStatus is null))
            Close(record, "unexpected status");
        foreach (var guest in cluster.State.Guests.Values.Where(guest => guest.Lock is "create").ToList())
            cluster.State.Guests.Remove(guest.Id);
    }

    public void Dispose()
    {
        using (cluster.Gate.EnterScope())
        {
            _disposed = true;
            foreach (var (timer, _) in _running.Values)
                timer.Dispose();
            _running.Clear();
        }
    }
}
