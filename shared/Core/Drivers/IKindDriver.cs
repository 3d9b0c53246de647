using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace HomelabMcp.Core;

/// <summary>
/// The half of a kind that talks to one target. Retries, order, approvals, intents, read-back and audit belong to the
/// reconciler; an author of a kind supplies these verbs and keeps their laws.
/// </summary>
/// <remarks>
/// Laws, tested for every kind: observing never writes; a create bears the mark in the call that creates; creating what
/// is already there with our mark is harmless, and what is there without it is refused (<see cref="PlatformFailure.Taken"/>);
/// deleting what is gone is quiet; after a write that returned, a read shows it; every failure is a
/// <see cref="PlatformException"/>, and <see cref="PlatformFailure.AnswerLost"/> whenever the effect is in doubt.
/// A write returns when the effect is there: work that the platform does in the background is waited for.
/// </remarks>
public interface IKindDriver
{
    /// <summary>The pure half.</summary>
    ResourceKind Kind { get; }

    /// <summary>All objects of this kind on the target, ours or not, by as few calls as the platform allows.</summary>
    Task<IReadOnlyList<LiveResource>> ListAsync(CancellationToken cancel);

    /// <summary>One object in full; null when it is gone.</summary>
    Task<LiveResource?> ReadAsync(string id, CancellationToken cancel);

    /// <summary>The object that holds a natural key now, in full, by a fresh read; null when the key is free.</summary>
    Task<LiveResource?> FindAsync(string naturalKey, CancellationToken cancel);

    /// <summary>Creates an object and returns its id.</summary>
    Task<string> CreateAsync(WriteCall call, CancellationToken cancel);

    /// <summary>Changes fields of a living object; reset fields arrive with a null <see cref="FieldChange.After"/>.</summary>
    Task UpdateAsync(WriteCall call, LiveResource live, ImmutableArray<FieldChange> changes, CancellationToken cancel);

    /// <summary>
    /// Puts a new object in the place of one that cannot be changed, in the order that keeps the most safe, and returns
    /// the new id. A crash in the middle must leave something from which the next run can go on.
    /// </summary>
    Task<string> ReplaceAsync(WriteCall call, LiveResource live, CancellationToken cancel);

    /// <summary>Deletes an object.</summary>
    Task DeleteAsync(LiveResource live, CancellationToken cancel);

    /// <summary>Writes our mark onto an existing object; called only for <see cref="AdoptionMode.Marked"/>.</summary>
    Task AdoptAsync(WriteCall call, LiveResource live, CancellationToken cancel);

    /// <summary>Takes our mark off; a no-op where there is none to take off.</summary>
    Task ReleaseAsync(LiveResource live, CancellationToken cancel);

    /// <summary>
    /// How an object would be backed up before it is destroyed, for the approval to say; null when no backup is possible.
    /// </summary>
    string? BackupPlan(LiveResource live);

    /// <summary>Takes that backup and waits until it is complete.</summary>
    Task<BackupReceipt> BackUpAsync(LiveResource live, CancellationToken cancel);

    /// <summary>A free value for one of <see cref="ResourceKind.ChosenFields"/>, outside those <paramref name="taken"/> by other manifests.</summary>
    Task<JsonNode> ChooseAsync(string field, IReadOnlySet<string> taken, CancellationToken cancel);
}

/// <summary>What a driver needs to write one resource.</summary>
/// <param name="Key">The resource.</param>
/// <param name="Mark">The mark to write with it.</param>
/// <param name="Spec">The whole desired spec: normalised, references resolved, secrets in clear.</param>
/// <param name="Files">Native files, for kinds that have them.</param>
/// <param name="Progress">Where long work tells how far it is; one short sentence each.</param>
public sealed record WriteCall(
    ResourceKey Key,
    OwnershipMark Mark,
    JsonObject Spec,
    ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Files,
    IProgress<string> Progress);

/// <summary>One field that differs.</summary>
/// <param name="Path">Dotted path below <c>spec</c>: <c>network.net0.ip</c>. Lists are compared whole.</param>
/// <param name="Before">The live value; null when absent.</param>
/// <param name="After">The wanted value; null for a reset to the platform's default.</param>
public sealed record FieldChange(string Path, JsonNode? Before, JsonNode? After);
