using static HomelabMcp.Repository.Tests.Sandbox;

namespace HomelabMcp.Repository.Tests;

public sealed class WritingTests
{
    [Fact]
    public async Task A_commit_lands_on_a_new_branch_in_the_repository_with_author_committer_and_trailers()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        var tip = repository.Tip("main");

        var outcome = await repository.WriteBranchAsync(Write("proposal/web", tip, ("docker/web.yaml", "kind: web\n"), ("a.yaml", null)), Cancel);

        var commit = Assert.IsType<BranchOutcome.Written>(outcome).Commit;
        Assert.Equal(commit, sandbox.BareTip("proposal/web"));
        Assert.Equal(commit, repository.Tip("proposal/web"));
        Assert.Equal("docker/b.yaml\ndocker/web.yaml\n", Git(sandbox.Bare, "ls-tree", "-r", "--name-only", commit));
        Assert.Equal("assistant <assistant@homelab> homelab <homelab@localhost>\n", Git(sandbox.Bare, "log", "-1", "--format=%an <%ae> %cn <%ce>", commit));
        Assert.Equal("client/1.0 (call 42)\n", Git(sandbox.Bare, "log", "-1", "--format=%(trailers:key=Assisted-by,valueonly,separator=)", commit));
        Assert.Equal(tip, sandbox.BareTip("main"));
        Assert.Equal([new BranchTip("proposal/web", commit)], repository.Branches(BranchName.ProposalPrefix));
    }

    [Fact]
    public async Task An_existing_branch_is_never_overwritten_by_a_new_one()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        var theirs = sandbox.Push("proposal/web", "Theirs", ("x.yaml", "x\n"));

        var outcome = await repository.WriteBranchAsync(Write("proposal/web", repository.Tip("main"), ("y.yaml", "y\n")), Cancel);

        Assert.Equal(new BranchOutcome.Moved(theirs), outcome);
        Assert.Equal(theirs, sandbox.BareTip("proposal/web"));
    }

    [Fact]
    public async Task A_branch_is_revised_only_from_where_it_was_seen()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        var first = ((BranchOutcome.Written)await repository.WriteBranchAsync(Write("proposal/web", repository.Tip("main"), ("y.yaml", "1\n")), Cancel)).Commit;

        var second = await repository.WriteBranchAsync(Write("proposal/web", first, ("y.yaml", "2\n")) with { ExpectedTip = first }, Cancel);
        var stale = await repository.WriteBranchAsync(Write("proposal/web", first, ("y.yaml", "3\n")) with { ExpectedTip = first }, Cancel);

        var commit = Assert.IsType<BranchOutcome.Written>(second).Commit;
        Assert.Equal(new BranchOutcome.Moved(commit), stale);
        Assert.Equal("2\n", Git(sandbox.Bare, "show", "proposal/web:y.yaml"));
    }

    [Fact]
    public async Task A_branch_is_deleted_only_where_it_was_seen()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        var commit = ((BranchOutcome.Written)await repository.WriteBranchAsync(Write("proposal/web", repository.Tip("main"), ("y.yaml", "1\n")), Cancel)).Commit;

        await Assert.ThrowsAsync<GitException>(() => repository.DeleteBranchAsync("x:refs/heads/main", commit, Cancel));
        Assert.Equal(new BranchOutcome.Moved(commit), await repository.DeleteBranchAsync("proposal/web", repository.Tip("main")!, Cancel));
        Assert.Equal(new BranchOutcome.Deleted(), await repository.DeleteBranchAsync("proposal/web", commit, Cancel));
        Assert.Null(sandbox.BareTip("proposal/web"));
        Assert.Null(repository.Tip("proposal/web"));
        Assert.Equal(new BranchOutcome.Deleted(), await repository.DeleteBranchAsync("proposal/web", commit, Cancel));
    }

    [Theory]
    [InlineData("main")]
    [InlineData("MAIN")]
    public async Task The_protected_branch_is_neither_written_nor_deleted(string branch)
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        var tip = repository.Tip("main")!;

        await Assert.ThrowsAsync<GitException>(() => repository.WriteBranchAsync(Write(branch, tip, ("y.yaml", "1\n")) with { ExpectedTip = tip }, Cancel));
        await Assert.ThrowsAsync<GitException>(() => repository.DeleteBranchAsync(branch, tip, Cancel));
        Assert.Equal(tip, sandbox.BareTip("main"));
    }

    [Fact]
    public async Task An_empty_repository_takes_a_first_commit_by_branch_and_merge()
    {
        var (sandbox, repository) = await OpenAsync(empty: true);
        await using var _ = sandbox;
        Assert.Null(repository.Tip("main"));

        var commit = ((BranchOutcome.Written)await repository.WriteBranchAsync(Write("proposal/first", null, ("a.yaml", "1\n")), Cancel)).Commit;
        var merged = await repository.MergeAsync(new() { Head = commit, Message = "Merge", Author = Ada }, Cancel);

        Assert.Equal(new MergeOutcome.Merged(commit, FastForward: true), merged);
        Assert.Equal(commit, sandbox.BareTip("main"));
    }

    [Fact]
    public async Task A_refused_push_leaves_no_branch_behind_and_quotes_the_hook()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        Hook(sandbox, "pre-receive", "echo no pushes on Sundays >&2; exit 1");

        var refusal = await Assert.ThrowsAsync<GitException>(() => repository.WriteBranchAsync(Write("proposal/web", repository.Tip("main"), ("y.yaml", "1\n")), Cancel));

        Assert.Equal(GitFailure.Rejected, refusal.Failure);
        Assert.Contains("no pushes on Sundays", refusal.Message, StringComparison.Ordinal);
        Assert.Null(sandbox.BareTip("proposal/web"));
        Assert.Null(repository.Tip("proposal/web"));
    }

    [Fact]
    public async Task A_push_that_is_stopped_leaves_no_branch_behind()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        var begun = Path.Combine(sandbox.Folder, "begun");
        Hook(sandbox, "pre-receive", $"touch '{begun}'; exec sleep 60");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var push = repository.WriteBranchAsync(Write("proposal/web", repository.Tip("main"), ("y.yaml", "1\n")), stop.Token);
        while (!File.Exists(begun)) await Task.Delay(20, Cancel);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => push);
        Assert.Null(sandbox.BareTip("proposal/web"));
        Assert.Null(repository.Tip("proposal/web"));
        Assert.Equal(BranchMove.None, (await repository.FetchAsync(Cancel)).Move);
    }

    [Fact]
    public async Task A_new_branch_that_had_arrived_when_the_push_was_stopped_is_taken_back()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        var begun = Path.Combine(sandbox.Folder, "begun");
        Hook(sandbox, "post-receive", $"[ -e '{begun}' ] && exit 0; touch '{begun}'; exec sleep 60");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var push = repository.WriteBranchAsync(Write("proposal/web", repository.Tip("main"), ("y.yaml", "1\n")), stop.Token);
        while (!File.Exists(begun)) await Task.Delay(20, Cancel);
        Assert.NotNull(sandbox.BareTip("proposal/web"));
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => push);
        Assert.Null(sandbox.BareTip("proposal/web"));
        Assert.Null(repository.Tip("proposal/web"));
    }

    [Fact]
    public async Task Many_writers_at_once_all_land_or_are_told_who_came_first()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        var tip = repository.Tip("main");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(n =>
            repository.WriteBranchAsync(Write($"proposal/{n / 2}", tip, ("y.yaml", $"{n}\n")), Cancel)));

        Assert.Equal(4, outcomes.OfType<BranchOutcome.Written>().Count());
        var written = outcomes.OfType<BranchOutcome.Written>().Select(outcome => outcome.Commit).ToHashSet();
        Assert.All(outcomes.OfType<BranchOutcome.Moved>(), outcome => Assert.Contains(outcome.Actual!, written));
        Assert.Equal(4, repository.Branches(BranchName.ProposalPrefix).Length);
    }

    [Fact]
    public async Task An_edited_script_stays_executable()
    {
        var sandbox = new Sandbox();
        await using var _ = sandbox;
        sandbox.Commit("Script", ("run.sh", "1\n"));
        sandbox.CheckOut();
        Git(sandbox.Work, "update-index", "--chmod=+x", "run.sh");
        Git(sandbox.Work, "commit", "--quiet", "-m", "Executable");
        Git(sandbox.Work, "push", "--quiet", "origin", "HEAD:main");
        var repository = await sandbox.OpenHereAsync();

        var commit = ((BranchOutcome.Written)await repository.WriteBranchAsync(Write("proposal/run", repository.Tip("main"), ("run.sh", "2\n")), Cancel)).Commit;

        Assert.StartsWith("100755 ", Git(sandbox.Bare, "ls-tree", commit, "run.sh"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_name_with_line_breaks_cannot_forge_a_trailer()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        var write = Write("proposal/web", repository.Tip("main"), ("y.yaml", "1\n")) with
        {
            Message = "Title\n\nApproved-by: boss",
            Trailers = [new("Assisted-by", "evil\nApproved-by: boss\r\nSigned-off-by: boss")],
            Author = new("a <boss@lan>\nauthor boss", "x>\ncommitter y"),
        };

        var commit = ((BranchOutcome.Written)await repository.WriteBranchAsync(write, Cancel)).Commit;

        var trailer = Assert.Single(repository.Commit(commit)!.Trailers);
        Assert.Equal("Assisted-by", trailer.Key);
        Assert.Equal("", Git(sandbox.Bare, "log", "-1", "--format=%(trailers:key=Approved-by,valueonly,separator=)", commit).Trim());
        Assert.Equal("homelab@localhost\n", Git(sandbox.Bare, "log", "-1", "--format=%ce", commit));
    }

    [Fact]
    public async Task A_signed_commit_verifies_with_its_key()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/ssh-keygen"), "ssh-keygen is not installed");
        var sandbox = new Sandbox();
        await using var _ = sandbox;
        sandbox.Push("main", "Begin", ("a.yaml", "1\n"));
        var key = Path.Combine(sandbox.Folder, "key");
        using (var keygen = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]))!)
            await keygen.WaitForExitAsync(Cancel);
        var signers = Path.Combine(sandbox.Folder, "signers");
        await File.WriteAllTextAsync(signers, $"homelab@lan {await File.ReadAllTextAsync(key + ".pub", Cancel)}", Cancel);
        var repository = await sandbox.OpenHereAsync(access => access with { SigningKey = key, Identity = new("homelab", "homelab@lan") });

        var commit = ((BranchOutcome.Written)await repository.WriteBranchAsync(Write("proposal/web", repository.Tip("main"), ("y.yaml", "1\n")), Cancel)).Commit;

        Git(sandbox.Bare, "-c", $"gpg.ssh.allowedSignersFile={signers}", "verify-commit", commit);
        Assert.True(repository.Commit(commit)!.HasSignature);
        Assert.Equal("assistant", repository.Commit(commit)!.Author.Name);
        Assert.Single(repository.Commit(commit)!.Trailers);
        Assert.False(repository.Commit(repository.Tip("main")!)!.HasSignature);
    }

    internal static void Hook(Sandbox sandbox, string name, string script)
    {
        var path = Path.Combine(sandbox.Bare, "hooks", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
