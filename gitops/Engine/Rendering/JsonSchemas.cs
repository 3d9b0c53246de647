using System.Collections.Immutable;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>JSON Schema 2020-12 of manifests, for editors and assistants.</summary>
public static class JsonSchemas
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    /// <summary>The schema of one kind's manifest.</summary>
    public static JsonObject For(ResourceKind kind)
    {
        var schema = Manifest(kind);
        schema.Insert(0, "$schema", Dialect);
        return schema;
    }

    /// <summary>One schema that accepts a manifest of any of the kinds.</summary>
    public static JsonObject ForAll(KindSet kinds)
    {
        var definitions = new JsonObject();
        var choices = new JsonArray();
        foreach (var kind in kinds.All)
        {
            definitions[kind.Name] = Manifest(kind);
            choices.Add(new JsonObject
            {
                ["if"] = new JsonObject { ["properties"] = new JsonObject { ["kind"] = new JsonObject { ["const"] = kind.Name } }, ["required"] = Texts(["kind"]) },
                ["then"] = new JsonObject { ["$ref"] = $"#/$defs/{kind.Name}" },
            });
        }

        return new()
        {
            ["$schema"] = Dialect,
            ["title"] = "HomelabMcp manifest",
            ["type"] = "object",
            ["required"] = Texts(["kind", "name", "spec"]),
            ["properties"] = new JsonObject { ["kind"] = new JsonObject { ["enum"] = Texts(kinds.Names) } },
            ["allOf"] = choices,
            ["$defs"] = definitions,
        };
    }

    private static JsonObject Manifest(ResourceKind kind) => new()
    {
        ["title"] = kind.Name,
        ["description"] = kind.Summary,
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["required"] = Texts(["kind", "name", "spec"]),
        ["properties"] = new JsonObject
        {
            ["kind"] = new JsonObject { ["const"] = kind.Name },
            ["name"] = Typed("string", "Our handle, unique per kind and target.", "pattern", "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$"),
            ["target"] = Typed("string", "The configured target; may be left out where one target serves the platform."),
            ["spec"] = Group([.. kind.Fields.Where(field => kind.NativePath is null || field.Name is not NativeFiles.Field)]),
            ["dependsOn"] = new JsonObject { ["type"] = "array", ["description"] = "Resources that must be healthy first: kind/name or kind/name@target.", ["items"] = new JsonObject { ["type"] = "string" } },
            ["lifecycle"] = LifecycleSchema(),
            ["description"] = Typed("string", "Free text for people."),
        },
    };

    private static JsonObject LifecycleSchema() => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject
        {
            ["protect"] = Typed("boolean", "Never deleted nor replaced."),
            ["adopt"] = Typed("boolean", "An existing object of this name may become ours, once a reviewer approves."),
            ["prune"] = new JsonObject { ["enum"] = Texts(["delete", "orphan"]), ["description"] = "What happens to the live object when the manifest goes." },
            ["ignoreChanges"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" }, ["description"] = "Fields of spec whose drift is nobody's business." },
        },
    };

    private static JsonObject Group(ImmutableArray<Field> fields)
    {
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject(fields.Select(field => KeyValuePair.Create(field.Name, (JsonNode?)Value(field)))),
        };
        var required = fields.Where(field => field.Required).Select(field => field.Name).ToList();
        if (required.Count > 0) schema["required"] = Texts(required);
        return schema;
    }

    // Any field may be one reference, and one with a shorthand of its own may be a text.
    private static JsonObject Value(Field field)
    {
        var schema = Plain(field);
        if (field.Type is not FieldType.Text)
        {
            var text = new JsonObject { ["type"] = "string" };
            if (field.Normalise is null) text["pattern"] = "^\\$\\{.+\\}$";
            schema = new() { ["anyOf"] = new JsonArray(schema, text) };
        }
        else if (schema.ContainsKey("enum") || schema.ContainsKey("pattern"))
        {
            schema = new() { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "string", ["pattern"] = "\\$\\{" }) };
        }

        if (field.Summary is not "") schema["description"] = field.Summary;
        if (field.Default is { } standard) schema["default"] = standard.DeepClone();
        if (field.Origin is Origin.WriteOnly) schema["writeOnly"] = true;
        return schema;
    }

    private static JsonObject Plain(Field field)
    {
        switch (field.Type)
        {
            case FieldType.Object: return Group(field.Members);
            case FieldType.Map:
                var map = new JsonObject { ["type"] = "object" };
                if (field.Items is { } values) map["additionalProperties"] = Value(values);
                if (field.KeyPattern is { } keys) map["propertyNames"] = new JsonObject { ["pattern"] = $"^(?:{keys})$" };
                return map;
            case FieldType.List:
                var list = new JsonObject { ["type"] = "array" };
                if (field.Items is { } items) list["items"] = Value(items);
                if (field.IsSet) list["uniqueItems"] = true;
                return list;
            case FieldType.Boolean: return new() { ["type"] = "boolean" };
            case FieldType.Integer or FieldType.Number:
                var number = new JsonObject { ["type"] = field.Type is FieldType.Integer ? "integer" : "number" };
                if (field.Minimum is { } least) number["minimum"] = least;
                if (field.Maximum is { } most) number["maximum"] = most;
                return number;
            default:
                // YAML reads an unquoted 120 as a number; in a text field it is taken as written.
                var text = new JsonObject { ["type"] = field.Choices.IsEmpty && field.Pattern is null ? Texts(["string", "number", "boolean"]) : "string" };
                if (!field.Choices.IsEmpty) text["enum"] = Texts(field.Choices);
                if (field.Pattern is { } pattern) text["pattern"] = $"^(?:{pattern})$";
                return text;
        }
    }

    private static JsonObject Typed(string type, string description, string? more = null, string? value = null)
    {
        var schema = new JsonObject { ["type"] = type, ["description"] = description };
        if (more is not null) schema[more] = value;
        return schema;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];
}
