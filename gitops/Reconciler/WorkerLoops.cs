namespace HomelabMcp.Reconciler;

/// <summary>Bounded concurrency in a fixed order: items are taken one after another by so many loops, on nobody's thread in particular.</summary>
internal static class WorkerLoops
{
    public static Task RunAsync<T>(IEnumerable<T> items, int loops, Func<T, Task> work)
    {
        var queue = new Queue<T>(items);
        return Task.WhenAll(Enumerable.Range(0, Math.Min(loops, queue.Count)).Select(_ => LoopAsync()).ToList());

        async Task LoopAsync()
        {
            while (true)
            {
                T? item;
                lock (queue)
                    if (!queue.TryDequeue(out item)) return;
                await work(item);
            }
        }
    }
}
