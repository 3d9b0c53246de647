namespace HomelabMcp.Simulation.Docker;

/// <summary>Keeps a file in step with changing state: written whole beside it and moved over, at most once in <see cref="Delay"/>.</summary>
internal sealed class DockerStateFile : IAsyncDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(150);

    private readonly string _path;
    private readonly Func<byte[]> _content;
    private readonly Lock _writing = new();
    private readonly Timer _timer;
    private int _due;

    public DockerStateFile(string path, Func<byte[]> content)
    {
        _path = path;
        _content = content;
        _timer = new Timer(_ => Save(), null, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>Something changed. Called under the engine's lock, so it only sets the timer.</summary>
    public void Touch()
    {
        if (Interlocked.Exchange(ref _due, 1) == 0)
            _timer.Change(Delay, Timeout.InfiniteTimeSpan);
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        Save();
    }

    private void Save()
    {
        lock (_writing)
        {
            Interlocked.Exchange(ref _due, 0);
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(_path))!);
            var beside = _path + ".new";
            File.WriteAllBytes(beside, _content());
            File.Move(beside, _path, overwrite: true);
        }
    }
}
