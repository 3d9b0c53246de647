using System.IO.Enumeration;
using HomelabMcp.Core;

namespace HomelabMcp.Hub.Importing;

/// <summary>What of a target is to be imported.</summary>
/// <param name="Kinds">Only of these kinds; empty for all.</param>
/// <param name="Names">Only names that match one of these patterns; empty for all.</param>
internal sealed record ImportFilter(IReadOnlyCollection<string> Kinds, IReadOnlyCollection<string> Names)
{
    /// <summary>Refuses kinds that the platform does not have.</summary>
    public void Check(IReadOnlyList<ResourceKind> known)
    {
        foreach (var kind in Kinds)
            if (!known.Any(one => one.Name == kind))
                throw new HomelabException($"'{kind}' is not a kind of this target: {Nearest.Hint(kind, [.. known.Select(one => one.Name)])}.");
    }

    /// <summary>Whether a kind is wanted.</summary>
    public bool Wants(ResourceKind kind) => Kinds.Count == 0 || Kinds.Contains(kind.Name);

    /// <summary>Whether an object is wanted.</summary>
    public bool Wants(LiveResource live) => Names.Count == 0 || Names.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, live.Name));
}
