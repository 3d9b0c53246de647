using System.Collections.Immutable;
using HomelabMcp.Core;
using HomelabMcp.Engine;

namespace HomelabMcp.Reconciler;

/// <summary>
/// Where what should be comes from: a repository, or its in-memory twin under simulation. Commits are full ids.
/// </summary>
public abstract class DesiredSource
{
    /// <summary>The protected branch's short name.</summary>
    public abstract string Branch { get; }

    /// <summary>Looks at the repository itself and gives the protected branch's commit; null where there is none yet.</summary>
    public abstract Task<string?> FetchAsync(CancellationToken cancel);

    /// <summary>The protected branch's commit as far as it is known by now, without asking anybody.</summary>
    public abstract string? KnownTip { get; }

    /// <summary>The commit that a branch, a short or a full id means; null where there is none.</summary>
    public abstract string? Resolve(string reference);

    /// <summary>The desired state of a commit, or everything that is wrong with it.</summary>
    public abstract DesiredReading Read(string commit);

    /// <summary>The text of a commit's <c>policy.yaml</c>; null where it has none.</summary>
    public abstract string? PolicyText(string commit);

    /// <summary>Whether the first is the second or an ancestor of it.</summary>
    public abstract bool IsAncestor(string ancestor, string commit);

    /// <summary>Who moved the branch to a commit, as the commit itself claims: good for a record, not for a right.</summary>
    public abstract string AuthorOf(string commit);

    /// <summary>Resources that an ancestor of a commit had and the commit has not, with their newest manifest.</summary>
    public abstract ImmutableDictionary<ResourceKey, Manifest> Former(string commit);

    /// <summary>Calls back whenever the repository may have moved; ends only by cancellation.</summary>
    public abstract Task WatchAsync(TimeSpan interval, Action moved, CancellationToken cancel);

    /// <summary>Looks at the repository now: somebody said that it moved.</summary>
    public virtual void Wake() { }
}
