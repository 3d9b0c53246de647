using System.Collections.Immutable;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>What is compared.</summary>
internal sealed record ComparisonInput
{
    /// <summary>The schema.</summary>
    public required ImmutableArray<Field> Fields { get; init; }

    /// <summary>Normalised, references resolved, secrets in clear.</summary>
    public required JsonObject Desired { get; init; }

    /// <summary>What was desired when last verified, normalised: a field in it that is no longer desired is reset.</summary>
    public JsonObject? Base { get; init; }

    /// <summary>What is, as the driver told it.</summary>
    public required JsonObject Live { get; init; }

    /// <summary>Whether a field that is absent from <see cref="Live"/> is absent from the object.</summary>
    public bool LiveIsComplete { get; init; } = true;

    /// <summary>Whether a write-only field must be written again; its path and wanted value are given.</summary>
    public Func<string, JsonNode, bool> WriteOnlyChanged { get; init; } = static (_, _) => false;
}

/// <summary>
/// The one comparison of all kinds. Only fields that are desired, or were, are looked at: what Git never mentioned is
/// left alone. Mappings are compared entry by entry, lists whole.
/// </summary>
internal sealed class SpecComparison
{
    private readonly ComparisonInput input;
    private readonly ImmutableArray<FieldChange>.Builder changes = ImmutableArray.CreateBuilder<FieldChange>();

    private SpecComparison(ComparisonInput input) => this.input = input;

    /// <summary>What would have to change, by path in ordinal order; values are normalised copies.</summary>
    public static ImmutableArray<FieldChange> Compare(ComparisonInput input)
    {
        var comparison = new SpecComparison(input);
        comparison.Members(input.Fields, null, input.Desired, input.Base, input.Live, "");
        if (comparison.changes.Count == 0) return [];
        comparison.changes.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return comparison.changes.ToImmutable();
    }

    /// <summary>Carries changes out on a spec: what a perfect driver would do.</summary>
    public static void Apply(JsonObject spec, IEnumerable<FieldChange> changes)
    {
        foreach (var change in changes) FieldPath.Set(spec, change.Path, change.After);
    }

    private void Members(ImmutableArray<Field> fields, Field? items, JsonObject desired, JsonObject? former, JsonObject? live, string path)
    {
        foreach (var (name, want) in desired)
        {
            if (want is null) continue;
            var field = items ?? FieldsOf.Find(fields, name);
            // Most fields agree as they stand: no path is made for them.
            if (live?[name] is { } there && field?.Origin is not Origin.WriteOnly && SpecValue.Equals(want, there)) continue;
            Value(field, want, former?[name], live?[name], FieldPath.Join(path, name), isEntry: items is not null);
        }

        if (former is null) return;
        foreach (var (name, was) in former)
            if (was is not null && !desired.ContainsKey(name))
                Removed(items ?? FieldsOf.Find(fields, name), was, live?[name], FieldPath.Join(path, name), isEntry: items is not null);
    }

    private void Value(Field? field, JsonNode want, JsonNode? former, JsonNode? live, string path, bool isEntry)
    {
        if (field?.Origin is Origin.WriteOnly)
        {
            if (input.WriteOnlyChanged(path, want)) changes.Add(new(path, null, want.DeepClone()));
            return;
        }

        if (live is null)
        {
            Absent(field, want, former, path, isEntry);
            return;
        }

        var normal = SpecNormaliser.Value(field, live);
        if (SpecValue.Equals(want, normal)) return;
        if (want is JsonObject wanted && normal is JsonObject living)
            Members(field?.Members ?? [], ItemsOf(field), wanted, former as JsonObject, living, path);
        else if (!(want is JsonArray wantedItems && normal is JsonArray livingItems && Covers(field, wantedItems, livingItems)))
            changes.Add(new(path, normal, want.DeepClone()));
    }

    private void Absent(Field? field, JsonNode want, JsonNode? former, string path, bool isEntry)
    {
        if (!input.LiveIsComplete) return;
        if (field?.Default is { } standard && SpecValue.Equals(want, SpecNormaliser.Value(field, standard))) return;
        if (want is JsonArray { Count: 0 }) return;
        // An entry of a mapping comes whole; a mapping or group of fields that is not there yet is only a folder.
        if (want is JsonObject wanted && !isEntry) Members(field?.Members ?? [], ItemsOf(field), wanted, former as JsonObject, null, path);
        else changes.Add(new(path, null, want.DeepClone()));
    }

    private void Removed(Field? field, JsonNode was, JsonNode? live, string path, bool isEntry)
    {
        if (live is null || field?.Origin is Origin.Generated or Origin.WriteOnly) return;
        var normal = SpecNormaliser.Value(field, live);
        if (!isEntry && was is JsonObject former && normal is JsonObject living)
        {
            Members(field?.Members ?? [], ItemsOf(field), [], former, living, path);
            return;
        }

        if (field?.Default is { } standard && SpecValue.Equals(normal, SpecNormaliser.Value(field, standard))) return;
        if (normal is JsonArray { Count: 0 }) return;
        changes.Add(new(path, normal, null));
    }

    // Elements that are groups of fields may show more than was desired of them (what the platform chose).
    private bool Covers(Field? field, JsonArray want, JsonArray live)
    {
        if (want.Count != live.Count || !want.All(item => item is JsonObject)) return false;
        var rest = live.ToList();
        foreach (var item in want.OfType<JsonObject>())
        {
            var match = field?.IsSet == true
                ? rest.FindIndex(other => Matches(field, item, other))
                : Matches(field, item, rest[0]) ? 0 : -1;
            if (match < 0) return false;
            rest.RemoveAt(match);
        }

        return true;
    }

    private bool Matches(Field? field, JsonObject want, JsonNode? live) =>
        live is JsonObject living && Compare(input with
        {
            Fields = field?.Items?.Members ?? [],
            Desired = want,
            Base = null,
            Live = living,
            LiveIsComplete = true,
        }).IsEmpty;

    // What no schema describes is compared like a mapping of anything.
    private static readonly Field Anything = new() { Name = "", Type = FieldType.Map };

    private static Field? ItemsOf(Field? field) => field switch
    {
        null => Anything,
        { Type: FieldType.Map } => field.Items ?? Anything,
        _ => null,
    };
}
