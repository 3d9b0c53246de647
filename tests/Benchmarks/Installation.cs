using System.Diagnostics;
using System.Text.Json;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using HomelabMcp.Proxmox;
using HomelabMcp.Reconciler;
using HomelabMcp.Repository;
using HomelabMcp.Store;

namespace HomelabMcp.Benchmarks;

/// <summary>
/// An installation that adopts every guest of a simulated cluster and then has nothing to do: what its looks cost, and
/// how soon a merge reaches the cluster.
/// </summary>
internal sealed class Installation : IAsyncDisposable
{
    public const string Verb = "measure";
    private const int Looks = 7;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("homelab-bench-");
    private readonly ProxmoxPlatform platform = new();
    private readonly TargetSettings target;
    private ITargetConnection connection;
    private HomelabStore? store;
    private GitRepository? repository;

    private Installation(Uri url, string token)
    {
        target = new() { Name = "pve", Platform = "proxmox", Url = url, Credential = _ => new Secret<string>(token) };
        connection = Connect();
    }

    /// <summary>What the child process does; prints one line of JSON.</summary>
    public static async Task<int> MeasureAsync(int guests, Uri url, string token)
    {
        await using var installation = new Installation(url, token);
        using var cluster = new BareCluster(url, token);
        var owner = new Owner(installation.folder.FullName);
        await owner.BeginAsync(await installation.ManifestsAsync());
        var adopting = Stopwatch.StartNew();
        using (var first = await installation.ReconcilerAsync(owner)) await installation.AdoptAllAsync(first);
        var adopted = adopting.Elapsed;
        await installation.ReconnectAsync();

        using var reconciler = await installation.ReconcilerAsync(owner);
        var (coldMs, cold) = await LookAsync(reconciler);
        if (!cold.IsConverged) throw new InvalidOperationException($"{guests} guests: not in peace after the adoption: {cold.Problem} {cold.Plan?.Steps.FirstOrDefault()?.Why}");
        var quiet = new List<(double Ms, WorldView View)>();
        var bare = new List<double>();
        for (var i = 0; i < Looks; i++)
        {
            quiet.Add(await LookAsync(reconciler));
            bare.Add(await cluster.ReadListsAsync());
        }

        var resident = Environment.WorkingSet / 1e6;
        var merge = await MergeToFirstWriteAsync(reconciler, owner, cluster);
        using var self = Process.GetCurrentProcess();
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new Figures(
            adopted.TotalSeconds, coldMs, cold.Calls.Values.Sum(), Median(quiet.Select(look => look.Ms)),
            quiet.Max(look => look.View.Calls.Values.Sum()), Median(bare), merge, resident, self.PeakWorkingSet64 / 1e6)));
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        if (store is not null) await store.DisposeAsync();
        if (repository is not null) await repository.DisposeAsync();
        await connection.DisposeAsync();
        foreach (var file in folder.EnumerateFiles("*", SearchOption.AllDirectories)) file.Attributes = FileAttributes.Normal;
        folder.Delete(recursive: true);
    }

    private static async Task<double> MergeToFirstWriteAsync(Reconciler.Reconciler reconciler, Owner owner, BareCluster cluster)
    {
        using var stop = new CancellationTokenSource();
        var loop = reconciler.RunAsync(stop.Token);
        var seen = new TaskCompletionSource();
        using (reconciler.Subscribe(happened => _ = happened.Kind is "look" && seen.TrySetResult())) await seen.Task;
        await owner.PushAsync("pool.yaml", "kind: proxmox.pool\nname: merged\nspec: { comment: from a merge }\n");
        var begun = Stopwatch.GetTimestamp();
        while (!await cluster.HasPoolAsync("merged")) await Task.Delay(2, stop.Token);
        var took = Stopwatch.GetElapsedTime(begun);
        await stop.CancelAsync();
        await loop;
        return took.TotalMilliseconds;
    }

    private static async Task<(double Ms, WorldView View)> LookAsync(Reconciler.Reconciler reconciler)
    {
        var begun = Stopwatch.GetTimestamp();
        var view = await reconciler.SyncAsync(retriesAll: false, CancellationToken.None);
        return (Stopwatch.GetElapsedTime(begun).TotalMilliseconds, view);
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Looks / 2);

    private ITargetConnection Connect() => platform.Connect(target, new("bench", folder.FullName, Access.Apply, TimeProvider.System));

    // For a minute after our own writes each detail asks the node as well; a quiet day has none of that.
    private async Task ReconnectAsync()
    {
        await connection.DisposeAsync();
        connection = Connect();
    }

    private async Task<IReadOnlyList<string>> ManifestsAsync()
    {
        var manifests = new List<string>();
        foreach (var driver in connection.Drivers.Where(driver => driver.Kind.Name is not "proxmox.pool"))
        {
            foreach (var chunk in (await driver.ListAsync(CancellationToken.None)).Chunk(8))
            {
                var read = await Task.WhenAll(chunk.Select(row => driver.ReadAsync(row.Id, CancellationToken.None)));
                // JSON is YAML: the live spec is a manifest as it stands.
                manifests.AddRange(read.OfType<LiveResource>().Select(live =>
                    $"kind: {driver.Kind.Name}\nname: g{live.NaturalKey}\nlifecycle: {{ adopt: true }}\nspec: {live.Spec.ToJsonString()}\n"));
            }
        }

        return manifests;
    }

    private async Task AdoptAllAsync(Reconciler.Reconciler reconciler)
    {
        await reconciler.SyncAsync(retriesAll: true, CancellationToken.None);
        foreach (var waiting in await store!.Approvals.ListAsync(CancellationToken.None))
            await store.Approvals.ApproveAsync(waiting.Id, "bench", null, null, CancellationToken.None);
        await reconciler.SyncAsync(retriesAll: true, CancellationToken.None);
    }

    private async Task<Reconciler.Reconciler> ReconcilerAsync(Owner owner)
    {
        var kinds = new KindSet(platform.Kinds, [KeyValuePair.Create(target.Name, target.Platform)]);
        store ??= await HomelabStore.OpenAsync(Path.Combine(folder.FullName, "homelab.db"), TimeProvider.System, StoreAccess.Write);
        repository ??= await GitRepository.OpenAsync(new() { Url = owner.Repository }, Path.Combine(folder.FullName, "data"), TimeProvider.System, CancellationToken.None);
        return new(new()
        {
            Installation = "bench",
            Kinds = kinds,
            Connections = [connection],
            Source = new GitDesiredSource(repository, kinds),
            Store = store,
            Applies = true,
            Clock = TimeProvider.System,
            Jitter = Random.Shared.NextDouble,
        });
    }
}
