using static HomelabMcp.Repository.Tests.Sandbox;

namespace HomelabMcp.Repository.Tests;

public sealed class SmartHttpTests
{
    private const string Password = "p@ss:w'ö$d\"%/";

    [Fact]
    public async Task Clone_write_merge_and_delete_work_over_smart_http_and_leave_the_password_nowhere()
    {
        var sandbox = new Sandbox();
        await using var _ = sandbox;
        sandbox.Push("main", "Begin", ("a.yaml", "1\n"));
        await using var server = await SmartHttpServer.StartAsync(Path.GetDirectoryName(sandbox.Bare)!, "me", Password, Cancel);
        var repository = await sandbox.OpenHereAsync(access => access with { Url = server.Url + "/home.git", Username = "me", Password = () => Secret(Password) });

        var commit = ((BranchOutcome.Written)await repository.WriteBranchAsync(Write("proposal/web", repository.Tip("main"), ("b.yaml", "2\n")), Cancel)).Commit;
        Assert.Equal(commit, sandbox.BareTip("proposal/web"));
        Assert.IsType<MergeOutcome.Merged>(await repository.MergeAsync(new() { Head = commit, Message = "Merge", Author = Ada }, Cancel));
        Assert.Equal(commit, sandbox.BareTip("main"));
        Assert.IsType<BranchOutcome.Deleted>(await repository.DeleteBranchAsync("proposal/web", commit, Cancel));
        var theirs = sandbox.Push("main", "More", ("c.yaml", "3\n"));
        Assert.Equal(theirs, (await repository.FetchAsync(Cancel)).After);

        Assert.DoesNotContain(Password, Everything(sandbox.Data), StringComparison.Ordinal);
        Assert.DoesNotContain(Uri.EscapeDataString(Password), Everything(sandbox.Data), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_said_plainly_and_not_repeated()
    {
        var sandbox = new Sandbox();
        await using var _ = sandbox;
        await using var server = await SmartHttpServer.StartAsync(Path.GetDirectoryName(sandbox.Bare)!, "me", Password, Cancel);

        var refusal = await Assert.ThrowsAsync<GitException>(() => sandbox.OpenHereAsync(access =>
            access with { Url = server.Url + "/home.git", Username = "me", Password = () => Secret("wrong-guess") }));

        Assert.Equal(GitFailure.AuthenticationRefused, refusal.Failure);
        Assert.Contains("repository.credentials", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-guess", refusal.ToString(), StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_missing_password_is_an_error_and_never_a_prompt()
    {
        var sandbox = new Sandbox();
        await using var _ = sandbox;
        await using var server = await SmartHttpServer.StartAsync(Path.GetDirectoryName(sandbox.Bare)!, "me", Password, Cancel);

        var refusal = await Assert.ThrowsAsync<GitException>(() => sandbox.OpenHereAsync(access => access with { Url = server.Url + "/home.git" }));

        Assert.Equal(GitFailure.AuthenticationRefused, refusal.Failure);
    }

    [Fact]
    public async Task A_password_that_expires_later_fails_the_push_and_leaves_no_branch()
    {
        var sandbox = new Sandbox();
        await using var _ = sandbox;
        sandbox.Push("main", "Begin", ("a.yaml", "1\n"));
        await using var server = await SmartHttpServer.StartAsync(Path.GetDirectoryName(sandbox.Bare)!, "me", Password, Cancel);
        var password = Password;
        var repository = await sandbox.OpenHereAsync(access => access with { Url = server.Url + "/home.git", Username = "me", Password = () => Secret(password) });
        password = "rotated";

        var refusal = await Assert.ThrowsAsync<GitException>(() => repository.WriteBranchAsync(Write("proposal/web", repository.Tip("main"), ("b.yaml", "2\n")), Cancel));

        Assert.Equal(GitFailure.AuthenticationRefused, refusal.Failure);
        Assert.Null(sandbox.BareTip("proposal/web"));
        Assert.Null(repository.Tip("proposal/web"));
    }

    [Fact]
    public async Task A_missing_repository_is_told_from_a_missing_host()
    {
        var sandbox = new Sandbox();
        await using var _ = sandbox;
        string url;
        await using (var server = await SmartHttpServer.StartAsync(Path.GetDirectoryName(sandbox.Bare)!, null, null, Cancel))
        {
            url = server.Url;
            var missing = await Assert.ThrowsAsync<GitException>(() => sandbox.OpenHereAsync(access => access with { Url = url + "/other.git" }));
            Assert.Equal(GitFailure.NotARepository, missing.Failure);
        }

        var unreachable = await Assert.ThrowsAsync<GitException>(() => sandbox.OpenHereAsync(access => access with { Url = url + "/home.git" }));
        Assert.Equal(GitFailure.Unreachable, unreachable.Failure);
        Assert.Contains(url, unreachable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_never_takes_the_credentials_to_another_host()
    {
        var sandbox = new Sandbox();
        await using var _ = sandbox;
        await using var other = await SmartHttpServer.StartAsync(Path.GetDirectoryName(sandbox.Bare)!, null, null, Cancel);
        await using var server = await SmartHttpServer.StartAsync(Path.GetDirectoryName(sandbox.Bare)!, "me", Password, Cancel);
        server.Before = context =>
        {
            context.Response.Redirect(other.Url + context.Request.Path + context.Request.QueryString);
            return Task.CompletedTask;
        };

        await Assert.ThrowsAsync<GitException>(() => sandbox.OpenHereAsync(access => access with { Url = server.Url + "/home.git", Username = "me", Password = () => Secret(Password) }));

        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task A_host_that_never_answers_is_given_up_after_the_timeout()
    {
        var sandbox = new Sandbox();
        await using var _ = sandbox;
        sandbox.Push("main", "Begin", ("a.yaml", "1\n"));
        await using var server = await SmartHttpServer.StartAsync(Path.GetDirectoryName(sandbox.Bare)!, null, null, Cancel);
        var repository = await sandbox.OpenHereAsync(access => access with { Url = server.Url + "/home.git", Timeout = TimeSpan.FromSeconds(1) });
        server.Before = context => Task.Delay(Timeout.Infinite, context.RequestAborted);

        var late = await Assert.ThrowsAsync<GitException>(() => repository.FetchAsync(Cancel));

        Assert.Equal(GitFailure.TimedOut, late.Failure);
    }

    [Fact]
    public async Task A_push_whose_answer_is_lost_counts_as_what_really_happened()
    {
        var sandbox = new Sandbox();
        await using var _ = sandbox;
        sandbox.Push("main", "Begin", ("a.yaml", "1\n"));
        await using var server = await SmartHttpServer.StartAsync(Path.GetDirectoryName(sandbox.Bare)!, null, null, Cancel);
        var repository = await sandbox.OpenHereAsync(access => access with { Url = server.Url + "/home.git" });
        server.Before = context =>
        {
            if (context.Request.Path.Value!.EndsWith("git-receive-pack", StringComparison.Ordinal)) context.Response.StatusCode = 503;
            return Task.CompletedTask;
        };

        var failure = await Assert.ThrowsAsync<GitException>(() => repository.WriteBranchAsync(Write("proposal/web", repository.Tip("main"), ("b.yaml", "2\n")), Cancel));

        Assert.Equal(GitFailure.Unreachable, failure.Failure);
        Assert.Null(sandbox.BareTip("proposal/web"));
        Assert.Null(repository.Tip("proposal/web"));
    }
}
