namespace HomelabMcp.Reconciler.Tests;

/// <summary>
/// Runs asynchronous code on this thread alone, moving the clock when nothing else can go on, so that a seed repeats a
/// schedule exactly.
/// </summary>
internal sealed class SimLoop(SimClock clock) : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Work, object? State)> queue = new();

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (queue) queue.Enqueue((d, state));
    }

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs work to its end; false where its process died on the way and it never ends.</summary>
    public bool Run(Func<Task> work, Func<bool> isDead)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            var task = work();
            var idle = 0;
            while (!task.IsCompleted)
            {
                if (TryTake(out var next)) next.Work(next.State);
                else if (++idle > 10_000) throw new InvalidOperationException("The schedule goes round in circles: ten thousand timers and no end.");
                else if (isDead()) return Abandon();
                else if (!clock.AdvanceToNextTimer()) throw new InvalidOperationException("The schedule is stuck: nothing is left to run and no timer is set.");
            }

            if (isDead()) return Abandon();
            task.GetAwaiter().GetResult();
            return true;
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    private bool Abandon()
    {
        lock (queue) queue.Clear();
        clock.DropTimers();
        return false;
    }

    private bool TryTake(out (SendOrPostCallback Work, object? State) next)
    {
        lock (queue) return queue.TryDequeue(out next);
    }
}
