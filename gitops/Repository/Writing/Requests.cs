using System.Collections.Immutable;

namespace HomelabMcp.Repository;

/// <summary>One file of a commit to write.</summary>
/// <param name="Path">Relative to <c>repository.path</c>, forward slashes.</param>
/// <param name="Content">The whole content; null: the file goes.</param>
public sealed record FileChange(string Path, byte[]? Content);

/// <summary>One commit on a branch, built on a commit without a work tree.</summary>
public sealed record BranchWrite
{
    /// <summary>Short name of the branch; never the protected one.</summary>
    public required string Branch { get; init; }

    /// <summary>The commit it builds on; null only where the repository has none yet.</summary>
    public required string? Base { get; init; }

    /// <summary>What changes against the base; at least one file, each path once.</summary>
    public required ImmutableArray<FileChange> Changes { get; init; }

    /// <summary>Title, and a body after an empty line.</summary>
    public required string Message { get; init; }

    /// <summary>Lines of the last paragraph of the message.</summary>
    public ImmutableArray<Trailer> Trailers { get; init; } = [];

    /// <summary>Who asked for it; the committer is <see cref="RepositoryAccess.Identity"/>.</summary>
    public required GitIdentity Author { get; init; }

    /// <summary>Where the branch must be for it to be moved; null: it must not exist.</summary>
    public string? ExpectedTip { get; init; }
}

/// <summary>A merge into the protected branch.</summary>
public sealed record MergeRequest
{
    /// <summary>The commit to merge: pinned, so that a branch pushed to meanwhile merges nothing unseen.</summary>
    public required string Head { get; init; }

    /// <summary>Where the protected branch must be; null: wherever it is when the merge begins.</summary>
    public string? ExpectedTip { get; init; }

    /// <summary>Message of the merge commit, where one is needed.</summary>
    public required string Message { get; init; }

    /// <summary>Trailers of the merge commit.</summary>
    public ImmutableArray<Trailer> Trailers { get; init; } = [];

    /// <summary>Who merges.</summary>
    public required GitIdentity Author { get; init; }
}
