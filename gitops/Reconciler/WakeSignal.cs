namespace HomelabMcp.Reconciler;

/// <summary>A call to wake up that is kept until somebody waits for it; many calls are one.</summary>
internal sealed class WakeSignal
{
    private readonly Lock gate = new();
    private TaskCompletionSource? waiting;
    private bool isSet;

    public void Set()
    {
        TaskCompletionSource? woken;
        lock (gate)
        {
            woken = waiting;
            waiting = null;
            isSet = woken is null;
        }

        woken?.TrySetResult();
    }

    /// <summary>Waits for a call, but not longer than this.</summary>
    public async Task WaitAsync(TimeSpan longest, TimeProvider clock, CancellationToken cancel)
    {
        TaskCompletionSource mine;
        lock (gate)
        {
            if (isSet)
            {
                isSet = false;
                return;
            }

            mine = waiting = new();
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAny(mine.Task, Task.Delay(longest, clock, over.Token));
        await over.CancelAsync();
        lock (gate)
            if (waiting == mine) waiting = null;
        cancel.ThrowIfCancellationRequested();
    }
}
