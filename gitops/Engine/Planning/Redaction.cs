using System.Collections.Immutable;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>Keeps the values of secrets out of plans and states: at a place where Git says a secret, no clear value is shown.</summary>
internal static class Redaction
{
    private const string Other = "(another value of a secret)";

    /// <summary>Changes as people may see them.</summary>
    public static ImmutableArray<FieldChange> Changes(ImmutableArray<FieldChange> changes, ResolvedSpec resolved, Manifest? former)
    {
        var once = former is null ? [] : PathsOf(former.Spec);
        if (resolved.SecretPaths.IsEmpty && once.IsEmpty) return changes;
        return [.. changes.Select(change => !resolved.HoldsSecret(change.Path) && !once.Any(path => Touches(path, change.Path))
            ? change
            : new FieldChange(change.Path, change.Before is null ? null : JsonValue.Create(Other), change.After is null ? null : FieldPath.Get(resolved.Shown, change.Path)?.DeepClone() ?? JsonValue.Create(Other)))];
    }

    /// <summary>A live object as people may see it.</summary>
    public static LiveResource? Live(LiveResource? live, ResolvedSpec resolved)
    {
        if (live is null || resolved.SecretPaths.IsEmpty) return live;
        var spec = (JsonObject)live.Spec.DeepClone();
        foreach (var path in resolved.SecretPaths)
        {
            if (Existing(spec, path) is not { } place) continue;
            var same = SpecValue.Equals(FieldPath.Get(live.Spec, path), FieldPath.Get(resolved.Clear, path));
            FieldPath.Set(spec, place, same ? FieldPath.Get(resolved.Shown, path) : JsonValue.Create(Other));
        }

        return live with { Spec = spec };
    }

    // A platform may show a value in another shape than Git wrote it: then the nearest parent that is there goes dark.
    private static string? Existing(JsonObject spec, string path)
    {
        var keys = FieldPath.Split(path);
        for (var length = keys.Length; length > 0; length--)
        {
            var at = keys[..length].Aggregate("", FieldPath.Join);
            if (FieldPath.Get(spec, at) is { } found && (length == keys.Length || found is not JsonObject)) return at;
        }

        return null;
    }

    private static ImmutableArray<string> PathsOf(JsonObject spec) =>
        [.. SpecReferences.Of(spec).Where(placed => placed.Reference is SpecReference.ToSecret).Select(placed => placed.Path)];

    private static bool Touches(string a, string b) => FieldPath.IsWithin(a, b) || FieldPath.IsWithin(b, a);
}
