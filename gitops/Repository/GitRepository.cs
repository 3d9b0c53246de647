using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using HomelabMcp.Core;
using HomelabMcp.Engine;

namespace HomelabMcp.Repository;

/// <summary>
/// The desired-state repository, through a bare copy of our own that survives restarts. Reads go to the copy, at once
/// and from any thread; whatever talks to the repository itself is done one at a time. Branches of the copy are where
/// the last fetch, push or merge saw them.
/// </summary>
/// <remarks>
/// Every method throws <see cref="GitException"/> with a sentence to act on; what a user of the repository can cause
/// in good faith (a branch moved, a merge conflicts) is an outcome instead.
/// </remarks>
public sealed class GitRepository : IAsyncDisposable
{
    /// <summary>How often a watched repository on this machine is looked at even when its file system is silent.</summary>
    private static readonly TimeSpan WatchedPeriod = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim writing = new(1);
    private readonly ConcurrentDictionary<BranchWatcher, bool> watchers = new();
    private readonly RepositoryAccess access;
    private readonly RepositoryAddress address;
    private readonly Mirror mirror;
    private readonly RepositoryReaders readers;
    private readonly CommitReader commits;
    private readonly TreeReader trees;
    private readonly DiffReader diffs;
    private readonly FormerFiles former;
    private readonly GitCommand git;
    private readonly Remote remote;
    private readonly CommitWriter writer;
    private readonly Merger merger;
    private readonly SignatureCheck signatures;
    private readonly TimeProvider clock;
    private bool disposed;

    private GitRepository(RepositoryAccess access, RepositoryAddress address, Mirror mirror, GitEnvironment environment, MirrorOrigin origin, TimeProvider clock)
    {
        (this.access, this.address, this.mirror, this.clock, Origin) = (access, address, mirror, clock, origin);
        readers = new(mirror.Folder);
        git = new(environment, clock);
        commits = new(readers);
        trees = new(readers, RepositoryPath.Folder(access.Path));
        diffs = new(readers, trees);
        former = new(readers, trees);
        remote = new(access, address, readers, git, mirror.Folder);
        writer = new(access, readers, trees, git, mirror.Folder, clock);
        merger = new(readers, writer);
        signatures = new(readers, git, mirror.Folder);
    }

    /// <summary>The protected branch, short name.</summary>
    public string Branch => access.Branch;

    /// <summary>How the copy came to be when this was opened.</summary>
    public MirrorOrigin Origin { get; }

    /// <summary>Whether the repository is on this machine, and so watched rather than polled.</summary>
    public bool IsLocal => address.Kind is AddressKind.Local;

    /// <summary>
    /// Opens the copy below <paramref name="dataFolder"/>, making it where it is missing, damaged or of another
    /// address. A whole copy opens even while the repository cannot be reached; it is not fetched.
    /// </summary>
    public static async Task<GitRepository> OpenAsync(RepositoryAccess access, string dataFolder, TimeProvider clock, CancellationToken cancel)
    {
        var parsed = RepositoryAddress.Parse(access.Url);
        if (!LibGit2Sharp.Reference.IsValidName("refs/heads/" + access.Branch))
            throw new HomelabException($"repository.branch '{UntrustedText.CleanOf(access.Branch)}' is no branch name; give one such as main.");
        _ = RepositoryPath.Folder(access.Path);
        var folder = System.IO.Path.GetFullPath(dataFolder);
        Directory.CreateDirectory(folder);
        var environment = new GitEnvironment(access, parsed, System.IO.Path.Combine(folder, "git-home"));
        var copy = new Mirror(access, parsed, environment, clock, folder);
        var origin = await copy.EnsureAsync(cancel);
        return new(access, parsed, copy, environment, origin, clock);
    }

    /// <summary>Takes over what the repository's branches are now.</summary>
    public Task<FetchOutcome> FetchAsync(CancellationToken cancel) => AloneAsync(() => FetchAloneAsync(cancel), cancel);

    /// <summary>The commit a branch points to; null: no such branch, or one without a commit.</summary>
    public string? Tip(string branch) => commits.Tip(branch);

    /// <summary>Branches whose short name begins with a prefix, by name; proposals with <see cref="BranchName.ProposalPrefix"/>.</summary>
    public ImmutableArray<BranchTip> Branches(string prefix) => commits.Branches(prefix);

    /// <summary>
    /// The files of a commit below <c>repository.path</c>; none where that folder does not exist. A
    /// <see cref="FaultsException"/> names every path that is dangerous (<c>..</c>, <c>.git</c>, control characters…).
    /// </summary>
    public SourceTree ReadTree(string commit) => trees.Tree(commit);

    /// <summary>Content of one file at a commit; null where there is none or it is a link. The path is relative to <c>repository.path</c>.</summary>
    public ReadOnlyMemory<byte>? ReadFile(string commit, string path) => trees.FileAt(commit, path);

