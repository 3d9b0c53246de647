using System.Collections.Immutable;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>Finds resources by kind and name, for references and <c>dependsOn</c> that name no target.</summary>
internal sealed class ResourceNames
{
    private readonly Dictionary<(string Kind, string Name), ImmutableArray<string>> targets;

    public ResourceNames(IEnumerable<ResourceKey> keys)
    {
        targets = [];
        foreach (var key in keys)
            targets[(key.Kind, key.Name)] = targets.TryGetValue((key.Kind, key.Name), out var known) ? known.Add(key.Target).Sort(StringComparer.Ordinal) : [key.Target];
    }

    /// <summary>The resource meant, or a sentence.</summary>
    public (ResourceKey? Key, string? Problem) Find(string kind, string name, string? target)
    {
        if (!targets.TryGetValue((kind, name), out var found))
            return (null, $"There is no {kind}/{name} in the repository: {Nearest.Hint(name, NamesOf(kind))}.");
        if (target is not null)
            return found.Contains(target) ? (new ResourceKey(kind, name, target), null) : (null, $"There is no {kind}/{name} on target '{target}': {Nearest.Hint(target, found)}.");
        return found.Length == 1
            ? (new ResourceKey(kind, name, found[0]), null)
            : (null, $"{kind}/{name} stands on several targets ({string.Join(", ", found)}): name one, as {kind}/{name}@{found[0]} in dependsOn or ${{{kind}[\"{name}\"@{found[0]}].field}}.");
    }

    private List<string> NamesOf(string kind)
    {
        var names = targets.Keys.Where(key => key.Kind == kind).Select(key => key.Name).ToList();
        return names.Count > 0 ? names : [.. targets.Keys.Select(key => $"{key.Kind}/{key.Name}")];
    }
}

/// <summary>What each resource of a desired state depends on: written and by reference.</summary>
internal static class Dependencies
{
    /// <summary>By key; only resources of the state appear, without repeats, in order.</summary>
    public static IReadOnlyDictionary<ResourceKey, ImmutableArray<ResourceKey>> Of(DesiredState state)
    {
        var names = new ResourceNames(state.Manifests.Keys);
        var all = new Dictionary<ResourceKey, ImmutableArray<ResourceKey>>();
        foreach (var (key, manifest) in state.Manifests)
        {
            if (manifest.DependsOn.IsEmpty && SpecReferences.Of(manifest.Spec).IsEmpty) continue;
            var found = Of(manifest, names);
            if (!found.IsEmpty) all.Add(key, found);
        }

        return all;
    }

    /// <summary>Of one manifest.</summary>
    public static ImmutableArray<ResourceKey> Of(Manifest manifest, ResourceNames names)
    {
        var references = SpecReferences.Of(manifest.Spec);
        if (references.IsEmpty && manifest.DependsOn.IsEmpty) return [];
        if (references.IsEmpty) return manifest.DependsOn;
        var keys = new SortedSet<ResourceKey>(manifest.DependsOn);
        foreach (var placed in references)
            if (placed.Reference is SpecReference.ToField field && names.Find(field.Kind, field.Name, field.Target).Key is { } key) keys.Add(key);
        return [.. keys];
    }

    /// <summary>The first cycle in the order of keys, its first member repeated at the end; empty where there is none.</summary>
    public static ImmutableArray<ResourceKey> Cycle(IReadOnlyDictionary<ResourceKey, ImmutableArray<ResourceKey>> graph)
    {
        // An order of all is found much faster than a cycle, and there nearly always is one.
        var members = graph.Keys.Union(graph.Values.SelectMany(needs => needs)).ToList();
        if (StepOrder.Topological(members, graph).Count == members.Count) return [];
        var done = new HashSet<ResourceKey>();
        foreach (var root in graph.Keys.Order())
        {
            // Depth first with a stack of our own: a chain of ten thousand resources must not end the process.
            var path = new List<ResourceKey>();
            var onPath = new HashSet<ResourceKey>();
            var work = new Stack<(ResourceKey Key, int Next)>();
            if (!done.Contains(root)) work.Push((root, 0));
            while (work.TryPop(out var frame))
            {
                if (frame.Next == 0)
                {
                    path.Add(frame.Key);
                    onPath.Add(frame.Key);
                }

                var next = graph.TryGetValue(frame.Key, out var edges) && frame.Next < edges.Length ? edges[frame.Next] : (ResourceKey?)null;
                if (next is null)
                {
                    done.Add(frame.Key);
                    onPath.Remove(frame.Key);
                    path.RemoveAt(path.Count - 1);
                    continue;
                }

                work.Push((frame.Key, frame.Next + 1));
                if (onPath.Contains(next.Value)) return [.. path[path.IndexOf(next.Value)..], next.Value];
                if (!done.Contains(next.Value)) work.Push((next.Value, 0));
            }
        }

        return [];
    }
}
