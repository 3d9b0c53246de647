using System.Text.Json;
using System.Text.Json.Nodes;

namespace HomelabMcp.Hosting;

/// <summary>
/// The schemas that clients are shown. The generated ones say of every optional value that it may be null and is null by
/// default: our replies leave nulls out and a null argument counts as left out, so those words only cost tokens.
/// </summary>
internal static class ShownSchemas
{
    /// <summary>An input schema without nulls for what may be left out.</summary>
    public static JsonElement Input(JsonElement generated) => Rewritten(generated, root => Visit(root, Optional));

    /// <summary>An output schema without nulls and defaults, in which untrusted text is the string that it is.</summary>
    /// <param name="generated">The schema made from the reply's type; a type with a converter of its own is <c>true</c> in it.</param>
    /// <param name="untrusted">Paths of <see cref="UntrustedPaths"/>.</param>
    public static JsonElement Output(JsonElement generated, IReadOnlyList<string> untrusted) => Rewritten(generated, root =>
    {
        foreach (var path in untrusted) MakeText(root, path);
        Visit(root, (holder, name) =>
        {
            if (holder[name] is not JsonObject property) return;
            property.Remove("default");
            DropNull(property);
        });
    });

    private static JsonElement Rewritten(JsonElement generated, Action<JsonNode> change)
    {
        var root = JsonNode.Parse(generated.GetRawText())!;
        change(root);
        return JsonSerializer.SerializeToElement(root);
    }

    private static void Optional(JsonObject holder, string name)
    {
        if (holder[name] is not JsonObject property || !property.TryGetPropertyValue("default", out var preset) || preset is not null) return;
        property.Remove("default");
        DropNull(property);
    }

    private static void DropNull(JsonObject property)
    {
        if (property["type"] is JsonArray { Count: 2 } types && types.FirstOrDefault(type => (string?)type is not "null") is { } only && types.Any(type => (string?)type is "null"))
            property["type"] = only.GetValue<string>();
        if (property["enum"] is JsonArray choices)
            for (var i = choices.Count - 1; i >= 0; i--)
                if (choices[i] is null) choices.RemoveAt(i);
    }

    private static void Visit(JsonNode? node, Action<JsonObject, string> property)
    {
        switch (node)
        {
            case JsonObject schema:
                if (schema["properties"] is JsonObject holder)
                    foreach (var name in holder.Select(entry => entry.Key).ToArray()) property(holder, name);
                foreach (var (_, child) in schema) Visit(child, property);
                break;
            case JsonArray items:
                foreach (var item in items) Visit(item, property);
                break;
        }
    }

    private static void MakeText(JsonNode root, string path)
    {
        var steps = path.Replace("[*]", ".[*]", StringComparison.Ordinal).Split('.')[1..];
        var place = root;
        for (var i = 0; i < steps.Length && place is JsonObject schema; i++)
        {
            var (holder, key) = steps[i] switch
            {
                "[*]" => (schema, "items"),
                "*" => (schema, "additionalProperties"),
                var name => (schema["properties"] as JsonObject, name),
            };
            // A type that stood higher up is a reference to its first place, which has been rewritten there.
            if (holder is null || !holder.ContainsKey(key)) return;
            if (i == steps.Length - 1) holder[key] = Text(holder[key] as JsonObject);
            place = holder[key];
        }
    }

    private static JsonObject Text(JsonObject? before)
    {
        var text = new JsonObject { ["type"] = "string" };
        if (before?["description"] is { } description) text["description"] = description.DeepClone();
        return text;
    }
}
