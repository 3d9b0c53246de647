using System.Collections.Immutable;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>The kinds that an installation knows, and the targets that bear them.</summary>
public sealed class KindSet
{
    private readonly ImmutableSortedDictionary<string, ResourceKind> kinds;
    private readonly ImmutableSortedDictionary<string, string> platformOfTarget;

    /// <summary>A set of kinds and targets.</summary>
    /// <param name="kinds">All kinds; a name given twice is a defect and throws.</param>
    /// <param name="platformOfTarget">The platform of each configured target, by the target's name.</param>
    public KindSet(IEnumerable<ResourceKind> kinds, IEnumerable<KeyValuePair<string, string>> platformOfTarget)
    {
        this.kinds = kinds.ToImmutableSortedDictionary(kind => kind.Name, kind => kind, StringComparer.Ordinal);
        this.platformOfTarget = platformOfTarget.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    /// <summary>All kinds by name.</summary>
    public IEnumerable<ResourceKind> All => kinds.Values;

    /// <summary>The names of all kinds.</summary>
    public IReadOnlyCollection<string> Names => [.. kinds.Keys];

    /// <summary>Platform by target name.</summary>
    public IReadOnlyDictionary<string, string> Targets => platformOfTarget;

    /// <summary>A kind by name, or null.</summary>
    public ResourceKind? Find(string name) => kinds.GetValueOrDefault(name);

    /// <summary>A kind that is known to exist.</summary>
    public ResourceKind this[string name] => kinds[name];

    /// <summary>The targets that serve a kind's platform.</summary>
    public ImmutableArray<string> TargetsFor(string kind) =>
        [.. platformOfTarget.Where(target => kind.StartsWith(target.Value + ".", StringComparison.Ordinal)).Select(target => target.Key)];
}
