using System.Diagnostics;
using HomelabMcp.Repository;
using HomelabMcp.Store;

namespace HomelabMcp.Reconciler.Tests;

public sealed class GitSourceTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("homelab-source").FullName;

    [Fact]
    public async Task From_a_push_to_a_bare_repository_to_a_live_object_and_back()
    {
        var cancel = TestContext.Current.CancellationToken;
        await GitAsync("init", "--bare", "--initial-branch=main", "home.git");
        await GitAsync("clone", "--quiet", "home.git", "work");
        await PushAsync("policy", SimSource.Lenient, "web", Manifests.Box("web", "size: 2"), "keep", Manifests.Row("keep"));

        await using var repository = await GitRepository.OpenAsync(new() { Url = Path.Combine(folder, "home.git") }, Path.Combine(folder, "data"), TimeProvider.System, cancel);
        var clock = new SimClock();
        var platform = new SimPlatform(clock);
        var process = new SimProcess(SimFaults.None, () => 0.5, _ => { });
        await using var store = await HomelabStore.OpenAsync(Path.Combine(folder, "homelab.db"), clock, StoreAccess.Write);
        await using var connection = new SimConnection(platform, process);
        var source = new GitDesiredSource(repository, SimKinds.Set);
        using var reconciler = new Reconciler(new()
        {
            Installation = "home",
            Kinds = SimKinds.Set,
            Connections = [connection],
            Source = source,
            Store = store,
            Applies = true,
            Clock = clock,
            Jitter = () => 0.5,
        });

        var view = await reconciler.SyncAsync(retriesAll: false, cancel);
        Assert.True(view.IsConverged, view.Problem);
        Assert.Equal("web.yaml", view.Resources.Single(one => one.Key.Name == "web").Source!.File);

        await GitAsync("-C", "work", "rm", "--quiet", "web.yaml");
        await PushAsync("keep", Manifests.Row("keep", "label: a"));
        view = await reconciler.SyncAsync(retriesAll: false, cancel);
        Assert.Null(platform.Named("sim.box", "web"));
        Assert.True(view.IsConverged, view.Problem);

        await store.Resources.ForgetAsync(new("sim.box", "web", SimKinds.Target), cancel);
        Assert.Contains(source.Former(view.Commit!).Keys, key => key.Name == "web");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task PushAsync(params string[] files)
    {
        for (var i = 0; i < files.Length; i += 2) await File.WriteAllTextAsync(Path.Combine(folder, "work", files[i] + ".yaml"), files[i + 1], TestContext.Current.CancellationToken);
        await GitAsync("-C", "work", "add", "-A");
        await GitAsync("-C", "work", "-c", "user.name=rita", "-c", "user.email=rita@lan", "commit", "--quiet", "-m", "change");
        await GitAsync("-C", "work", "push", "--quiet", "origin", "HEAD:main");
    }

    private async Task GitAsync(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        var (error, output) = (git.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken), git.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        await git.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(git.ExitCode == 0, await error + await output);
    }
}
