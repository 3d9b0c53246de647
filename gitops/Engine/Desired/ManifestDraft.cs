using System.Collections.Immutable;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>A manifest read by itself: what stands in other files is not known yet.</summary>
/// <param name="Manifest">Its target may be empty where the installation has several or none for the kind.</param>
/// <param name="DependsOn">As written, with lines.</param>
internal sealed record ManifestDraft(Manifest Manifest, ImmutableArray<(string Text, int Line)> DependsOn)
{
    /// <summary>The native folder or file it names, if its kind has one.</summary>
    public string? NativePath { get; init; }
}

/// <summary>What one file says.</summary>
internal sealed record FileReading(ImmutableArray<ManifestDraft> Drafts, ImmutableArray<Fault> Faults);
