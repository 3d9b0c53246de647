using System.Collections.Immutable;
using HomelabMcp.Core;

namespace HomelabMcp.Store;

/// <summary>A resource whose read-back agreed with Git.</summary>
/// <param name="Manifest">What Git said then; without native files, whose hashes stand in <c>spec.files</c>.</param>
/// <param name="Commit">The newest commit at which it agreed.</param>
/// <param name="At">When.</param>
/// <param name="Secrets">The secrets that it used.</param>
/// <param name="Written">Hashes of what was written to fields that the platform never gives back, by dotted path.</param>
/// <param name="LiveId">The live object.</param>
public sealed record VerifiedResource(
    Manifest Manifest,
    string Commit,
    DateTimeOffset At,
    ImmutableSortedSet<string> Secrets,
    ImmutableSortedDictionary<string, string> Written,
    string LiveId);

/// <summary>An adoption that a reviewer approved.</summary>
/// <param name="LiveId">The live object adopted.</param>
/// <param name="Who">Who approved it.</param>
/// <param name="At">When it was done.</param>
public sealed record AdoptedResource(string LiveId, string Who, DateTimeOffset At);

/// <summary>A resource whose last step failed.</summary>
/// <param name="StepHash">The step that failed; another step for it is tried at once.</param>
/// <param name="Reason">One sentence.</param>
/// <param name="Attempts">How often it failed in a row.</param>
/// <param name="Since">When it first failed.</param>
/// <param name="RetryAt">When it is tried again by itself; null: not before Git or a human changes something.</param>
public sealed record ParkedResource(string StepHash, string Reason, int Attempts, DateTimeOffset Since, DateTimeOffset? RetryAt);

/// <summary>All that is remembered of resources.</summary>
public sealed record ResourceRecords(
    ImmutableDictionary<ResourceKey, VerifiedResource> Verified,
    ImmutableDictionary<ResourceKey, AdoptedResource> Adopted,
    ImmutableDictionary<ResourceKey, ParkedResource> Parked)
{
    /// <summary>Nothing remembered.</summary>
    public static ResourceRecords Empty { get; } = new(
        ImmutableDictionary<ResourceKey, VerifiedResource>.Empty,
        ImmutableDictionary<ResourceKey, AdoptedResource>.Empty,
        ImmutableDictionary<ResourceKey, ParkedResource>.Empty);
}
