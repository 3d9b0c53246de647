using System.Text.Json;

namespace HomelabMcp.Simulation.Proxmox.State;

/// <summary>
/// Keeps the state in one file. Changes within 200 ms are written together; a write goes to a file beside it that then
/// takes its place, so a kill at any moment leaves the old state or the new one.
/// </summary>
internal sealed class StateFile(string path, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Coalescing = TimeSpan.FromMilliseconds(150);

    private readonly SemaphoreSlim _writing = new(1, 1);
    private ITimer? _timer;
    private Cluster? _cluster;
    private bool _due;

    public static ClusterState? Load(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonSerializer.Deserialize<ClusterState>(File.ReadAllBytes(path));
        }
        catch (JsonException error)
        {
            throw new InvalidOperationException($"The simulator's state file '{path}' is not readable ({error.Message}); delete it to start afresh.", error);
        }
    }

    public void Attach(Cluster cluster)
    {
        _cluster = cluster;
        _timer = time.CreateTimer(_ => _ = WriteAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Call under the gate: the state has changed.</summary>
    public void Touch()
    {
        if (_due)
            return;
        _due = true;
        _timer?.Change(Coalescing, Timeout.InfiniteTimeSpan);
    }

    private async Task WriteAsync()
    {
        await _writing.WaitAsync();
        try
        {
            byte[] content;
            using (_cluster!.Gate.EnterScope())
            {
                if (!_due)
                    return;
                _due = false;
                content = JsonSerializer.SerializeToUtf8Bytes(_cluster.State);
            }
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var beside = path + ".new";
            await File.WriteAllBytesAsync(beside, content);
            File.Move(beside, path, overwrite: true);
        }
        finally
        {
            _writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
            await _timer.DisposeAsync();
        await WriteAsync();
        _writing.Dispose();
    }
}
