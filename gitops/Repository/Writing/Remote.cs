using LibGit2Sharp;

namespace HomelabMcp.Repository;

/// <summary>One ref to move at the other side.</summary>
/// <param name="Step">What for, as an error names it.</param>
/// <param name="Branch">Short name.</param>
/// <param name="Commit">Where to; null: away.</param>
/// <param name="Expected">Where it must be; null: nowhere.</param>
internal sealed record Push(string Step, string Branch, string? Commit, string? Expected);

/// <summary>Where a push left the branch.</summary>
/// <param name="Done">Whether it moved as asked.</param>
/// <param name="Actual">Where it is when it did not.</param>
internal sealed record PushAnswer(bool Done, string? Actual);

/// <summary>Talks to the repository that the mirror is a copy of.</summary>
internal sealed class Remote(RepositoryAccess access, RepositoryAddress address, RepositoryReaders readers, GitCommand git, string folder)
{
    public const string Name = "origin";
    public const string Refspec = "+refs/heads/*:refs/heads/*";

    public async Task FetchAsync(TimeSpan? timeout, CancellationToken cancel)
    {
        if (address.Kind is AddressKind.Local && timeout is null && FetchInProcess()) return;
        await git.RunAsync(new("Fetching the repository", "--git-dir", folder, "fetch", "--quiet", "--prune", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", Name)
        {
            Remote = true,
            Timeout = timeout,
        }, cancel);
    }

    /// <summary>The tip of a branch at the other side; null where it has none.</summary>
    public async Task<string?> TipAsync(string branch, CancellationToken cancel)
    {
        var listed = await git.RunAsync(new($"Looking at branch {branch}", "--git-dir", folder, "ls-remote", "--refs", Name, "refs/heads/" + branch) { Remote = true }, cancel);
        return listed.Text.Split('\n').Select(line => line.Split('\t')).Where(parts => parts.Length is 2 && parts[1] == "refs/heads/" + branch)
            .Select(parts => parts[0]).FirstOrDefault();
    }

    /// <summary>
    /// Moves one branch, if it is where it is expected. After a failure or a stop the other side is asked where the
    /// branch is: a new branch that had already arrived is taken back, a push that had arrived counts as done otherwise.
    /// </summary>
    public async Task<PushAnswer> PushAsync(Push push, CancellationToken cancel)
    {
        var reference = "refs/heads/" + push.Branch;
        var call = new GitCall(push.Step, "--git-dir", folder, "push", "--porcelain", "--no-verify", "--no-recurse-submodules",
            $"--force-with-lease={reference}:{push.Expected}", Name, $"{push.Commit}:{reference}")
        { Remote = true };
        GitResult result;
        try
        {
            result = await git.TryAsync(call, cancel);
        }
        catch (Exception stop) when (stop is OperationCanceledException or GitException { Failure: GitFailure.TimedOut })
        {
            if (await SettleAsync(push)) return new(Done: true, push.Commit);
            throw;
        }

        if (result.ExitCode is 0) return new(Done: true, push.Commit);
        var failure = git.Explain(call, result with { Error = result.Error + result.Text });
        if (failure.Failure is GitFailure.AuthenticationRefused or GitFailure.HostNotTrusted or GitFailure.NotARepository) throw failure;
        if (failure.Failure is GitFailure.Unreachable) return await SettleAsync(push) ? new(Done: true, push.Commit) : throw failure;
        var actual = await TipAsync(push.Branch, cancel);
        if (actual == push.Commit) return new(Done: true, push.Commit);
        return actual != push.Expected ? new(Done: false, actual) : throw failure;
    }

    /// <summary>After a push whose answer did not come: whether it stands. A half-made new branch is removed.</summary>
    private async Task<bool> SettleAsync(Push push)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        string? actual;
        try
        {
            actual = await TipAsync(push.Branch, patience.Token);
        }
        catch (Exception unknown) when (unknown is OperationCanceledException or GitException)
        {
            return false; // The failure of the push itself is what the caller is told.
        }

        if (actual != push.Commit) return false;
        if (push.Commit is null || push.Expected is not null || push.Branch == access.Branch) return true;
        var reference = "refs/heads/" + push.Branch;
        var removed = await git.TryAsync(new("Taking back a branch", "--git-dir", folder, "push", "--porcelain", "--no-verify",
            $"--force-with-lease={reference}:{push.Commit}", Name, $":{reference}")
        { Remote = true }, patience.Token);
        return removed.ExitCode is not 0;
    }

    // Fifty times quicker than the command for a repository on this machine, which is the one that is watched.
    private bool FetchInProcess()
    {
        try
        {
            using var repository = readers.Open();
            repository.Network.Fetch(Name, [], new FetchOptions { Prune = true, TagFetchMode = TagFetchMode.None });
            return true;
        }
        catch (LibGit2SharpException)
        {
            return false; // The command says precisely what is wrong, or does what the library cannot.
        }
    }
}
