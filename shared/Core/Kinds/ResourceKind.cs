using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace HomelabMcp.Core;

/// <summary>What a drift of a kind asks for.</summary>
public enum DriftAnswer
{
    /// <summary>The reconciler puts it right by itself.</summary>
    Heal,
    /// <summary>A human decides.</summary>
    Ask,
}

/// <summary>How an existing object becomes ours.</summary>
public enum AdoptionMode
{
    /// <summary>Our marker is written onto it; from then on it is like one we made, but is still never pruned unless the driver says so.</summary>
    Marked,
    /// <summary>The platform cannot take a marker afterwards (Docker labels): the adoption is kept in the store and such an object is never pruned.</summary>
    Recorded,
}

/// <summary>
/// The pure half of a kind: its schema and the facts that the engine decides by. The other half, which talks to the
/// platform, is an <see cref="IKindDriver"/>.
/// </summary>
public sealed record ResourceKind
{
    /// <summary><c>platform.type</c>.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence for <c>gitops_kinds</c> and the reference.</summary>
    public required string Summary { get; init; }

    /// <summary>The fields of <c>spec</c>.</summary>
    public required ImmutableArray<Field> Fields { get; init; }

    /// <summary>A complete manifest of this kind as YAML, for people and assistants to start from.</summary>
    public required string Example { get; init; }

    /// <summary>Whether an object with this desired or live spec keeps something that a new one would lack.</summary>
    public Func<JsonObject, bool> HoldsState { get; init; } = static _ => false;

    /// <summary>
    /// The platform's own key of a manifest: VMID for a guest, name for a network. Two resources of one target and one
    /// key space may not share it. A null answer: the manifest does not say yet.
    /// </summary>
    public Func<ResourceKey, JsonObject, string?> NaturalKey { get; init; } = static (key, _) => key.Name;

    /// <summary>Kinds that share a space of natural keys bear one name here (a VMID is taken by a VM and a container alike).</summary>
    public string? KeySpace { get; init; }

    /// <summary>The scope of the ownership mark (see <see cref="OwnershipMark.For"/>), from the natural key.</summary>
    public Func<string, string> MarkScope { get; init; } = static _ => "";

    /// <summary>What a drift asks for.</summary>
    public DriftAnswer Drift { get; init; } = DriftAnswer.Heal;

    /// <summary>How an existing object is adopted.</summary>
    public AdoptionMode Adoption { get; init; } = AdoptionMode.Marked;

    /// <summary>The field of <c>spec</c> that names a native file or folder in the repository; null for kinds without one.</summary>
    public string? NativePath { get; init; }

    /// <summary>
    /// How long a create whose answer was lost may still take effect. After a crash such a create is not repeated
    /// before this has passed and the marker has been looked for.
    /// </summary>
    public TimeSpan InFlight { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What fields alone cannot say (two fields that exclude one another …), as faults without a file.</summary>
    public Func<Manifest, IEnumerable<(string Field, string Message)>> Check { get; init; } = static _ => [];

    /// <summary>Identifiers that the author left out and that are to be chosen when the manifest is written (a VMID).</summary>
    public ImmutableArray<string> ChosenFields { get; init; } = [];

    /// <summary>The platform: what stands before the dot.</summary>
    public string Platform => Name[..Name.IndexOf('.', StringComparison.Ordinal)];

    /// <summary>The type: what stands after the dot.</summary>
    public string Type => Name[(Name.IndexOf('.', StringComparison.Ordinal) + 1)..];
}
