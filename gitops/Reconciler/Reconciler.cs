using HomelabMcp.Core;
using HomelabMcp.Store;
using Microsoft.Extensions.Logging;

namespace HomelabMcp.Reconciler;

/// <summary>
/// Brings the live systems to what the protected branch says, and keeps looking. One object for one installation; its
/// methods may be called from anywhere.
/// </summary>
public sealed class Reconciler : IDisposable
{
    private const int PassesAtOnce = 5;
    private const string PausedFact = "paused";

    private readonly ReconcilerSettings settings;
    private readonly SemaphoreSlim running = new(1, 1);
    private readonly Observer observer;
    private readonly Memory memory;
    private readonly WorldBuilder worlds;
    private readonly Judge judge;
    private readonly Deferrals deferrals;
    private readonly Pass pass;
    private readonly ILogger log;
    private readonly WakeSignal signal = new();
    private Action<ReconcilerEvent>? handlers;
    private int failures;

    /// <summary>A reconciler that has not looked yet.</summary>
    public Reconciler(ReconcilerSettings settings)
    {
        this.settings = settings;
        log = settings.Logs.CreateLogger<Reconciler>();
        observer = new(settings);
        memory = new(settings.Store);
        var installation = new Installation(settings, memory);
        worlds = new(settings, observer, memory, installation);
        judge = new(settings, memory, installation, new(settings));
        deferrals = new(settings);
        pass = new(settings, observer, memory, installation, worlds, judge, deferrals);
    }

    /// <summary>What is known now.</summary>
    public WorldView Current { get; private set; } = WorldView.Nothing;

    /// <summary>
    /// Tells runs, steps and looks as they happen, until the answer is disposed of. The handler must be quick and must
    /// not throw.
    /// </summary>
    public IDisposable Subscribe(Action<ReconcilerEvent> handler) => new Subscription(this, handler);

    /// <summary>Has the loop look now: something may have moved.</summary>
    public void Wake()
    {
        settings.Source.Wake();
        signal.Set();
    }

