using HomelabMcp.Core;
using Serilog.Events;

namespace HomelabMcp.Hub.Web;

/// <summary>A hub that runs: its web application and the reconciler's loop.</summary>
internal sealed class RunningHub : IAsyncDisposable
{
    private readonly Installation installation;
    private readonly WebApplication app;
    private readonly CancellationTokenSource stop = new();
    private readonly Task loop;

    private RunningHub(Installation installation, WebApplication app, Uri address)
    {
        (this.installation, this.app, Address) = (installation, app, address);
        loop = installation.RunAsync(stop.Token);
    }

    /// <summary>Where it answers.</summary>
    public Uri Address { get; }

    /// <summary>Starts serving and reconciling. The installation is still its maker's to dispose of, after this.</summary>
    public static async Task<RunningHub> StartAsync(Installation installation, HubListener listener, LogEventLevel level, CancellationToken cancel)
    {
        installation.Address = ConfigurationFile.Reached(listener.Address);
        await AdminToken.EnsureAsync(installation.Configuration, installation.Store, cancel);
        var built = await HubApplication.BuildAsync(installation, listener, level);
        try
        {
            await built.StartAsync(cancel);
            return new(installation, built, listener.Address);
        }
        catch
        {
            await built.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Waits until the reconciler has nothing more to do by itself: all is as Git says, or what is left waits for
    /// somebody, failed, or cannot be seen.
    /// </summary>
    public async Task SettledAsync(TimeSpan patience, CancellationToken cancel)
    {
        var settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = installation.Reconciler.Subscribe(happened =>
        {
            if (happened.Kind is "look" && IsSettled()) settled.TrySetResult();
        });
        if (IsSettled()) return;
        var first = await Task.WhenAny(settled.Task, loop, Task.Delay(patience, cancel));
        cancel.ThrowIfCancellationRequested();
        if (first == loop) await loop;
    }

    /// <summary>Waits until it is stopped from outside, or the reconciler can go on no longer.</summary>
    public async Task EndAsync(CancellationToken cancel)
    {
        var stopped = Commands.Stopping.WaitAsync(cancel);
        if (await Task.WhenAny(stopped, loop) == loop)
        {
            await loop;
            throw new HomelabException("The reconciler ended by itself; the log says why.");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await app.DisposeAsync();
        await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private bool IsSettled()
    {
        var view = installation.Reconciler.Current;
        if (view.At == default) return false;
        return view.IsConverged || view.Problem is not null || view.Run is { Ended: not null } or null;
    }
}
