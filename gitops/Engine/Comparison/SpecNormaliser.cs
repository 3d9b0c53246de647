using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>
/// Brings authored and live specs into the one form that is compared: a field's own rule first, then what its type
/// says (numbers plain, a number in a text field its text, sets sorted and without repeats). Pure and idempotent.
/// Fields that the schema does not know stay as they are; nulls go, since absence says the same.
/// </summary>
public static class SpecNormaliser
{
    /// <summary>A normalised copy of a spec.</summary>
    public static JsonObject Normalise(ImmutableArray<Field> fields, JsonObject spec)
    {
        var result = new JsonObject();
        foreach (var (name, value) in spec)
            if (value is not null) result[name] = Value(FieldsOf.Find(fields, name), value);
        return result;
    }

    /// <summary>A normalised copy of one value.</summary>
    internal static JsonNode Value(Field? field, JsonNode value)
    {
        var copy = value.DeepClone();
        if (field is null) return copy;
        if (field.Normalise is { } own) copy = Detached(own(copy));
        return (field.Type, copy) switch
        {
            (FieldType.Object, JsonObject members) => Normalise(field.Members, members),
            (FieldType.Map, JsonObject entries) => Map(field.Items, entries),
            (FieldType.List, JsonArray items) => List(field, items),
            (FieldType.Text, JsonValue scalar) => Text(scalar),
            (FieldType.Integer or FieldType.Number, JsonValue scalar) => Numeric(scalar),
            (FieldType.Boolean, JsonValue scalar) => Boolean(scalar),
            _ => copy,
        };
    }

    private static JsonObject Map(Field? items, JsonObject entries)
    {
        var result = new JsonObject();
        foreach (var (name, value) in entries)
            if (value is not null) result[name] = Value(items, value);
        return result;
    }

    private static JsonArray List(Field field, JsonArray items)
    {
        var values = items.OfType<JsonNode>().Select(item => Value(field.Items, item));
        if (field.IsSet)
        {
            values = values.Select(value => (Value: value, Text: CanonicalJson.Text(value)))
                .DistinctBy(item => item.Text, StringComparer.Ordinal)
                .OrderBy(item => item.Text, StringComparer.Ordinal)
                .Select(item => item.Value);
        }

        return [.. values];
    }

    private static JsonValue Text(JsonValue scalar) =>
        scalar.GetValueKind() is JsonValueKind.String ? scalar : SpecValue.ScalarText(scalar) is { } text ? JsonValue.Create(text) : scalar;

    private static JsonValue Numeric(JsonValue scalar)
    {
        var number = SpecValue.Number(scalar);
        if (number is null && scalar.GetValueKind() is JsonValueKind.String && scalar.GetValue<string>() is { Length: > 0 and < 30 } text
            && (char.IsAsciiDigit(text[0]) || text[0] == '-'))
            number = SpecValue.Number(CoreSchema.Value(text));
        return number is { } value ? SpecValue.Plain(value) : scalar;
    }

    private static JsonValue Boolean(JsonValue scalar) => scalar.GetValueKind() is not JsonValueKind.String
        ? scalar
        : scalar.GetValue<string>() switch { "true" => JsonValue.Create(true), "false" => JsonValue.Create(false), _ => scalar };

    // A kind's rule may hand back a part of what it was given: that part still has a parent.
    private static JsonNode Detached(JsonNode node) => node.Parent is null ? node : node.DeepClone();
}

/// <summary>Finds fields by name and by path.</summary>
internal static class FieldsOf
{
    public static Field? Find(ImmutableArray<Field> fields, string name)
    {
        foreach (var field in fields)
            if (string.Equals(field.Name, name, StringComparison.Ordinal)) return field;
        return null;
    }

    /// <summary>The fields along a path, outermost first; null where the schema does not know one of them.</summary>
    public static IEnumerable<Field?> Along(ResourceKind kind, string path)
    {
        var fields = kind.Fields;
        Field? items = null;
        var inMap = false;
        foreach (var name in FieldPath.Split(path))
        {
            var field = inMap ? items : Find(fields, name);
            yield return field;
            inMap = field?.Type is FieldType.Map;
            items = field?.Items;
            fields = field?.Type is FieldType.Object ? field.Members : [];
        }
    }

    /// <summary>The names that are valid at a level.</summary>
    public static IReadOnlyCollection<string> Names(ImmutableArray<Field> fields) => [.. fields.Select(field => field.Name)];
}
