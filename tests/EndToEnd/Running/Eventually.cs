using System.Diagnostics;

namespace HomelabMcp.EndToEnd.Tests;

/// <summary>Waiting for what another process brings about, bounded.</summary>
internal static class Eventually
{
    public static async Task<T> Async<T>(string what, Func<Task<T?>> look, CancellationToken cancel, int seconds = 60)
        where T : class
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            if (await look() is { } found) return found;
            if (Stopwatch.GetElapsedTime(begun).TotalSeconds > seconds) throw new TimeoutException($"Not within {seconds} s: {what}.");
            await Task.Delay(200, cancel);
        }
    }

    public static Task HoldsAsync(string what, Func<Task<bool>> holds, CancellationToken cancel, int seconds = 60) =>
        Async(what, async () => await holds() ? "yes" : null, cancel, seconds);
}
