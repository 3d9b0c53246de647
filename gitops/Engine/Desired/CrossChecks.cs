using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>What only all manifests together can show: names and keys taken twice, references to nothing, cycles.</summary>
internal sealed class CrossChecks(KindSet kinds, SecretBook? secrets, List<Fault> faults)
{
    /// <summary>The manifests by key with their dependencies filled in; faults for what does not fit.</summary>
    public ImmutableSortedDictionary<ResourceKey, Manifest> Check(IReadOnlyList<ManifestDraft> drafts)
    {
        var unique = Unique(drafts);
        NaturalKeys(unique.Values);
        var names = new ResourceNames(unique.Keys);
        var manifests = ImmutableSortedDictionary.CreateBuilder<ResourceKey, Manifest>();
        foreach (var draft in unique.Values)
        {
            manifests.Add(draft.Manifest.Key, Linked(draft, names));
            if (SpecReferences.Of(draft.Manifest.Spec) is { IsEmpty: false } references) References(draft.Manifest, references, names, unique);
        }

        var state = new DesiredState("", manifests.ToImmutable(), null);
        var cycle = Dependencies.Cycle(Dependencies.Of(state));
        if (!cycle.IsEmpty)
        {
            var first = state.Manifests[cycle[0]];
            Fault(first, first.Source.Line, "dependsOn", $"These depend on one another in a circle: {string.Join(" → ", cycle.Select(key => key.ToString()))}. Take one of the dependencies out.");
        }

        return state.Manifests;
    }

    private SortedDictionary<ResourceKey, ManifestDraft> Unique(IReadOnlyList<ManifestDraft> drafts)
    {
        var unique = new SortedDictionary<ResourceKey, ManifestDraft>();
        foreach (var draft in drafts)
        {
            if (unique.TryAdd(draft.Manifest.Key, draft)) continue;
            var first = unique[draft.Manifest.Key].Manifest.Source;
            Fault(draft.Manifest, draft.Manifest.Source.Line, "name", $"{draft.Manifest.Key} is already defined at {first}: one of the two must go or get another name.");
        }

        return unique;
    }

    private void NaturalKeys(IEnumerable<ManifestDraft> drafts)
    {
        var taken = new Dictionary<(string Target, string Space, string Key), Manifest>();
        foreach (var manifest in drafts.Select(draft => draft.Manifest).OrderBy(manifest => manifest.Source.File, StringComparer.Ordinal).ThenBy(manifest => manifest.Source.Line))
        {
            var kind = kinds[manifest.Key.Kind];
            if (kind.NaturalKey(manifest.Key, manifest.Spec) is not { } key || ReferenceText.IsPresent(key)) continue;
            if (taken.TryAdd((manifest.Key.Target, kind.KeySpace ?? kind.Name, key), manifest)) continue;
            var other = taken[(manifest.Key.Target, kind.KeySpace ?? kind.Name, key)];
            Fault(manifest, manifest.Source.Line, "spec", $"'{key}' on target '{manifest.Key.Target}' is already {other.Key.Short} ({other.Source}): {manifest.Key.Short} cannot be the same {kind.KeySpace ?? kind.Type}.");
        }
    }

    private Manifest Linked(ManifestDraft draft, ResourceNames names)
    {
        if (draft.DependsOn.IsEmpty) return draft.Manifest;
        var keys = new SortedSet<ResourceKey>();
        foreach (var (text, line) in draft.DependsOn)
        {
            if (!ResourceKey.TryParse(text, out var written)) continue;
            var (kind, name, target) = (written.Value.Kind, written.Value.Name, written.Value.Target);
            var (key, problem) = names.Find(kind, name, target is "" ? null : target);
            if (problem is not null) Fault(draft.Manifest, line, "dependsOn", problem);
            else keys.Add(key!.Value);
        }

        return draft.Manifest with { DependsOn = [.. keys] };
    }

    private void References(Manifest manifest, ImmutableArray<PlacedReference> references, ResourceNames names, SortedDictionary<ResourceKey, ManifestDraft> drafts)
    {
        foreach (var placed in references)
        {
            var problem = placed.Reference switch
            {
                SpecReference.ToSecret secret => SecretProblem(manifest.Key, secret.Name),
                SpecReference.ToField field => FieldProblem(field, names, drafts),
                _ => null,
            };
            if (problem is not null) Fault(manifest, manifest.LineOf("spec." + placed.Path), "spec." + placed.Path, problem);
        }
    }

    private string? SecretProblem(ResourceKey key, string name) => secrets is null ? null : SecretUse.Problem(secrets, key, name);

    private string? FieldProblem(SpecReference.ToField reference, ResourceNames names, SortedDictionary<ResourceKey, ManifestDraft> drafts)
    {
        if (kinds.Find(reference.Kind) is not { } kind) return $"'{reference.Kind}' is no kind: {Nearest.Hint(reference.Kind, kinds.Names)}.";
        var (key, problem) = names.Find(reference.Kind, reference.Name, reference.Target);
        if (problem is not null) return problem;
        var path = FieldPath.Split(reference.Path);
        if (FieldsOf.Find(kind.Fields, path[0]) is not { } first) return $"'{path[0]}' is no field of {kind.Name}: {Nearest.Hint(path[0], FieldsOf.Names(kind.Fields))}.";
        if (first.Origin is Origin.WriteOnly) return $"'{reference}' is never given back by the platform, so nothing can refer to it.";
        return HoldsSecret(FieldPath.Get(drafts[key!.Value].Manifest.Spec, reference.Path))
            ? $"'{reference}' holds a secret: refer to it as ${{secret:NAME}} here too, so that its use is allowed for each resource by name."
            : null;
    }

    private static bool HoldsSecret(JsonNode? node) => node switch
    {
        JsonObject fields => fields.Any(field => HoldsSecret(field.Value)),
        JsonArray items => items.Any(HoldsSecret),
        JsonValue value when value.GetValueKind() is JsonValueKind.String => value.GetValue<string>().Contains("${secret:", StringComparison.Ordinal),
        _ => false,
    };

    private void Fault(Manifest manifest, int line, string field, string message) => faults.Add(new(manifest.Source.File, line, field, message));
}

/// <summary>Who may use which secret.</summary>
internal static class SecretUse
{
    /// <summary>Why a resource may not use a secret; null where it may.</summary>
    public static string? Problem(SecretBook secrets, ResourceKey key, string name) => secrets.Find(name) switch
    {
        null when secrets.Names.Count == 0 => $"There is no secret '{name}': homelab.yaml has no secrets; add it there with its use.",
        null => $"There is no secret '{name}': {Nearest.Hint(name, secrets.Names)}; add it under 'secrets' in homelab.yaml.",
        { } entry when !entry.Allows(key) => $"The secret '{name}' is not allowed for {key.Short}: its use in homelab.yaml is [{string.Join(", ", entry.Use)}].",
        _ => null,
    };
}
