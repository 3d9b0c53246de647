using System.Collections.Immutable;

namespace HomelabMcp.Repository;

/// <summary>How the protected branch moved between two looks.</summary>
public enum BranchMove
{
    /// <summary>It did not.</summary>
    None,
    /// <summary>It appeared.</summary>
    Created,
    /// <summary>Forward: the old tip is an ancestor of the new one.</summary>
    FastForward,
    /// <summary>To a commit that the old tip is no ancestor of: history was rewritten.</summary>
    Rewritten,
    /// <summary>It is gone.</summary>
    Deleted,
}

/// <summary>What a fetch found.</summary>
/// <param name="Before">Tip of the protected branch before; null: there was none.</param>
/// <param name="After">Tip now; null: there is none.</param>
/// <param name="Move">How the protected branch moved.</param>
/// <param name="ChangedBranches">Short names of every branch that appeared, moved or went.</param>
public sealed record FetchOutcome(string? Before, string? After, BranchMove Move, ImmutableArray<string> ChangedBranches)
{
    /// <summary>Whether any branch moved.</summary>
    public bool Moved => !ChangedBranches.IsEmpty;
}

/// <summary>One word from a watched repository: what moved, or why it could not be looked at.</summary>
/// <param name="Fetched">What a fetch found; null where it failed.</param>
/// <param name="Failure">Why it failed; null where it did not.</param>
public sealed record RepositoryNotice(FetchOutcome? Fetched, GitException? Failure);

/// <summary>What writing or deleting a branch came to.</summary>
public abstract record BranchOutcome
{
    private BranchOutcome() { }

    /// <summary>The branch is at this commit.</summary>
    /// <param name="Commit">Full commit id.</param>
    public sealed record Written(string Commit) : BranchOutcome;

    /// <summary>The branch is gone.</summary>
    public sealed record Deleted : BranchOutcome;

    /// <summary>Somebody else moved it meanwhile; nothing was changed.</summary>
    /// <param name="Actual">Where it is; null: it does not exist.</param>
    public sealed record Moved(string? Actual) : BranchOutcome;
}

/// <summary>What a merge came to.</summary>
public abstract record MergeOutcome
{
    private MergeOutcome() { }

    /// <summary>The protected branch is at this commit.</summary>
    /// <param name="Commit">Full commit id.</param>
    /// <param name="FastForward">Whether it is the merged commit itself.</param>
    public sealed record Merged(string Commit, bool FastForward) : MergeOutcome;

    /// <summary>The protected branch had it already.</summary>
    /// <param name="Commit">Tip of the protected branch.</param>
    public sealed record AlreadyMerged(string Commit) : MergeOutcome;

    /// <summary>Both sides changed these files; nothing was moved.</summary>
    /// <param name="Paths">Relative to the repository's root.</param>
    public sealed record Conflicts(ImmutableArray<string> Paths) : MergeOutcome;

    /// <summary>The protected branch is not where it was expected; nothing was moved.</summary>
    /// <param name="Actual">Where it is; null: it does not exist.</param>
    public sealed record Moved(string? Actual) : MergeOutcome;
}
