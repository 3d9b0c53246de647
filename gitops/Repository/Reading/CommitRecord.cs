using System.Collections.Immutable;

namespace HomelabMcp.Repository;

/// <summary>A commit.</summary>
/// <param name="Id">Full id.</param>
/// <param name="Parents">Ids of its parents, first first; empty for a root.</param>
/// <param name="Author">Who wrote it, as the commit says: anybody can claim any name.</param>
/// <param name="AuthorTime">When, as the commit says.</param>
/// <param name="Committer">Who committed it, as the commit says.</param>
/// <param name="CommitTime">When, as the commit says.</param>
/// <param name="Message">The whole message.</param>
/// <param name="Trailers">The <c>Key: value</c> lines of its last paragraph, in order.</param>
/// <param name="HasSignature">Whether it carries a signature; says nothing of who made it.</param>
public sealed record CommitRecord(
    string Id,
    ImmutableArray<string> Parents,
    GitIdentity Author,
    DateTimeOffset AuthorTime,
    GitIdentity Committer,
    DateTimeOffset CommitTime,
    string Message,
    ImmutableArray<Trailer> Trailers,
    bool HasSignature)
{
    /// <summary>First line of the message.</summary>
    public string Title => Message.Split('\n', 2)[0].TrimEnd('\r');
}

/// <summary>One trailer of a commit message, such as <c>Assisted-by: client/1.0 (call 42)</c>.</summary>
/// <param name="Key">Letters, digits and dashes.</param>
/// <param name="Value">One line.</param>
public sealed record Trailer(string Key, string Value);

/// <summary>A branch and the commit it points to.</summary>
/// <param name="Name">Short name.</param>
/// <param name="Commit">Full commit id.</param>
public sealed record BranchTip(string Name, string Commit);

/// <summary>One path that differs between two commits.</summary>
/// <param name="Path">Relative to <c>repository.path</c>.</param>
/// <param name="OldId">Blob id before; null: it is new.</param>
/// <param name="NewId">Blob id after; null: it is gone.</param>
public sealed record ChangedPath(string Path, string? OldId, string? NewId);

/// <summary>A manifest file of an ancestor commit that a tip no longer has in that form.</summary>
/// <param name="Path">Relative to <c>repository.path</c>.</param>
/// <param name="ContentId">Blob id.</param>
/// <param name="Commit">The newest ancestor known to have it.</param>
/// <param name="Read">Gives the content.</param>
public sealed record FormerFile(string Path, string ContentId, string Commit, Func<ReadOnlyMemory<byte>> Read);
