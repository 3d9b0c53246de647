using static HomelabMcp.Repository.Tests.Sandbox;

namespace HomelabMcp.Repository.Tests;

public sealed class MergingTests
{
    [Fact]
    public async Task A_branch_ahead_of_main_is_merged_by_moving_main_forward()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        var head = await ProposeAsync(repository, ("new.yaml", "1\n"));

        Assert.Equal(new MergeOutcome.Merged(head, FastForward: true), await MergeAsync(repository, head));
        Assert.Equal(head, sandbox.BareTip("main"));
        Assert.Equal(head, repository.Tip("main"));
        Assert.Equal(new MergeOutcome.AlreadyMerged(head), await MergeAsync(repository, head));
    }

    [Fact]
    public async Task Main_that_moved_on_gets_a_merge_commit_with_both_sides()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        var head = await ProposeAsync(repository, ("new.yaml", "1\n"));
        var theirs = sandbox.Push("main", "Meanwhile", ("a.yaml", "other\n"));

        var merged = Assert.IsType<MergeOutcome.Merged>(await MergeAsync(repository, head));

        Assert.False(merged.FastForward);
        Assert.Equal(merged.Commit, sandbox.BareTip("main"));
        Assert.Equal($"{theirs} {head} Ada\n", Git(sandbox.Bare, "log", "-1", "--format=%P %an", merged.Commit));
        Assert.Equal("a.yaml\ndocker/b.yaml\nnew.yaml\n", Git(sandbox.Bare, "ls-tree", "-r", "--name-only", merged.Commit));
        Assert.Equal("other\n", Git(sandbox.Bare, "show", $"{merged.Commit}:a.yaml"));
    }

    [Fact]
    public async Task Conflicting_files_are_named_and_nothing_moves()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        var head = await ProposeAsync(repository, ("a.yaml", "ours\n"), ("docker/b.yaml", null));
        var theirs = sandbox.Push("main", "Meanwhile", ("a.yaml", "theirs\n"), ("docker/b.yaml", "theirs\n"));

        var conflicts = Assert.IsType<MergeOutcome.Conflicts>(await MergeAsync(repository, head));

        Assert.Equal(["a.yaml", "docker/b.yaml"], conflicts.Paths);
        Assert.Equal(theirs, sandbox.BareTip("main"));
        Assert.Equal(theirs, repository.Tip("main"));
    }

    [Fact]
    public async Task A_merge_of_a_stale_tip_is_refused()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        var seen = repository.Tip("main");
        var head = await ProposeAsync(repository, ("new.yaml", "1\n"));
        var theirs = sandbox.Push("main", "Meanwhile", ("c.yaml", "1\n"));

        Assert.Equal(new MergeOutcome.Moved(theirs), await repository.MergeAsync(new() { Head = head, ExpectedTip = seen, Message = "Merge", Author = Ada }, Cancel));
        Assert.Equal(theirs, sandbox.BareTip("main"));
    }

    [Fact]
    public async Task Histories_that_share_nothing_are_not_merged()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        Git(sandbox.Work, "checkout", "--quiet", "--orphan", "other");
        var stranger = sandbox.Push("other", "Stranger", ("z.yaml", "1\n"));
        await repository.FetchAsync(Cancel);

        var refusal = await Assert.ThrowsAsync<GitException>(() => MergeAsync(repository, stranger));

        Assert.Equal(GitFailure.BadChange, refusal.Failure);
    }

    [Fact]
    public async Task A_commit_that_nobody_knows_is_not_merged()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;

        var refusal = await Assert.ThrowsAsync<GitException>(() => MergeAsync(repository, new string('a', 40)));

        Assert.Equal(GitFailure.UnknownCommit, refusal.Failure);
    }

    [Fact]
    public async Task A_rewritten_protected_branch_is_told_from_one_that_moved_forward()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        var first = repository.Tip("main")!;
        var second = sandbox.Push("main", "Forward", ("c.yaml", "1\n"));
        Assert.Equal(BranchMove.FastForward, (await repository.FetchAsync(Cancel)).Move);

        Git(sandbox.Work, "reset", "--quiet", "--hard", first);
        var rewritten = sandbox.Push("main", "Rewritten", ("c.yaml", "2\n"));
        var fetched = await repository.FetchAsync(Cancel);

        Assert.Equal((second, rewritten, BranchMove.Rewritten), (fetched.Before, fetched.After, fetched.Move));
        Assert.Equal(["main"], fetched.ChangedBranches);
        Git(sandbox.Bare, "update-ref", "-d", "refs/heads/main");
        Assert.Equal(BranchMove.Deleted, (await repository.FetchAsync(Cancel)).Move);
        Assert.Equal(BranchMove.None, (await repository.FetchAsync(Cancel)).Move);
    }

    private static async Task<string> ProposeAsync(GitRepository repository, params (string Path, string? Content)[] files) =>
        ((BranchOutcome.Written)await repository.WriteBranchAsync(Write("proposal/it", repository.Tip("main"), files), Cancel)).Commit;

    private static Task<MergeOutcome> MergeAsync(GitRepository repository, string head) =>
        repository.MergeAsync(new() { Head = head, Message = "Merge proposal it", Trailers = [new("Approved-by", "Ada")], Author = Ada }, Cancel);
}
