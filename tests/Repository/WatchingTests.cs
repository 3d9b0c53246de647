using System.Diagnostics;
using static HomelabMcp.Repository.Tests.Sandbox;

namespace HomelabMcp.Repository.Tests;

public sealed class WatchingTests
{
    [Fact]
    public async Task A_push_to_a_repository_on_this_machine_is_noticed_at_once()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        await using var watch = repository.WatchAsync(TimeSpan.FromHours(1), Cancel).GetAsyncEnumerator(Cancel);
        List<double> delays = [];

        for (var i = 0; i < 5; i++)
        {
            var next = watch.MoveNextAsync().AsTask();
            await Task.Delay(100, Cancel);
            Assert.False(next.IsCompleted);
            // What git's receive-pack does last, without the time that starting a process takes.
            var commit = sandbox.Commit($"{i}", ($"f{i}.yaml", "1\n"));
            Git(sandbox.Work, "push", "--quiet", "origin", "HEAD:refs/arriving/here");
            using var bare = new LibGit2Sharp.Repository(sandbox.Bare);
            var pushed = Stopwatch.StartNew();
            bare.Refs.UpdateTarget("refs/heads/main", commit);
            Assert.True(await next);
            delays.Add(pushed.Elapsed.TotalMilliseconds);
            Assert.Equal((commit, BranchMove.FastForward), (watch.Current.Fetched!.After, watch.Current.Fetched.Move));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"noticed after {string.Join(", ", delays.Select(delay => $"{delay:0} ms"))}");
        Assert.True(delays.Order().ElementAt(2) < 500, "the median is over 500 ms");
    }

    [Fact]
    public async Task A_move_in_packed_refs_and_one_of_our_own_are_noticed_too()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        await using var watch = repository.WatchAsync(TimeSpan.FromHours(1), Cancel).GetAsyncEnumerator(Cancel);
        var next = watch.MoveNextAsync().AsTask();
        await Task.Delay(100, Cancel);
        sandbox.Commit("X", ("x.yaml", "1\n"));
        Git(sandbox.Work, "push", "--quiet", "origin", "HEAD:refs/heads/proposal/x");
        Git(sandbox.Bare, "pack-refs", "--all");
        Assert.True(await next);
        Assert.Equal(["proposal/x"], watch.Current.Fetched!.ChangedBranches);

        Git(sandbox.Bare, "update-ref", "-d", "refs/heads/proposal/x");
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal(["proposal/x"], watch.Current.Fetched!.ChangedBranches);

        var commit = ((BranchOutcome.Written)await repository.WriteBranchAsync(Write("proposal/y", repository.Tip("main"), ("y.yaml", "1\n")), Cancel)).Commit;
        await repository.MergeAsync(new() { Head = commit, Message = "Merge", Author = Ada }, Cancel);
        HashSet<string> seen = [];
        while (!seen.IsSupersetOf(["main", "proposal/y"]))
        {
            Assert.True(await watch.MoveNextAsync());
            seen.UnionWith(watch.Current.Fetched!.ChangedBranches);
        }
    }

    [Fact]
    public async Task A_remote_repository_is_polled_and_a_hint_is_faster_than_the_clock()
    {
        var sandbox = new Sandbox();
        await using var _ = sandbox;
        sandbox.Push("main", "Begin", ("a.yaml", "1\n"));
        await using var server = await SmartHttpServer.StartAsync(Path.GetDirectoryName(sandbox.Bare)!, null, null, Cancel);
        var repository = await sandbox.OpenHereAsync(access => access with { Url = server.Url + "/home.git" });

        await using (var polled = repository.WatchAsync(TimeSpan.FromMilliseconds(200), Cancel).GetAsyncEnumerator(Cancel))
        {
            var next = polled.MoveNextAsync().AsTask();
            var commit = sandbox.Push("main", "One", ("a.yaml", "2\n"));
            Assert.True(await next);
            Assert.Equal(commit, polled.Current.Fetched!.After);
        }

        await using var woken = repository.WatchAsync(TimeSpan.FromHours(1), Cancel).GetAsyncEnumerator(Cancel);
        var before = server.Requests.Count;
        var hinted = woken.MoveNextAsync().AsTask();
        while (server.Requests.Count == before) await Task.Delay(20, Cancel);
        await Task.Delay(300, Cancel);
        var second = sandbox.Push("main", "Two", ("a.yaml", "3\n"));
        repository.Wake();
        Assert.True(await hinted);
        Assert.Equal(second, woken.Current.Fetched!.After);
    }

    [Fact]
    public async Task A_watch_says_that_the_repository_is_away_and_goes_on()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        await using var watch = repository.WatchAsync(TimeSpan.FromMilliseconds(100), Cancel).GetAsyncEnumerator(Cancel);
        Directory.Move(sandbox.Bare, sandbox.Bare + ".away");

        Assert.True(await watch.MoveNextAsync());
        Assert.Equal(GitFailure.NotARepository, watch.Current.Failure!.Failure);

        Directory.Move(sandbox.Bare + ".away", sandbox.Bare);
        var commit = sandbox.Push("main", "Back", ("a.yaml", "2\n"));
        while (watch.Current.Fetched is null) Assert.True(await watch.MoveNextAsync());
        Assert.Equal(commit, watch.Current.Fetched.After);
    }

    [Fact]
    public async Task A_watch_ends_when_it_is_cancelled()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await using var watch = repository.WatchAsync(TimeSpan.FromHours(1), stop.Token).GetAsyncEnumerator(stop.Token);
        var next = watch.MoveNextAsync().AsTask();
        await Task.Delay(50, Cancel);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }
}
