using System.Collections.Immutable;
using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.Engine;

namespace HomelabMcp.Hub.Api;

/// <summary>A resource: what Git says, what is live, and where it stands.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Our handle for it.</param>
/// <param name="Target">The system that bears it.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Reason">Why, in one sentence; empty when in sync.</param>
/// <param name="Desired">The spec that Git asks for, secrets as fingerprints; null when Git has none.</param>
/// <param name="Live">The live object; null when there is none or it cannot be seen.</param>
/// <param name="Diff">What differs: before is live, after is desired.</param>
/// <param name="Source">Where Git says it.</param>
/// <param name="DependsOn">What must be there first, as kind/name@target.</param>
/// <param name="LastRun">Id of the last run that touched it.</param>
internal sealed record ResourceReply(
    string Kind,
    string Name,
    string Target,
    ResourceState State,
    string Reason,
    JsonObject? Desired,
    LiveReply? Live,
    IReadOnlyList<FieldChange> Diff,
    SourceReply? Source,
    IReadOnlyList<string> DependsOn,
    string? LastRun)
{
    /// <summary>A resource of a plan.</summary>
    public static ResourceReply Of(ResourceStatus status, ImmutableDictionary<ResourceKey, string> lastRuns) => new(
        status.Key.Kind, status.Key.Name, status.Key.Target, status.State, UntrustedText.CleanOf(status.Reason), status.Desired,
        status.Live is { } live ? new(live.Id, live.Name, live.Spec) : null,
        status.Diff,
        status.Source is { } source ? new(source.File, source.Line, source.Commit) : null,
        [.. status.DependsOn.Select(key => key.ToString())],
        lastRuns.GetValueOrDefault(status.Key));
}

/// <summary>The live object of a resource.</summary>
/// <param name="Id">What its platform addresses it by.</param>
/// <param name="Name">Its name there. Written by others: untrusted.</param>
/// <param name="Spec">What it is, in the shape of a manifest's spec.</param>
internal sealed record LiveReply(string Id, UntrustedText Name, JsonObject Spec);

/// <summary>A place in the repository.</summary>
/// <param name="File">Path from the repository's root.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Commit">The commit.</param>
internal sealed record SourceReply(string File, int Line, string? Commit);

/// <summary>A resource whose live object differs from what Git says, not because Git just changed.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Our handle for it.</param>
/// <param name="Target">The system that bears it.</param>
/// <param name="State">drifted, missing, conflict or unknown.</param>
/// <param name="Reason">Why.</param>
/// <param name="Diff">What differs: before is live, after is desired.</param>
/// <param name="Changes">Who changed it and when, where the platform's own records tell; newest first.</param>
internal sealed record DriftReply(
    string Kind,
    string Name,
    string Target,
    ResourceState State,
    string Reason,
    IReadOnlyList<FieldChange> Diff,
    IReadOnlyList<ChangeReply> Changes)
{
    private const int ChangesShown = 3;

    /// <summary>A drifted resource, with those of its target's changes that concern it.</summary>
    public static DriftReply Of(ResourceStatus status, IReadOnlyList<LiveChange> changes) => new(
        status.Key.Kind, status.Key.Name, status.Key.Target, status.State, UntrustedText.CleanOf(status.Reason), status.Diff,
        [.. changes.Where(change => change.Id == status.Live?.Id).Take(ChangesShown).Select(change => new ChangeReply(change.Who, change.What, change.When))]);
}

/// <summary>A change that a platform's own records tell of.</summary>
/// <param name="Who">The platform's user or token. Written by others: untrusted.</param>
/// <param name="What">What it did.</param>
/// <param name="When">When.</param>
internal sealed record ChangeReply(UntrustedText Who, UntrustedText What, DateTimeOffset When);