    /// <summary>
    /// Looks and applies until cancelled: when woken, when the repository moves, when something that failed is due, and
    /// at each interval. Ends with <see cref="LeaseLostException"/> when another process has taken the store.
    /// </summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var watch = settings.Source.WatchAsync(settings.Interval, signal.Set, both.Token);
        try
        {
            while (!cancel.IsCancellationRequested)
            {
                await OnceAsync(cancel);
                await signal.WaitAsync(Pause(), settings.Clock, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            log.LogInformation("The reconciler stops");
        }
        finally
        {
            await both.CancelAsync();
            await watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Looks and applies now, under the same rules as the loop, and answers with what is known then.</summary>
    /// <param name="retriesAll">Whether what failed before is tried now, whatever its next time was.</param>
    /// <param name="cancel">Ends it between two steps.</param>
    public Task<WorldView> SyncAsync(bool retriesAll, CancellationToken cancel) => PassesAsync(retriesAll ? "sync" : "look", retriesAll, cancel);

    /// <summary>
    /// What a branch or commit would do if it were merged now. Looks at the targets, and writes nothing anywhere.
    /// </summary>
    /// <param name="reference">A branch or commit.</param>
    /// <param name="baseReference">What it is compared with, to tell its own steps from what is pending anyway; null: nothing.</param>
    /// <param name="cancel">Ends it.</param>
    public Task<PlanPreview> PlanAsync(string reference, string? baseReference, CancellationToken cancel) =>
        new Previewer(settings, observer, memory, worlds, judge).PlanAsync(reference, baseReference, cancel);

    /// <summary>Records one reviewer's consent to everything that a preview showed (an approved or merged proposal).</summary>
    /// <param name="preview">What they saw.</param>
    /// <param name="who">The reviewer.</param>
    /// <param name="proposal">The proposal's id.</param>
    /// <param name="comment">What they said.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task ApproveAsync(PlanPreview preview, string who, string proposal, string? comment, CancellationToken cancel)
    {
        var now = settings.Clock.GetUtcNow();
        var planHash = preview.Plan?.Hash ?? "";
        await settings.Store.Approvals.GrantAsync(
            [.. preview.Hashes.Select(hash => new Grant(hash, who, Verified: true, $"proposal:{proposal}", planHash, now, comment))], cancel);
        Wake();
    }

    /// <summary>Stops all writing until <see cref="ResumeAsync"/>, over restarts too; looking and planning go on.</summary>
    public Task PauseAsync(string who, CancellationToken cancel) => PauseAsync(who, "true", cancel);

    /// <summary>Lets writing go on.</summary>
    public Task ResumeAsync(string who, CancellationToken cancel) => PauseAsync(who, null, cancel);

    /// <inheritdoc/>
    public void Dispose()
    {
        running.Dispose();
        observer.Dispose();
    }

    private async Task PauseAsync(string who, string? value, CancellationToken cancel)
    {
        await settings.Store.Settings.SetAsync(PausedFact, value, cancel);
        Current = Current with { IsPaused = value is not null };
        log.LogInformation("{Who} {Did} the reconciler", who, value is null ? "resumed" : "paused");
        Tell(new("pause", settings.Clock.GetUtcNow()));
        Wake();
    }

    private async Task<WorldView> PassesAsync(string cause, bool retriesAll, CancellationToken cancel)
    {
        await running.WaitAsync(cancel);
        try
        {
            if (retriesAll) deferrals.Clear();
            for (var i = 0; i < PassesAtOnce; i++)
            {
                var isPaused = await settings.Store.Settings.FindAsync(PausedFact, cancel) is not null;
                var result = await pass.TakeAsync(Current, new(cause, isPaused, retriesAll && i == 0), view => Current = view, Tell, cancel);
                Current = result.View;
                Tell(new("look", Current.At));
                if (result.IsFinished) break;
                cause = "retry";
            }

            failures = 0;
            return Current;
        }
        finally
        {
            running.Release();
        }
    }

    // The loop outlives whatever goes wrong in one pass, except the loss of the right to write.
    private async Task OnceAsync(CancellationToken cancel)
    {
        try
        {
            await PassesAsync("look", retriesAll: false, cancel);
        }
        catch (Exception wrong) when (wrong is not (OperationCanceledException or LeaseLostException))
        {
            failures++;
            if (wrong is HomelabException) log.LogWarning("The reconciler could not look: {Problem}", wrong.Message);
            else log.LogError(wrong, "The reconciler could not look");
            Current = Current with { At = settings.Clock.GetUtcNow(), Problem = wrong is HomelabException ? wrong.Message : $"An unexpected error stopped the run: {wrong.Message}" };
            Tell(new("look", Current.At));
        }
    }

    private TimeSpan Pause()
    {
        var now = settings.Clock.GetUtcNow();
        var longest = settings.Interval;
        if (failures > 0)
        {
            var backoff = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, failures), settings.Interval.TotalSeconds)) * settings.Jitter() + TimeSpan.FromSeconds(1);
            return backoff < longest ? backoff : longest;
        }

        if (!settings.Applies) return longest;
        var due = memory.Records.Parked.Values.Select(parked => parked.RetryAt)
            .Append(deferrals.Next)
            .Concat(memory.Intents.Select(intent => (DateTimeOffset?)Later(intent.Deadline, now)))
            .Min();
        if (due is null) return longest;
        var wait = due.Value - now;
        if (wait < TimeSpan.FromSeconds(1)) wait = TimeSpan.FromSeconds(1);
        return wait < longest ? wait : longest;
    }

    // An intent in doubt is looked at now and then before its deadline: the effect may show early.
    private static DateTimeOffset Later(DateTimeOffset deadline, DateTimeOffset now)
    {
        var soon = now + TimeSpan.FromSeconds(5);
        return deadline < soon ? deadline : soon;
    }

    private void Tell(ReconcilerEvent happened) => handlers?.Invoke(happened);

    private sealed class Subscription : IDisposable
    {
        private readonly Reconciler owner;
        private readonly Action<ReconcilerEvent> handler;

        public Subscription(Reconciler owner, Action<ReconcilerEvent> handler)
        {
            (this.owner, this.handler) = (owner, handler);
            lock (owner.signal) owner.handlers += handler;
        }

        public void Dispose()
        {
            lock (owner.signal) owner.handlers -= handler;
        }
    }
}
