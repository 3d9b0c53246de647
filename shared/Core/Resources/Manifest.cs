using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace HomelabMcp.Core;

/// <summary>One desired resource as a YAML document in the repository says it.</summary>
/// <remarks>
/// <see cref="Spec"/> is read-only by convention: whoever needs another one clones it first.
/// References (<c>${…}</c>) in it are still text; the engine resolves them.
/// </remarks>
public sealed record Manifest
{
    /// <summary>Kind, name and target.</summary>
    public required ResourceKey Key { get; init; }

    /// <summary>What the resource should be, in the platform's own field names.</summary>
    public required JsonObject Spec { get; init; }

    /// <summary>Where the document stands.</summary>
    public required SourceLocation Source { get; init; }

    /// <summary>Resources that must be healthy first; written ones only, references add theirs.</summary>
    public ImmutableArray<ResourceKey> DependsOn { get; init; } = [];

    /// <summary>Protection, adoption, pruning and ignored fields.</summary>
    public Lifecycle Lifecycle { get; init; } = Lifecycle.Default;

    /// <summary>Free text for people; no part of the plan.</summary>
    public string? Description { get; init; }

    /// <summary>Files of a native format (compose, dynamic configuration …) by path relative to <c>spec.path</c>; empty for other kinds.</summary>
    public ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Files { get; init; } = ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>.Empty;

    /// <summary>Lines of the fields, by dotted path (<c>spec.network.net0</c>), for errors that point at the place.</summary>
    public IReadOnlyDictionary<string, int> Lines { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>The line of a field, or of the nearest parent that has one.</summary>
    public int LineOf(string path)
    {
        for (var at = path; at.Length > 0; at = at.Contains('.', StringComparison.Ordinal) ? at[..at.LastIndexOf('.')] : "")
            if (Lines.TryGetValue(at, out var line)) return line;
        return Source.Line;
    }
}

/// <summary>A place in a file of the desired-state repository.</summary>
/// <param name="File">Path relative to the repository's root, with forward slashes.</param>
/// <param name="Line">Line, counted from 1.</param>
/// <param name="Commit">Full commit id, where the file was read from one.</param>
public sealed record SourceLocation(string File, int Line, string? Commit = null)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}:{Line}";
}

/// <summary>How a resource may come, go and differ.</summary>
/// <param name="Protect">Never deleted nor replaced, not even with an approval.</param>
/// <param name="Adopt">A live object of this name without our marker may become ours, once a reviewer approves.</param>
/// <param name="Prune">What happens to the live object when the manifest goes.</param>
/// <param name="IgnoreChanges">Fields of <c>spec</c> (dotted) whose drift is nobody's business.</param>
public sealed record Lifecycle(bool Protect, bool Adopt, PruneMode Prune, ImmutableArray<string> IgnoreChanges)
{
    /// <summary>Unprotected, no adoption, delete on prune, nothing ignored.</summary>
    public static Lifecycle Default { get; } = new(false, false, PruneMode.Delete, []);
}

/// <summary>What happens to a live object whose manifest was removed.</summary>
public enum PruneMode
{
    /// <summary>It is deleted, under the rules for deletes.</summary>
    Delete,

    /// <summary>It stays; our marker is taken off where the platform keeps one.</summary>
    Orphan,
}
