using System.Collections.Immutable;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>
/// Turns YAML into JSON with a schema beside it: an unquoted <c>1.10</c> in a text field stays <c>1.10</c>. Notes the
/// line of each path on the way.
/// </summary>
internal sealed class SpecReader(Dictionary<string, int> lines, Action<int, string, string> fault)
{
    public JsonObject Read(ImmutableArray<Field> fields, YamlMap map, string path) => Members(fields, null, map, path);

    /// <summary>A value without a schema.</summary>
    public JsonNode? Read(YamlItem item, string path) => Value(null, item, path);

    private JsonObject Members(ImmutableArray<Field> fields, Field? items, YamlMap map, string path)
    {
        var result = new JsonObject();
        foreach (var (key, value) in map.Entries)
        {
            var at = FieldPath.Join(path, key.Text);
            lines[at] = key.Line;
            if (ReferenceText.IsPresent(key.Text)) fault(key.Line, at, $"The key '{key.Text}' holds a reference: keys are never interpolated.");
            var field = items ?? FieldsOf.Find(fields, key.Text);
            if (Value(field, value, at) is { } node) result[key.Text] = node;
        }

        return result;
    }

    private JsonNode? Value(Field? field, YamlItem item, string path)
    {
        switch (item)
        {
            case YamlMap map:
                var isMap = field?.Type is FieldType.Map;
                return Members(field?.Type is FieldType.Object ? field.Members : [], isMap ? field!.Items : null, map, path);
            case YamlList list:
                var result = new JsonArray();
                foreach (var element in list.Items)
                    if (Value(field?.Type is FieldType.List ? field.Items : null, element, path) is { } node) result.Add(node);
                return result;
            case YamlScalar { IsPlain: true } scalar when CoreSchema.IsNull(scalar.Text):
                fault(scalar.Line, path, "There is no value here: leave the field out, or write \"\" for an empty text.");
                return null;
            case YamlScalar { IsPlain: true } scalar when field?.Type is not FieldType.Text:
                return CoreSchema.Value(scalar.Text);
            default:
                return JsonValue.Create(((YamlScalar)item).Text);
        }
    }
}
