using LibGit2Sharp;

namespace HomelabMcp.Repository;

/// <summary>Computes a merge in the object database: no work tree, no branch.</summary>
internal sealed class Merger(RepositoryReaders readers, CommitWriter writer)
{
    /// <summary>The commit that the protected branch would move to, or why it cannot.</summary>
    public async Task<MergeOutcome> MergeAsync(MergeRequest request, string? tip, CancellationToken cancel)
    {
        var computed = readers.Read<(MergeOutcome? Outcome, string? Tree)>(repository =>
        {
            var head = CommitReader.Require(repository, request.Head);
            if (tip is null) return (new MergeOutcome.Merged(head.Sha, FastForward: true), null);
            var ours = CommitReader.Require(repository, tip);
            var shared = repository.ObjectDatabase.FindMergeBase(ours, head);
            if (shared is null)
                throw new GitException(GitFailure.BadChange, $"Commit {head.Sha} shares no history with the protected branch; rebase it onto the branch first.");
            if (shared.Id == head.Id) return (new MergeOutcome.AlreadyMerged(tip), null);
            if (shared.Id == ours.Id) return (new MergeOutcome.Merged(head.Sha, FastForward: true), null);
            var merged = repository.ObjectDatabase.MergeCommits(ours, head, new MergeTreeOptions { FailOnConflict = false, MergeFileFavor = MergeFileFavor.Normal });
            return merged.Status is MergeTreeStatus.Succeeded
                ? (null, merged.Tree.Sha)
                : (new MergeOutcome.Conflicts([.. merged.Conflicts.Select(Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]), null);
        });
        if (computed.Tree is null) return computed.Outcome!;
        var message = CommitMessage.Compose(request.Message, request.Trailers);
        return new MergeOutcome.Merged(await writer.CommitAsync(new(computed.Tree, [tip!, request.Head], message, request.Author), cancel), FastForward: false);
    }

    private static string Name(Conflict conflict) => (conflict.Ours ?? conflict.Theirs ?? conflict.Ancestor).Path;
}
