using System.Collections.Immutable;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>What is remembered from before: Git's past, and what the store knows (all of it may be lost without harm).</summary>
public sealed record Baseline
{
    /// <summary>Nothing remembered.</summary>
    public static Baseline None { get; } = new();

    /// <summary>The newest commit whose run ended; null before the first.</summary>
    public string? AppliedCommit { get; init; }

    /// <summary>Each resource's manifest at the newest commit at which its read-back agreed.</summary>
    public ImmutableDictionary<ResourceKey, Manifest> Verified { get; init; } = ImmutableDictionary<ResourceKey, Manifest>.Empty;

    /// <summary>
    /// Resources of ancestor commits that the commit in hand no longer has, with their last manifest. Only these may
    /// be pruned.
    /// </summary>
    public ImmutableDictionary<ResourceKey, Manifest> Former { get; init; } = ImmutableDictionary<ResourceKey, Manifest>.Empty;

    /// <summary>
    /// Lifecycle of each resource at the last applied commit: <c>protect</c> and <c>prune</c> are judged by it, so that
    /// a change cannot loosen the rule that judges it.
    /// </summary>
    public ImmutableDictionary<ResourceKey, Lifecycle> Lifecycles { get; init; } = ImmutableDictionary<ResourceKey, Lifecycle>.Empty;

    /// <summary>Adoptions that a reviewer approved, by key, with the live id adopted.</summary>
    public ImmutableDictionary<ResourceKey, string> Adopted { get; init; } = ImmutableDictionary<ResourceKey, string>.Empty;

    /// <summary>Secrets that each resource used when it was last verified, so that a new or moved one is noticed.</summary>
    public ImmutableDictionary<ResourceKey, ImmutableSortedSet<string>> Secrets { get; init; } = ImmutableDictionary<ResourceKey, ImmutableSortedSet<string>>.Empty;

    /// <summary>
    /// What was last written to fields that the platform never gives back: hash by dotted path
    /// (<see cref="SpecResolver.WriteOnlyHashes"/>). Where nothing is recorded, the last verified manifest decides.
    /// </summary>
    public ImmutableDictionary<ResourceKey, ImmutableSortedDictionary<string, string>> Written { get; init; } = ImmutableDictionary<ResourceKey, ImmutableSortedDictionary<string, string>>.Empty;

    /// <summary>Resources parked by an earlier failure, with the reason.</summary>
    public ImmutableDictionary<ResourceKey, string> Parked { get; init; } = ImmutableDictionary<ResourceKey, string>.Empty;
}
