namespace HomelabMcp.Repository;

/// <summary>
/// Tells that something may have moved in a repository on this machine. A hint only: what moved is found by fetching,
/// and a file system that tells nothing (a network share, no watches left) is looked at by the clock instead.
/// </summary>
internal sealed class BranchWatcher : IDisposable
{
    private readonly SemaphoreSlim signal = new(0);
    private readonly List<FileSystemWatcher> watchers = [];

    public BranchWatcher(string? gitFolder)
    {
        if (gitFolder is null) return;
        Watch(gitFolder, "packed-refs", subfolders: false);
        Watch(System.IO.Path.Combine(gitFolder, "refs"), "*", subfolders: true);
    }

    /// <summary>Returns at the next sign or after the period, whichever comes first.</summary>
    public async Task WaitAsync(TimeSpan period, TimeProvider clock, CancellationToken cancel)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var sign = signal.WaitAsync(wait.Token);
        var first = await Task.WhenAny(sign, Task.Delay(period, clock, wait.Token));
        await wait.CancelAsync();
        cancel.ThrowIfCancellationRequested();
        if (first != sign) return;
        // One push moves several files: the signs that come along with the first are one.
        while (signal.CurrentCount > 0) await signal.WaitAsync(cancel);
    }

    public void Dispose()
    {
        foreach (var watcher in watchers) watcher.Dispose();
        signal.Dispose();
    }

    /// <summary>Ends a wait now.</summary>
    public void Wake()
    {
        try
        {
            if (signal.CurrentCount is 0) signal.Release();
        }
        catch (ObjectDisposedException)
        {
            // Nobody waits any more.
        }
    }

    private void Watch(string folder, string filter, bool subfolders)
    {
        if (!Directory.Exists(folder)) return;
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new(folder, filter) { IncludeSubdirectories = subfolders, NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.DirectoryName };
            watcher.Created += Notice;
            watcher.Changed += Notice;
            watcher.Deleted += Notice;
            watcher.Renamed += Notice;
            watcher.EnableRaisingEvents = true;
            watchers.Add(watcher);
        }
        catch (IOException)
        {
            watcher?.Dispose(); // No watches left on this system: the clock alone serves.
        }
    }

    private void Notice(object sender, FileSystemEventArgs change)
    {
        if (change.Name?.EndsWith(".lock", StringComparison.Ordinal) is true && change is not RenamedEventArgs) return;
        Wake();
    }
}
