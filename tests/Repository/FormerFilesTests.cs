using System.Diagnostics;
using System.Text;
using CsCheck;
using static HomelabMcp.Repository.Tests.Sandbox;

namespace HomelabMcp.Repository.Tests;

public sealed class FormerFilesTests
{
    [Fact]
    public async Task What_ancestors_had_and_the_tip_has_not_is_listed_newest_first()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        var first = repository.Tip("main")!;
        var second = sandbox.Push("main", "Edit", ("a.yaml", "2\n"), ("notes.txt", "x\n"), (".hidden.yaml", "x\n"));
        var third = sandbox.Push("main", "Remove", ("a.yaml", null), ("notes.txt", null), (".hidden.yaml", null));
        await repository.FetchAsync(Cancel);

        var former = repository.FormerFilesOf(third);

        Assert.Equal([("a.yaml", "2\n", second), ("a.yaml", "kind: a\n", first)], former.Select(file => (file.Path, Text(file.Read()), file.Commit)));
        Assert.Empty(repository.FormerFilesOf(first));
        Assert.Equal([("a.yaml", "kind: a\n")], repository.FormerFilesOf(second).Select(file => (file.Path, Text(file.Read()))));
    }

    [Fact]
    public async Task A_file_that_came_back_is_not_former()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        sandbox.Push("main", "Remove", ("a.yaml", null));
        await repository.FetchAsync(Cancel);
        Assert.Single(repository.FormerFilesOf(repository.Tip("main")!));

        var back = sandbox.Push("main", "Back", ("a.yaml", "kind: a\n"));
        await repository.FetchAsync(Cancel);

        Assert.Empty(repository.FormerFilesOf(back));
    }

    [Fact]
    public async Task History_that_was_rewritten_away_counts_no_more()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        var first = repository.Tip("main")!;
        sandbox.Push("main", "Add", ("gone.yaml", "1\n"));
        sandbox.Push("main", "Remove", ("gone.yaml", null));
        await repository.FetchAsync(Cancel);
        Assert.Equal(["gone.yaml"], repository.FormerFilesOf(repository.Tip("main")!).Select(file => file.Path));

        Git(sandbox.Work, "reset", "--quiet", "--hard", first);
        var other = sandbox.Push("main", "Other", ("other.yaml", "1\n"));
        await repository.FetchAsync(Cancel);

        Assert.Empty(repository.FormerFilesOf(other));
    }

    [Fact]
    public async Task Random_histories_with_merges_agree_with_a_look_at_every_ancestor()
    {
        await Gen.Int[0, 5].Array[3].Array[4, 12].SampleAsync(async steps =>
        {
            var (sandbox, repository) = await OpenAsync();
            await using var _ = sandbox;
            List<string> commits = [repository.Tip("main")!];
            foreach (var step in steps)
            {
                // Each commit grows from any earlier one, so that merges meet real branches.
                var onto = commits[step[0] * commits.Count / 6];
                var commit = repository.ReadTree(onto).Files.Any(file => file.Path == $"f{step[1]}.yaml") && step[2] < 3
                    ? await CommitAsync(repository, onto, commits.Count, ($"f{step[1]}.yaml", null))
                    : await CommitAsync(repository, onto, commits.Count, ($"f{step[1]}.yaml", $"{commits.Count}\n"));
                commits.Add(commit);
                if (await repository.MergeAsync(new() { Head = commit, Message = "Merge", Author = Ada }, Cancel) is MergeOutcome.Merged merged) commits.Add(merged.Commit);
                Assert.Equal(Expected(repository, repository.Tip("main")!), Found(repository, repository.Tip("main")!));
            }

            foreach (var commit in commits) Assert.Equal(Expected(repository, commit), Found(repository, commit));
        }, iter: 2, threads: 1);
    }

    [Fact]
    public async Task Three_hundred_commits_of_two_thousand_files_are_learned_once()
    {
        var sandbox = new Sandbox();
        await using var _ = sandbox;
        var stream = new StringBuilder();
        for (var commit = 0; commit < 300; commit++)
        {
            stream.Append(null, $"commit refs/heads/main\ncommitter Ada <ada@lan> {1_700_000_000 + commit} +0000\ndata 1\nx\n");
            for (var file = 0; file < (commit is 0 ? 2000 : 5); file++)
            {
                var text = $"kind: x\nname: f{file}\nv: {commit}\n";
                stream.Append(null, $"M 100644 inline docker/container/f{(file + commit * 7) % 2000}.yaml\ndata {text.Length}\n{text}\n");
            }
        }

        Assert.Equal(0, TryGit(sandbox.Bare, Encoding.UTF8.GetBytes(stream.ToString()), "fast-import", "--quiet").Code);
        var repository = await sandbox.OpenHereAsync();
        var tip = repository.Tip("main")!;
        var watch = Stopwatch.StartNew();
        Assert.Equal(2000, repository.ReadTree(tip).Files.Count);
        var tree = watch.Elapsed;
        watch.Restart();
        var bytes = repository.ReadTree(tip).Files.Sum(file => (long)file.Read().Length);
        var content = watch.Elapsed;
        watch.Restart();
        var former = repository.FormerFilesOf(tip);
        var cold = watch.Elapsed;
        Assert.Equal(299 * 5, former.Length);
        watch.Restart();
        Assert.Equal(former, repository.FormerFilesOf(tip));
        var warm = watch.Elapsed;
        var next = await CommitAsync(repository, tip, 1, ("docker/container/f0.yaml", null));
        watch.Restart();
        Assert.Equal(299 * 5 + 1, repository.FormerFilesOf(next).Length);

        TestContext.Current.TestOutputHelper?.WriteLine($"tree {tree.TotalMilliseconds:0.0} ms, {bytes} bytes in {content.TotalMilliseconds:0.0} ms; former: cold {cold.TotalMilliseconds:0.0} ms, warm {warm.TotalMilliseconds:0.00} ms, one more commit {watch.Elapsed.TotalMilliseconds:0.0} ms");
        Assert.True(cold < TimeSpan.FromSeconds(10), $"{cold}");
        Assert.True(warm < TimeSpan.FromMilliseconds(50), $"{warm}");
    }

    private static async Task<string> CommitAsync(GitRepository repository, string onto, int number, params (string Path, string? Content)[] files) =>
        ((BranchOutcome.Written)await repository.WriteBranchAsync(Write($"proposal/{number}", onto, files), Cancel)).Commit;

    private static string[] Expected(GitRepository repository, string tip)
    {
        var present = repository.ReadTree(tip).Files.Select(file => file.Path + file.ContentId).ToHashSet();
        return [.. repository.Log(null, tip, 1000).SelectMany(commit => repository.ReadTree(commit.Id).Files).Select(file => file.Path + file.ContentId)
            .Where(file => !present.Contains(file)).Distinct().Order()];
    }

    private static string[] Found(GitRepository repository, string tip) =>
        [.. repository.FormerFilesOf(tip).Select(file => file.Path + file.ContentId).Order()];
}
