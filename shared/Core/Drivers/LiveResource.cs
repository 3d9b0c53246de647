using System.Text.Json.Nodes;

namespace HomelabMcp.Core;

/// <summary>How a live object fares, as far as what depends on it cares.</summary>
public enum LiveHealth
{
    /// <summary>It does its work, or is deliberately stopped.</summary>
    Healthy,
    /// <summary>It is on its way up.</summary>
    Starting,
    /// <summary>It should work and does not.</summary>
    Unhealthy,
}

/// <summary>One object as a platform shows it.</summary>
/// <remarks>
/// A row of a list often tells less than a read (Proxmox lists hold no configuration, Docker's no environment): then
/// <see cref="Detailed"/> is false and <see cref="Spec"/> holds only what the list told. Markers never stand in it.
/// </remarks>
public sealed record LiveResource
{
    /// <summary>What calls address it by; stable while it lives (<c>pve1/lxc/120</c>, a container id).</summary>
    public required string Id { get; init; }

    /// <summary>Its name on the platform, for people. Untrusted.</summary>
    public required string Name { get; init; }

    /// <summary>The platform's own key, comparable with <see cref="ResourceKind.NaturalKey"/>.</summary>
    public required string NaturalKey { get; init; }

    /// <summary>What it is, in the shape of a manifest's <c>spec</c>.</summary>
    public required JsonObject Spec { get; init; }

    /// <summary>Whether <see cref="Spec"/> is complete.</summary>
    public required bool Detailed { get; init; }

    /// <summary>Our kind of marker on it, of whatever installation; null where it bears none.</summary>
    public OwnershipMark? Mark { get; init; }

    /// <summary>
    /// A text that changes when the listed fields change, so that an unchanged one needs no fresh read.
    /// Values that move by themselves (CPU, uptime) are no part of it.
    /// </summary>
    public required string Fingerprint { get; init; }

    /// <summary>What a compare-and-swap write is bound to (a Proxmox digest); null where the platform has none.</summary>
    public string? Version { get; init; }

    /// <summary>How it fares.</summary>
    public LiveHealth Health { get; init; }

    /// <summary>Why it is not healthy, in a few words.</summary>
    public string? HealthReason { get; init; }

    /// <summary>Whether deleting it now would be refused or wrong, in a few words (locked, in use); null if not.</summary>
    public string? Busy { get; init; }
}

/// <summary>Who changed a live object and when, where the platform's own records tell.</summary>
/// <param name="Id">The live object's <see cref="LiveResource.Id"/>.</param>
/// <param name="Who">The platform's user or token.</param>
/// <param name="What">What it did (a task type, an event).</param>
/// <param name="When">When it ended, by the platform's clock.</param>
public sealed record LiveChange(string Id, string Who, string What, DateTimeOffset When);

/// <summary>A backup taken before something was destroyed.</summary>
/// <param name="Location">Where it lies: a volume id, a file.</param>
/// <param name="Summary">One sentence for the approval, the run and the audit.</param>
public sealed record BackupReceipt(string Location, string Summary);
