using System.Collections.Immutable;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>What Git says should be, at one commit: validated, targets filled in, references still unresolved.</summary>
/// <param name="Commit">Full commit id; empty for a folder that is not committed.</param>
/// <param name="Manifests">By key.</param>
/// <param name="Policy">The <c>policy.yaml</c> of this commit; null where there is none.</param>
public sealed record DesiredState(
    string Commit,
    ImmutableSortedDictionary<ResourceKey, Manifest> Manifests,
    Policy? Policy)
{
    /// <summary>Nothing desired, at no commit.</summary>
    public static DesiredState Empty { get; } = new("", ImmutableSortedDictionary<ResourceKey, Manifest>.Empty, null);
}

/// <summary>A reading of a tree: the state, and everything that is wrong with it. With faults nothing is applied.</summary>
public sealed record DesiredReading(DesiredState State, ImmutableArray<Fault> Faults)
{
    /// <summary>Whether the state may be planned.</summary>
    public bool IsValid => Faults.IsEmpty;
}
