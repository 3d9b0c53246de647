using System.Text.Json.Nodes;

namespace HomelabMcp.Engine;

/// <summary>Whether two YAML nodes say the same, however they are spelled.</summary>
internal static class YamlEquality
{
    public static bool Same(YamlItem a, YamlItem b) => SpecValue.Equals(Json(a), Json(b));

    /// <summary>The value without a schema; null stays null.</summary>
    public static JsonNode? Json(YamlItem item) => item switch
    {
        YamlMap map => new JsonObject(map.Entries.Select(entry => KeyValuePair.Create(entry.Key.Text, Json(entry.Value)))),
        YamlList list => new JsonArray([.. list.Items.Select(Json)]),
        YamlScalar { IsPlain: true } scalar when CoreSchema.IsNull(scalar.Text) => null,
        YamlScalar { IsPlain: true } scalar => CoreSchema.Value(scalar.Text),
        YamlScalar scalar => JsonValue.Create(scalar.Text),
        _ => throw new InvalidOperationException($"A YAML node of type {item.GetType().Name} has no value."),
    };
}
