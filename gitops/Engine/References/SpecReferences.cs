using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>One reference in a spec and where it stands.</summary>
/// <param name="Path">Dotted path of the text that holds it (of its list, where it stands in one).</param>
/// <param name="Reference">What it refers to; null where it cannot be read.</param>
/// <param name="Problem">Why it cannot be read; null where it can.</param>
internal sealed record PlacedReference(string Path, SpecReference? Reference, string? Problem);

/// <summary>The references of specs, found once for each spec: a manifest that did not change is not searched again.</summary>
internal static class SpecReferences
{
    private static readonly ConditionalWeakTable<JsonObject, StrongBox<ImmutableArray<PlacedReference>>> Known = [];

    /// <summary>All references of a spec, unreadable ones included. An escaped <c>$${</c> counts as an entry without either.</summary>
    public static ImmutableArray<PlacedReference> Of(JsonObject spec)
    {
        if (Known.TryGetValue(spec, out var known)) return known.Value;
        var found = ImmutableArray.CreateBuilder<PlacedReference>();
        Collect(spec, "", found);
        var all = found.ToImmutable();
        Known.AddOrUpdate(spec, new(all));
        return all;
    }

    /// <summary>The names of the secrets that a spec uses.</summary>
    public static ImmutableSortedSet<string> SecretsOf(JsonObject spec) =>
        [.. Of(spec).Select(placed => placed.Reference).OfType<SpecReference.ToSecret>().Select(secret => secret.Name)];

    private static void Collect(JsonNode? node, string path, ImmutableArray<PlacedReference>.Builder found)
    {
        switch (node)
        {
            case JsonObject fields:
                foreach (var (name, value) in fields) Collect(value, FieldPath.Join(path, name), found);
                break;
            case JsonArray items:
                foreach (var item in items) Collect(item, path, found);
                break;
            case JsonValue value when value.GetValueKind() is JsonValueKind.String:
                var text = value.GetValue<string>();
                if (!ReferenceText.IsPresent(text)) break;
                var (parts, problem) = ReferenceText.Parse(text);
                if (problem is not null) found.Add(new(path, null, problem));
                else if (parts.All(part => part.Reference is null)) found.Add(new(path, null, null));
                else foreach (var part in parts.Where(part => part.Reference is not null)) found.Add(new(path, part.Reference, null));
                break;
        }
    }
}
