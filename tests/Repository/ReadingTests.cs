using System.Text;
using HomelabMcp.Core;
using static HomelabMcp.Repository.Tests.Sandbox;

namespace HomelabMcp.Repository.Tests;

public sealed class ReadingTests
{
    [Fact]
    public async Task A_tree_lists_its_files_in_order_with_blob_ids_sizes_and_content()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        var tip = sandbox.Push("main", "More", ("docker.yaml", "x\n"), ("docker/B.yaml", "ü\n"));
        await repository.FetchAsync(Cancel);

        var tree = repository.ReadTree(tip);

        Assert.Equal(["a.yaml", "docker.yaml", "docker/B.yaml", "docker/b.yaml"], Paths(tree));
        Assert.Equal(tip, tree.Commit);
        Assert.Equal(Git(sandbox.Bare, "rev-parse", $"{tip}:docker/B.yaml").Trim(), tree.Files[2].ContentId);
        Assert.Equal(3, tree.Files[2].Size);
        Assert.Equal("ü\n", Text(tree.Files[2].Read()));
        Assert.Equal("kind: b\n", Text(repository.ReadFile(tip, "docker/b.yaml")!.Value));
        Assert.Null(repository.ReadFile(tip, "docker"));
        Assert.Null(repository.ReadFile(tip, "none.yaml"));
        Assert.Null(repository.Tip("none"));
        Assert.Null(repository.Tip("no name: ../x"));
    }

    [Fact]
    public async Task Paths_are_relative_to_the_configured_folder_when_read_and_when_written()
    {
        var sandbox = new Sandbox();
        await using var _ = sandbox;
        var first = sandbox.Push("main", "Begin", ("README.md", "r\n"), ("home/lab/a.yaml", "1\n"), ("home/lab2/no.yaml", "1\n"));
        var second = sandbox.Push("main", "More", ("README.md", "s\n"), ("home/lab/a.yaml", "2\n"));
        var repository = await sandbox.OpenHereAsync(access => access with { Path = "./home/lab/" });

        Assert.Equal(["a.yaml"], Paths(repository.ReadTree(second)));
        Assert.Equal(["a.yaml"], repository.ChangedPaths(first, second).Select(change => change.Path));
        Assert.Equal(["a.yaml"], repository.FormerFilesOf(second).Select(file => file.Path));
        Assert.Equal([second, first], await repository.HistoryAsync("a.yaml", second, 10, Cancel));
        Assert.Contains("README.md", repository.Diff(first, second), StringComparison.Ordinal);
        await repository.WriteBranchAsync(Write("proposal/x", second, ("b.yaml", "3\n")), Cancel);
        Assert.Equal("3\n", Git(sandbox.Bare, "show", "proposal/x:home/lab/b.yaml"));
    }

    [Fact]
    public async Task A_folder_that_does_not_exist_holds_no_files()
    {
        var (sandbox, repository) = await OpenAsync(access: access => access with { Path = "a.yaml/none" });
        await using var _ = sandbox;

        Assert.Empty(repository.ReadTree(repository.Tip("main")!).Files);
    }

    [Fact]
    public async Task Links_and_submodules_are_flagged_and_never_followed()
    {
        var sandbox = new Sandbox();
        await using var _ = sandbox;
        var tip = sandbox.CommitTree(
            ("120000", "link"u8.ToArray(), sandbox.Blob("/etc/passwd")),
            ("160000", "module"u8.ToArray(), new string('1', 40)),
            ("100644", "plain.yaml"u8.ToArray(), sandbox.Blob("x\n")));
        var repository = await sandbox.OpenHereAsync();

        var tree = repository.ReadTree(tip);

        Assert.Equal([true, true, false], tree.Files.Select(file => file.IsLink));
        Assert.Equal("/etc/passwd", Text(tree.Files[0].Read()));
        Assert.Null(repository.ReadFile(tip, "link"));
        Assert.Contains("link", repository.Diff(null, tip), StringComparison.Ordinal);
        foreach (var path in (string[])["link", "link/x.yaml", "module", "module/x.yaml"])
        {
            var refusal = await Assert.ThrowsAsync<GitException>(() => repository.WriteBranchAsync(Write("proposal/x", tip, (path, "1\n")), Cancel));
            Assert.Contains("link or submodule", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".GIT")]
    [InlineData("git~1")]
    [InlineData(".git.")]
    [InlineData("a\\b.yaml")]
    [InlineData("bell\u0007.yaml")]
    [InlineData("turn\u202e.yaml")]
    [InlineData("sub/../x")]
    public async Task A_tree_with_a_dangerous_name_is_refused_whole_and_named(string name)
    {
        var sandbox = new Sandbox();
        await using var _ = sandbox;
        var tip = sandbox.CommitTree(("100644", Encoding.UTF8.GetBytes(name), sandbox.Blob("x\n")), ("100644", "z.yaml"u8.ToArray(), sandbox.Blob("y\n")));
        var repository = await sandbox.OpenHereAsync();

        var refusal = Assert.Throws<FaultsException>(() => repository.ReadTree(tip));

        Assert.Equal(UntrustedText.CleanOf(name), Assert.Single(refusal.Faults).File);
    }

    [Fact]
    public async Task A_name_that_is_not_UTF8_is_refused()
    {
        var sandbox = new Sandbox();
        await using var _ = sandbox;
        var tip = sandbox.CommitTree(("100644", [(byte)'a', 0xFF, 0xFE, (byte)'.', (byte)'y'], sandbox.Blob("x\n")));
        var repository = await sandbox.OpenHereAsync();

        Assert.Contains("not UTF-8", Assert.Throws<FaultsException>(() => repository.ReadTree(tip)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_huge_file_is_listed_but_not_read()
    {
        var sandbox = new Sandbox();
        await using var _ = sandbox;
        var tip = sandbox.Push("main", "Huge", ("huge.yaml", new string('x', 33 << 20)), ("a.yaml", "1\n"));
        var repository = await sandbox.OpenHereAsync();

        var file = repository.ReadTree(tip).Files[1];

        Assert.Equal(33 << 20, file.Size);
        Assert.Contains("33", Assert.Throws<FaultsException>(() => file.Read()).Message, StringComparison.Ordinal);
        Assert.True(repository.Diff(null, tip).Length < 2000);
    }

    [Fact]
    public async Task Commits_tell_author_time_parents_and_trailers()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        var first = repository.Tip("main")!;
        var tip = sandbox.Push("main", "Title\n\nBody: not a trailer\nmore\n\nAssisted-by: c/1 (call 7)\nApproved-by: Ada", ("a.yaml", "2\n"));
        await repository.FetchAsync(Cancel);

        var commit = repository.Commit(tip)!;

        Assert.Equal(("Title", "Ada", "ada@lan"), (commit.Title, commit.Author.Name, commit.Author.Email));
        Assert.Equal([first], commit.Parents);
        Assert.Equal([new("Assisted-by", "c/1 (call 7)"), new("Approved-by", "Ada")], commit.Trailers);
        Assert.InRange(commit.CommitTime, DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(200));
        Assert.Null(repository.Commit(new string('0', 40)));
        Assert.Null(repository.Commit("main"));
        Assert.Equal([tip], repository.Log(first, tip, 10).Select(entry => entry.Id));
        Assert.Equal([tip, first], repository.Log(null, tip, 10).Select(entry => entry.Id));
    }

    [Fact]
    public async Task Ancestry_and_merge_bases_follow_the_graph()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        var root = repository.Tip("main")!;
        var left = sandbox.Push("left", "Left", ("l.yaml", "1\n"));
        Git(sandbox.Work, "reset", "--quiet", "--hard", root);
        var right = sandbox.Push("right", "Right", ("r.yaml", "1\n"));
        await repository.FetchAsync(Cancel);

        Assert.True(repository.IsAncestor(root, left));
        Assert.True(repository.IsAncestor(left, left));
        Assert.False(repository.IsAncestor(left, right));
        Assert.False(repository.IsAncestor(left, root));
        Assert.False(repository.IsAncestor(new string('a', 40), root));
        Assert.Equal(root, repository.MergeBase(left, right));
    }

    [Fact]
    public async Task A_diff_is_unified_text_and_changed_paths_carry_blob_ids()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        var first = repository.Tip("main")!;
        var second = sandbox.Push("main", "Change", ("a.yaml", "kind: c\n"), ("docker/b.yaml", null), ("new.yaml", "kind: a\n"));
        await repository.FetchAsync(Cancel);

        var diff = repository.Diff(first, second);
        var paths = repository.ChangedPaths(first, second);

        Assert.Contains("-kind: a\n+kind: c\n", diff, StringComparison.Ordinal);
        Assert.Contains("deleted file mode 100644", diff, StringComparison.Ordinal);
        var old = Git(sandbox.Bare, "rev-parse", $"{first}:a.yaml").Trim();
        Assert.Equal(
            [
                new("a.yaml", old, Git(sandbox.Bare, "rev-parse", $"{second}:a.yaml").Trim()),
                new("docker/b.yaml", Git(sandbox.Bare, "rev-parse", $"{first}:docker/b.yaml").Trim(), null),
                new("new.yaml", null, old),
            ],
            paths);
        Assert.Equal(2, repository.ChangedPaths(null, first).Length);
        Assert.Equal("", repository.Diff(first, first));
    }

    [Fact]
    public async Task Readers_work_while_branches_move()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var reads = 0;
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var tip = repository.Tip("main")!;
                foreach (var file in repository.ReadTree(tip).Files) Assert.Equal(file.Size, file.Read().Length);
                Assert.True(repository.IsAncestor(tip, tip));
                repository.FormerFilesOf(tip);
                Interlocked.Increment(ref reads);
                await Task.Delay(1, Cancel);
            }
        }, Cancel)).ToArray();

        for (var i = 0; i < 3; i++)
        {
            sandbox.Push("main", $"{i}", ($"a{i}.yaml", $"{i}\n"));
            await repository.FetchAsync(Cancel);
            await repository.WriteBranchAsync(Write($"proposal/{i}", repository.Tip("main"), ("p.yaml", $"{i}\n")), Cancel);
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
        Assert.True(reads > 5);
    }
}
