using System.Text.Json;
using System.Text.Json.Nodes;

namespace HomelabMcp.Proxmox;

/// <summary>Property strings as manifests hold them: objects, in the one form that is compared.</summary>
internal static class PropertySpec
{
    /// <summary>A text form, or an object in any spelling, as a normal object; what cannot be read comes back unchanged.</summary>
    internal static JsonNode Normalise(PropertyFormat format, JsonNode node) => node switch
    {
        JsonValue value when ProxmoxJson.Text(value) is { } text && format.Split(text) is { } parts =>
            Values(format, new JsonObject(parts.Select(part => KeyValuePair.Create(part.Key, (JsonNode?)part.Value)))),
        JsonObject fields => Values(format, Named(format, fields)),
        _ => node,
    };

    /// <summary>What is wrong with an object, or null; values that hold references are not judged.</summary>
    internal static string? Problem(PropertyFormat format, JsonObject fields)
    {
        if (fields.Any(field => ProxmoxJson.Text(field.Value)?.Contains("${", StringComparison.Ordinal) is true)) return null;
        format.TryParse(format.Print(fields), out var problem);
        return problem;
    }

    // Aliases, and objects that spell a model as its own key, take their proper names.
    private static JsonObject Named(PropertyFormat format, JsonObject fields)
    {
        var named = new JsonObject();
        foreach (var (name, value) in fields)
        {
            var key = format.AllKeys.FirstOrDefault(key => key.Name == name && key.Alias is not null);
            if (key?.NameGoesTo is { } other && !fields.ContainsKey(other)) named[other] = name;
            var proper = key?.Alias ?? name;
            if (!named.ContainsKey(proper)) named[proper] = value?.DeepClone();
        }

        return named;
    }

    private static JsonObject Values(PropertyFormat format, JsonObject fields)
    {
        var normal = new JsonObject();
        foreach (var (name, value) in fields)
            normal[name] = value is null ? null : Value(format.AllKeys.FirstOrDefault(key => key.Name == name), value);
        return normal;
    }

    private static JsonNode Value(PropertyKey? key, JsonNode value)
    {
        if (key is null || value is not JsonValue scalar) return value.DeepClone();
        return (key.Type, key.Name) switch
        {
            (PropertyType.Flag, _) => SpecFields.AsFlag(scalar).DeepClone(),
            (PropertyType.Whole or PropertyType.Number, _) => SpecFields.AsNumber(scalar).DeepClone(),
            (_, "macaddr" or "hwaddr") when scalar.GetValueKind() is JsonValueKind.String => scalar.GetValue<string>().ToUpperInvariant(),
            (_, "size") when ProxmoxSyntax.Bytes(ProxmoxJson.Text(scalar)!) is { } bytes => ProxmoxSyntax.Size(bytes),
            _ => ProxmoxJson.Text(scalar)!,
        };
    }
}