    /// <summary>A commit; null where it is not known here.</summary>
    public CommitRecord? Commit(string id) => commits.Commit(id);

    /// <summary>Whether the first is the second or an ancestor of it; false where one is not known here.</summary>
    public bool IsAncestor(string ancestor, string commit) => commits.IsAncestor(ancestor, commit);

    /// <summary>The newest commit both descend from; null where they share none.</summary>
    public string? MergeBase(string first, string second) => commits.MergeBase(first, second);

    /// <summary>Commits of <paramref name="to"/> that <paramref name="from"/> does not have, newest first.</summary>
    public ImmutableArray<CommitRecord> Log(string? from, string to, int limit) => commits.Log(from, to, limit);

    /// <summary>Unified diff of the whole repository between two commits; null: against nothing. Untrusted text.</summary>
    public string Diff(string? from, string to) => diffs.Text(from, to);

    /// <summary>Paths below <c>repository.path</c> that differ between two commits, with blob ids; null: against nothing.</summary>
    public ImmutableArray<ChangedPath> ChangedPaths(string? from, string to) => diffs.Paths(from, to);

    /// <summary>
    /// Every version of a <c>*.yaml</c> or <c>*.yml</c> file that an ancestor of the tip had and the tip has not, newest
    /// first. What an earlier call learned is kept, so a tip that moved on costs its new commits alone.
    /// </summary>
    public ImmutableArray<FormerFile> FormerFilesOf(string tip) => former.Of(tip);

    /// <summary>How a branch that was at one commit came to another.</summary>
    public BranchMove Movement(string? from, string? to) => (from, to) switch
    {
        _ when from == to => BranchMove.None,
        (null, _) => BranchMove.Created,
        (_, null) => BranchMove.Deleted,
        _ => IsAncestor(from, to) ? BranchMove.FastForward : BranchMove.Rewritten,
    };

