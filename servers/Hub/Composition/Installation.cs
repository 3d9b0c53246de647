using System.Security.Cryptography;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using HomelabMcp.GitOps;
using HomelabMcp.Hosting;
using HomelabMcp.Hub.Doors;
using HomelabMcp.Reconciler;
using HomelabMcp.Repository;
using HomelabMcp.Store;

namespace HomelabMcp.Hub;

/// <summary>How an installation is opened.</summary>
/// <param name="Applies">Whether it may write to the live systems, where its configuration says so too.</param>
/// <param name="IsSample">Whether its desired state is the sample that the program brought along.</param>
internal sealed record OpenMode(bool Applies, bool IsSample = false);

/// <summary>
/// One installation, composed: configuration, targets, repository, store, reconciler. Made once in a process, under the
/// store's lease.
/// </summary>
internal sealed class Installation : IAsyncDisposable
{
    private readonly IReadOnlyList<ITargetConnection> connections;

    private Installation(HomelabConfiguration configuration, IReadOnlyList<ITargetConnection> connections, GitRepository repository, HomelabStore store, ReconcilerSettings settings)
    {
        (Configuration, this.connections, Repository, Store, Clock) = (configuration, connections, repository, store, settings.Clock);
        Kinds = settings.Kinds;
        Reconciler = new(settings);
        GitOps = new()
        {
            Repository = repository,
            Reconciler = Reconciler,
            Source = settings.Source,
            Store = store,
            Kinds = settings.Kinds,
            Connections = connections,
            Secrets = settings.Secrets,
            ReviewUrl = Review,
            Clock = settings.Clock,
        };
        Proposals = new(GitOps);
        Hub = new(this, new Principal(Environment.UserName, Role.Admin));
    }

    /// <summary>What was configured.</summary>
    public HomelabConfiguration Configuration { get; }

    /// <summary>Kinds and targets.</summary>
    public KindSet Kinds { get; }

    /// <summary>The desired-state repository.</summary>
    public GitRepository Repository { get; }

    /// <summary>The memory.</summary>
    public HomelabStore Store { get; }

    /// <summary>What brings the live systems to what Git says.</summary>
    public Reconciler.Reconciler Reconciler { get; }

    /// <summary>What proposals and the GitOps tools work with.</summary>
    public GitOpsServices GitOps { get; }

    /// <summary>Branches that wait for a human.</summary>
    public ProposalService Proposals { get; }

    /// <summary>Where people reach the hub; null while none runs in this process.</summary>
    public Uri? Address { get; set; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; }

    /// <summary>What commands, REST and pages ask; on behalf of this process's user until asked otherwise.</summary>
    public LocalHub Hub { get; }

    /// <summary>Whether the reconciler has looked at least once.</summary>
    public bool IsReady => Reconciler.Current.At != default;

    /// <summary>Whether the reconciler's loop runs in this process.</summary>
    public bool Runs { get; private set; }

    /// <summary>Looks and applies until cancelled.</summary>
    public Task RunAsync(CancellationToken cancel)
    {
        Runs = true;
        return Reconciler.RunAsync(cancel);
    }

    /// <summary>Opens an installation. Nothing is observed yet.</summary>
    public static async Task<Installation> OpenAsync(HomelabConfiguration configuration, OpenMode mode, TimeProvider clock, ILoggerFactory logs, CancellationToken cancel)
    {
        Directory.CreateDirectory(configuration.DataFolder);
        // The slowest parts, a clone and the store's tables, do not need one another.
        var opening = Repositories.OpenAsync(configuration, configuration.DataFolder, clock, cancel);
        HomelabStore? store = null;
        var opened = new List<ITargetConnection>();
        try
        {
            store = await HomelabStore.OpenAsync(configuration.StorePath, clock, StoreAccess.Write);
            var key = await store.Settings.FingerprintKeyAsync(cancel);
            var kinds = Connections.Kinds(configuration);
            var applies = mode.Applies && configuration.Applies;
            foreach (var target in configuration.Targets) opened.Add(Connections.Open(configuration, target, applies ? Access.Apply : Access.Read, clock));
            var repository = await opening;
            var settings = new ReconcilerSettings
            {
                Installation = configuration.Installation,
                Kinds = kinds,
                Connections = opened,
                Source = new GitDesiredSource(repository, kinds),
                Store = store,
                Secrets = () => Secrets(configuration, key),
                Applies = applies,
                IsSample = mode.IsSample,
                Interval = configuration.Repository!.Interval,
                Clock = clock,
                Jitter = () => RandomNumberGenerator.GetInt32(1 << 20) / (double)(1 << 20),
                Logs = logs,
            };
            return new(configuration, opened, repository, store, settings);
        }
        catch
        {
            foreach (var connection in opened) await connection.DisposeAsync();
            if (store is not null) await store.DisposeAsync();
            await opening.ContinueWith(static done => done.IsCompletedSuccessfully ? done.Result.DisposeAsync().AsTask() : Task.CompletedTask, TaskScheduler.Default).Unwrap();
            throw;
        }
    }

    /// <summary>What changed on a target, by the platform's own records; empty where it keeps none or cannot be asked now.</summary>
    public async Task<IReadOnlyList<LiveChange>> ChangesAsync(string target, DateTimeOffset since, CancellationToken cancel)
    {
        if (connections.FirstOrDefault(connection => connection.Target == target) is not { } known) return [];
        try
        {
            return await known.ChangesAsync(since, cancel);
        }
        catch (PlatformException)
        {
            // Who changed it is an extra: that it changed is told without it.
            return [];
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Proposals.Dispose();
        Reconciler.Dispose();
        foreach (var connection in connections) await connection.DisposeAsync();
        await Repository.DisposeAsync();
        await Store.DisposeAsync();
    }

    private string? Review(string proposal) => Address is null ? null : new Uri(Address, $"/proposals/{Uri.EscapeDataString(proposal)}").ToString();

    private static SecretBook Secrets(HomelabConfiguration configuration, byte[] key) =>
        new(configuration.Secrets.Select(secret => new SecretEntry(secret.Name, secret.Value(), secret.Use)), key);
}
