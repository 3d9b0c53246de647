namespace HomelabMcp.Hub.Commands;

/// <summary>Programs that run until somebody stops them.</summary>
internal static class Stopping
{
    /// <summary>Waits for Ctrl-C or SIGTERM, which is how such a program is meant to end.</summary>
    public static async Task WaitAsync(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), stopped);
        await stopped.Task;
    }
}