    /// <summary>Ids of the commits that touched one file, newest first.</summary>
    /// <param name="path">Relative to <c>repository.path</c>.</param>
    /// <param name="commit">Full id of the commit to look back from.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancel">Stops the search.</param>
    public async Task<ImmutableArray<string>> HistoryAsync(string path, string commit, int limit, CancellationToken cancel)
    {
        if (RepositoryPath.Danger(path) is { } danger) throw new HomelabException($"'{UntrustedText.CleanOf(path)}' has no history: {danger}.");
        if (Commit(commit) is not { } known) throw new GitException(GitFailure.UnknownCommit, $"Commit '{UntrustedText.CleanOf(commit)}' is not in the repository.");
        // The library takes ten times as long for the history of a path.
        var listed = await git.RunAsync(new("Reading the history of a file", "--literal-pathspecs", "--git-dir", mirror.Folder,
            "log", "--format=%H", $"--max-count={limit}", known.Id, "--", trees.Inside(path)), cancel);
        return [.. listed.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>What a commit's signature is worth to those whose signatures count.</summary>
    public Task<SignatureVerdict> CheckSignatureAsync(string commit, SignatureTrust trust, CancellationToken cancel) =>
        signatures.JudgeAsync(commit, trust, cancel);

    /// <summary>
    /// Writes one commit and moves its branch there, in the repository and in the copy, or neither. The protected
    /// branch is refused. Bad paths and contents are a <see cref="GitException"/> with <see cref="GitFailure.BadChange"/>.
    /// </summary>
    public Task<BranchOutcome> WriteBranchAsync(BranchWrite write, CancellationToken cancel)
    {
        RefuseProtected(BranchName.Require(write.Branch));
        return AloneAsync(async () =>
        {
            var commit = await writer.WriteAsync(write, cancel);
            var push = await remote.PushAsync(new($"Pushing branch {write.Branch}", write.Branch, commit, write.ExpectedTip), cancel);
            Follow(write.Branch, push.Done ? commit : push.Actual);
            return push.Done ? new BranchOutcome.Written(commit) : (BranchOutcome)new BranchOutcome.Moved(push.Actual);
        }, cancel);
    }

    /// <summary>Deletes a branch that is where it is expected; one that is gone already counts as deleted. The protected branch is refused.</summary>
    public Task<BranchOutcome> DeleteBranchAsync(string branch, string expectedTip, CancellationToken cancel)
    {
        RefuseProtected(branch);
        if (!LibGit2Sharp.Reference.IsValidName("refs/heads/" + branch))
            throw new GitException(GitFailure.BadChange, $"'{UntrustedText.CleanOf(branch)}' is no branch name; give one that the repository lists.");
        return AloneAsync(async () =>
        {
            var push = await remote.PushAsync(new($"Deleting branch {branch}", branch, null, expectedTip), cancel);
            Follow(branch, push.Done ? null : push.Actual);
            return push.Done ? new BranchOutcome.Deleted() : (BranchOutcome)new BranchOutcome.Moved(push.Actual);
        }, cancel);
    }

    /// <summary>
    /// Merges a commit into the protected branch: forward where that is possible, else by a merge commit. Nothing
    /// moves where files conflict or the branch is not where it was expected.
    /// </summary>
    public Task<MergeOutcome> MergeAsync(MergeRequest request, CancellationToken cancel) => AloneAsync<MergeOutcome>(async () =>
    {
        var tip = (await FetchAloneAsync(cancel)).After;
        if (request.ExpectedTip is { } expected && expected != tip) return new MergeOutcome.Moved(tip);
        var computed = await merger.MergeAsync(request, tip, cancel);
        if (computed is not MergeOutcome.Merged merged) return computed;
        var push = await remote.PushAsync(new($"Merging into {Branch}", Branch, merged.Commit, tip), cancel);
        Follow(Branch, push.Done ? merged.Commit : push.Actual);
        return push.Done ? merged : new MergeOutcome.Moved(push.Actual);
    }, cancel);

    /// <summary>
    /// Fetches now, then whenever a repository on this machine moves or <see cref="Wake"/> is called, else at each
    /// interval; yields where a branch is no longer where this watch last saw it (at first: where the copy had it), by
    /// whomever, or the fetch failed. Ends only by cancellation.
    /// </summary>
    public async IAsyncEnumerable<RepositoryNotice> WatchAsync(TimeSpan interval, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var watcher = new BranchWatcher(address.GitFolder);
        watchers[watcher] = true;
        try
        {
            var period = IsLocal && interval > WatchedPeriod ? WatchedPeriod : interval;
            var seen = Snapshot();
            while (true)
            {
                var failure = await LookAsync(cancel);
                var now = Snapshot();
                var moved = Compare(seen, now);
                seen = now;
                if (failure is not null) yield return new(null, failure);
                if (moved.Moved) yield return new(moved, null);
                await watcher.WaitAsync(period, clock, cancel);
            }
        }
        finally
        {
            watchers.TryRemove(watcher, out _);
        }
    }

    /// <summary>Has every watch look now: a webhook said that something moved.</summary>
    public void Wake()
    {
        foreach (var watcher in watchers.Keys) watcher.Wake();
    }

    /// <summary>Waits for a write that is under way, then closes the copy.</summary>
    public async ValueTask DisposeAsync()
    {
        await writing.WaitAsync();
        try
        {
            if (disposed) return;
            disposed = true;
            if (readers.Damaged) mirror.MarkDamaged();
            readers.Dispose();
        }
        finally
        {
            writing.Release();
        }
    }

    private async Task<GitException?> LookAsync(CancellationToken cancel)
    {
        try
        {
            await FetchAsync(cancel);
            return null;
        }
        catch (GitException failure)
        {
            return failure;
        }
    }

    private async Task<FetchOutcome> FetchAloneAsync(CancellationToken cancel)
    {
        var before = Snapshot();
        await remote.FetchAsync(null, cancel);
        return Compare(before, Snapshot());
    }

    private Dictionary<string, string> Snapshot() => Branches("").ToDictionary(tip => tip.Name, tip => tip.Commit, StringComparer.Ordinal);

    private FetchOutcome Compare(Dictionary<string, string> before, Dictionary<string, string> after)
    {
        var changed = before.Keys.Union(after.Keys).Where(name => before.GetValueOrDefault(name) != after.GetValueOrDefault(name));
        var (old, young) = (before.GetValueOrDefault(Branch), after.GetValueOrDefault(Branch));
        return new(old, young, Movement(old, young), [.. changed.Order(StringComparer.Ordinal)]);
    }

    /// <summary>Has the copy follow a branch that the repository was seen to have at this commit; one not fetched yet is left to the next fetch.</summary>
    private void Follow(string branch, string? commit)
    {
        readers.Read(repository =>
        {
            var name = "refs/heads/" + branch;
            if (commit is null) repository.Refs.Remove(name);
            else if (repository.ObjectDatabase.Contains(new(commit))) repository.Refs.Add(name, new LibGit2Sharp.ObjectId(commit), allowOverwrite: true);
            return commit;
        });
        Wake();
    }

    private void RefuseProtected(string branch)
    {
        if (branch.Equals(access.Branch, StringComparison.OrdinalIgnoreCase))
            throw new GitException(GitFailure.BadChange, $"Branch {access.Branch} is protected: it moves by a merge alone.");
    }

    private async Task<T> AloneAsync<T>(Func<Task<T>> work, CancellationToken cancel)
    {
        await writing.WaitAsync(cancel);
        try
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return await work();
        }
        finally
        {
            writing.Release();
        }
    }
}
