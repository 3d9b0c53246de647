using System.Collections.Immutable;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Proxmox;

/// <summary>Lays changes over what is live, so that everything Git never mentioned stays as it is.</summary>
internal static class SpecChanges
{
    /// <summary>The live spec with the changes made.</summary>
    /// <param name="live">What is there. Not changed.</param>
    /// <param name="wanted">The whole desired spec, with secrets in clear, which the changes have only as fingerprints.</param>
    /// <param name="changes">What differs.</param>
    internal static JsonObject Apply(JsonObject live, JsonObject wanted, ImmutableArray<FieldChange> changes)
    {
        var after = (JsonObject)live.DeepClone();
        foreach (var change in changes)
        {
            var path = change.Path.Split('.');
            if (change.After is null) Remove(after, wanted, path);
            else Set(after, path, Get(wanted, path) ?? change.After);
        }

        return after;
    }

    /// <summary>A spec laid over another: objects field by field, anything else whole.</summary>
    internal static JsonObject Merge(JsonObject live, JsonObject wanted)
    {
        var merged = (JsonObject)live.DeepClone();
        foreach (var (name, value) in wanted)
            merged[name] = value is JsonObject inner && merged[name] is JsonObject had ? Merge(had, inner) : value?.DeepClone();
        return merged;
    }

    internal static JsonNode? Get(JsonObject spec, IEnumerable<string> path)
    {
        JsonNode? at = spec;
        foreach (var step in path) at = (at as JsonObject)?[step];
        return at;
    }

    private static void Set(JsonObject spec, string[] path, JsonNode value)
    {
        var at = spec;
        foreach (var step in path[..^1])
        {
            if (at[step] is not JsonObject) at[step] = new JsonObject();
            at = (JsonObject)at[step]!;
        }

        at[path[^1]] = value.DeepClone();
    }

    // A member of a family that the manifest no longer has goes whole: what Proxmox had chosen for it (a MAC address)
    // must not keep it alive.
    private static void Remove(JsonObject spec, JsonObject wanted, string[] path)
    {
        var whole = path.Length > 2 && Get(wanted, path[..2]) is null ? path[..2] : path;
        if (Get(spec, whole[..^1]) is JsonObject parent) parent.Remove(whole[^1]);
    }
}
