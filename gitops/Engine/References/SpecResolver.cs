using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>
/// Replaces references and secrets in specs. A field that the referred manifest writes itself has that value (what will
/// be, not what is: the referring step waits for the referred one); any other field has its live value.
/// </summary>
/// <param name="kinds">Kinds.</param>
/// <param name="desired">The desired state that references speak of.</param>
/// <param name="secrets">Secrets that may be used.</param>
/// <param name="live">The live spec of a resource that is ours; null where there is none (yet).</param>
public sealed class SpecResolver(KindSet kinds, DesiredState desired, SecretBook secrets, Func<ResourceKey, JsonObject?> live)
{
    private readonly ResourceNames names = new(desired.Manifests.Keys);

    internal ResourceNames Names => names;

    /// <summary>
    /// What a driver writes: normalised, references resolved, secrets in clear. Throws <see cref="HomelabException"/>
    /// where a value is still unknown, a secret is not allowed, or a resolved value does not fit its field.
    /// </summary>
    public JsonObject ForWriting(Manifest manifest)
    {
        var resolved = Resolve(manifest);
        if (resolved.Problem is { } problem) throw new HomelabException($"{manifest.Key} ({manifest.Source}): {problem}");
        if (!resolved.Unknown.IsEmpty)
            throw new HomelabException($"{manifest.Key} ({manifest.Source}) refers to {string.Join(", ", resolved.Unknown)}, whose value is not known yet.");
        return resolved.Clear;
    }

    /// <summary>What people may see of it: as <see cref="ForWriting"/>, with secrets as fingerprints and unknown values as words.</summary>
    public JsonObject ForShowing(Manifest manifest) => Resolve(manifest).Shown;

    /// <summary>Hashes of the write-only fields as they would be written now, by dotted path, for <see cref="Baseline.Written"/>.</summary>
    public ImmutableSortedDictionary<string, string> WriteOnlyHashes(Manifest manifest)
    {
        var hashes = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        CollectWriteOnly(kinds[manifest.Key.Kind].Fields, null, Resolve(manifest).Shown, "", hashes);
        return hashes.ToImmutable();
    }

    internal ResolvedSpec Resolve(Manifest manifest)
    {
        if (SpecReferences.Of(manifest.Spec).IsEmpty) return new(manifest.Spec, manifest.Spec, [], [], [], null);
        var work = new Work(manifest.Key);
        var clear = (JsonObject)Replaced(manifest.Spec, "", work, isShown: false)!;
        var hasSecrets = work.Secrets.Count > 0;
        var shown = hasSecrets ? (JsonObject)Replaced(manifest.Spec, "", work, isShown: true)! : clear;
        var kind = kinds[manifest.Key.Kind];
        clear = SpecNormaliser.Normalise(kind.Fields, clear);
        shown = hasSecrets ? SpecNormaliser.Normalise(kind.Fields, shown) : clear;
        var result = new ResolvedSpec(shown, clear, [.. work.SecretPaths], [.. work.Secrets], [.. work.Unknown], work.Problem);
        return result.Problem is null && result.Unknown.IsEmpty ? result with { Problem = Misfit(kind, result) } : result;
    }

    private static string? Misfit(ResourceKind kind, ResolvedSpec resolved)
    {
        foreach (var (path, message) in SpecValidator.Check(kind, resolved.Clear, isResolved: true))
            return resolved.HoldsSecret(path) ? $"spec.{path}: the secret's value does not fit this field." : $"spec.{path}: once its reference is resolved: {message}";
        return null;
    }

    private JsonNode? Replaced(JsonNode? node, string path, Work work, bool isShown)
    {
        switch (node)
        {
            case JsonObject fields:
                var result = new JsonObject();
                foreach (var (name, value) in fields) result[name] = Replaced(value, FieldPath.Join(path, name), work, isShown);
                return result;
            case JsonArray items:
                return new JsonArray([.. items.Select(item => Replaced(item, path, work, isShown))]);
            case JsonValue value when value.GetValueKind() is JsonValueKind.String && ReferenceText.IsPresent(value.GetValue<string>()):
                return Text(value.GetValue<string>(), path, work, isShown);
            default:
                return node?.DeepClone();
        }
    }

