namespace HomelabMcp.Reconciler.Tests;

/// <summary>A clock that moves only when a schedule says so; its timers fire in the order of their times.</summary>
internal sealed class SimClock : TimeProvider
{
    private readonly List<SimTimer> timers = [];
    private DateTimeOffset now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private long order;

    public override DateTimeOffset GetUtcNow() => now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimTimer(this, callback, state, order++);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves on, firing what comes due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        var end = now + by;
        while (Next() is { } timer && timer.Due <= end) Fire(timer);
        now = end;
    }

    /// <summary>Moves to the next timer and fires it; false where there is none.</summary>
    public bool AdvanceToNextTimer()
    {
        if (Next() is not { } timer) return false;
        Fire(timer);
        return true;
    }

    /// <summary>Forgets all timers: the process that set them is dead.</summary>
    public void DropTimers() => timers.Clear();

    private SimTimer? Next() => timers.OrderBy(timer => timer.Due).ThenBy(timer => timer.Order).FirstOrDefault();

    private void Fire(SimTimer timer)
    {
        if (timer.Due > now) now = timer.Due;
        timer.Fire();
    }

    private sealed class SimTimer(SimClock clock, TimerCallback callback, object? state, long order) : ITimer
    {
        private TimeSpan period;

        public DateTimeOffset Due { get; private set; }

        public long Order => order;

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod)
        {
            clock.timers.Remove(this);
            if (dueTime == Timeout.InfiniteTimeSpan) return true;
            (Due, period) = (clock.now + dueTime, newPeriod);
            clock.timers.Add(this);
            return true;
        }

        public void Fire()
        {
            clock.timers.Remove(this);
            if (period > TimeSpan.Zero) Change(period, period);
            callback(state);
        }

        public void Dispose() => clock.timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