    private JsonNode? Text(string text, string path, Work work, bool isShown)
    {
        var (parts, problem) = ReferenceText.Parse(text);
        if (problem is not null)
        {
            work.Problem ??= problem;
            return JsonValue.Create(text);
        }

        if (parts is [{ Reference: { } only }]) return Value(only, path, work, isShown)?.DeepClone();
        var result = new StringBuilder();
        foreach (var part in parts)
        {
            if (part.Reference is null) result.Append(part.Literal);
            else if (SpecValue.ScalarText(Value(part.Reference, path, work, isShown)) is { } scalar) result.Append(scalar);
            else work.Problem ??= $"spec.{path}: '{part.Reference}' is a group of values and cannot stand inside a text.";
        }

        return JsonValue.Create(result.ToString());
    }

    private JsonNode? Value(SpecReference reference, string path, Work work, bool isShown) => reference switch
    {
        SpecReference.ToSecret secret => SecretValue(secret.Name, path, work, isShown),
        SpecReference.ToField field => FieldValue(field, path, work, isShown),
        _ => throw new InvalidOperationException($"A reference of type {reference.GetType().Name} has no meaning."),
    };

    private JsonValue SecretValue(string name, string path, Work work, bool isShown)
    {
        if (SecretUse.Problem(secrets, work.Key, name) is { } problem)
        {
            work.Problem ??= $"spec.{path}: {problem}";
            return JsonValue.Create($"secret:{name}");
        }

        work.Secrets.Add(name);
        work.SecretPaths.Add(path);
        var entry = secrets.Find(name)!;
        return JsonValue.Create(isShown ? secrets.Fingerprint(entry) : entry.Value.Reveal());
    }

    private JsonNode? FieldValue(SpecReference.ToField reference, string path, Work work, bool isShown)
    {
        var (key, problem) = names.Find(reference.Kind, reference.Name, reference.Target);
        if (key is not { } found)
        {
            work.Problem ??= $"spec.{path}: {problem}";
            return JsonValue.Create(ResolvedSpec.KnownAfterApply);
        }

        if (FieldPath.Get(desired.Manifests[found].Spec, reference.Path) is { } authored)
        {
            // Cycles were refused when the state was read; the depth only guards against a state nobody validated.
            if (++work.Depth > 100) throw new HomelabException($"The references of {work.Key} lead through more than 100 resources or in a circle.");
            var value = Replaced(authored, path, work, isShown);
            work.Depth--;
            return value;
        }

        var kind = kinds[found.Kind];
        if (live(found) is { } spec)
        {
            var first = FieldPath.Split(reference.Path)[0];
            var field = FieldsOf.Find(kind.Fields, first);
            var top = spec[first] is { } value ? SpecNormaliser.Value(field, value) : field?.Default is { } standard ? SpecNormaliser.Value(field, standard) : null;
            if (top is not null && FieldPath.Get(new JsonObject { [first] = top }, reference.Path) is { } at) return at;
        }

        if (!work.Unknown.Contains(found)) work.Unknown.Add(found);
        return JsonValue.Create(ResolvedSpec.KnownAfterApply);
    }

    private static void CollectWriteOnly(ImmutableArray<Field> fields, Field? items, JsonObject spec, string path, ImmutableSortedDictionary<string, string>.Builder hashes)
    {
        foreach (var (name, value) in spec)
        {
            var field = items ?? FieldsOf.Find(fields, name);
            var at = FieldPath.Join(path, name);
            if (field?.Origin is Origin.WriteOnly) hashes[at] = CanonicalJson.Hash(value);
            else if (field is not null && value is JsonObject inner) CollectWriteOnly(field.Members, field.Type is FieldType.Map ? field.Items : null, inner, at, hashes);
        }
    }

    private sealed class Work(ResourceKey key)
    {
        public ResourceKey Key { get; } = key;
        public SortedSet<string> Secrets { get; } = new(StringComparer.Ordinal);
        public SortedSet<string> SecretPaths { get; } = new(StringComparer.Ordinal);
        public List<ResourceKey> Unknown { get; } = [];
        public string? Problem { get; set; }
        public int Depth { get; set; }
    }
}
