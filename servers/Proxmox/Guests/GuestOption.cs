using System.Text.Json;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Proxmox;

/// <summary>
/// One field of a guest's <c>spec</c> that lives in its configuration: how it is read from there and written there.
/// </summary>
/// <param name="Field">The field.</param>
internal abstract record GuestOption(Field Field)
{
    /// <summary>Takes the field's value from a configuration into a spec, in its normal form.</summary>
    internal abstract void Read(JsonObject config, JsonObject spec);

    /// <summary>Puts the field's value into parameters, as the texts that Proxmox stores.</summary>
    /// <param name="spec">Normalised.</param>
    /// <param name="config">The configuration in force, for what only it knows (volume ids); empty for a create.</param>
    /// <param name="parameters">Filled.</param>
    internal abstract void Write(JsonObject spec, JsonObject config, IDictionary<string, string> parameters);

    /// <summary>What is wrong with the field beyond its type: path below <c>spec</c> and sentence.</summary>
    internal virtual IEnumerable<(string Field, string Message)> Check(JsonObject spec) => [];
}

/// <summary>A plain value under a key of the same name.</summary>
internal sealed record ScalarOption(Field Field) : GuestOption(Field)
{
    internal override void Read(JsonObject config, JsonObject spec)
    {
        if (config[Field.Name] is not { } value || Field.Origin is Origin.WriteOnly) return;
        var normal = Field.Normalise?.Invoke(value) ?? value;
        if (ProxmoxJson.Text(normal) is not "") spec[Field.Name] = normal.DeepClone();
    }

    internal override void Write(JsonObject spec, JsonObject config, IDictionary<string, string> parameters)
    {
        if (ProxmoxJson.Text(spec[Field.Name]) is { Length: > 0 } text) parameters[Field.Name] = text;
    }
}

/// <summary>An object packed into a property string under a key of the same name.</summary>
internal sealed record PackedOption(Field Field, PropertyFormat Format) : GuestOption(Field)
{
    internal override void Read(JsonObject config, JsonObject spec)
    {
        if (ProxmoxJson.Text(config[Field.Name]) is not { } text || string.IsNullOrWhiteSpace(text)) return;
        spec[Field.Name] = PropertySpec.Normalise(Format, text);
    }

    internal override void Write(JsonObject spec, JsonObject config, IDictionary<string, string> parameters)
    {
        // Without what it must have it says nothing: its last field was reset, so the whole option is.
        if (spec[Field.Name] is JsonObject { Count: > 0 } fields && Format.Keys.All(key => !key.Required || fields.ContainsKey(key.Name)))
            parameters[Field.Name] = Format.Print(fields);
    }

    internal override IEnumerable<(string Field, string Message)> Check(JsonObject spec) =>
        spec[Field.Name] is JsonObject fields && PropertySpec.Problem(Format, fields) is { } problem ? [(Field.Name, problem)] : [];
}

/// <summary>A family of numbered keys, each an object packed into a property string.</summary>
/// <param name="Field">The field.</param>
/// <param name="Prefix">What stands before the number.</param>
/// <param name="Format">The property string.</param>
/// <param name="Complete">Adds what Proxmox insists on and an author may leave out, for a member that is written.</param>
internal sealed record FamilyOption(Field Field, string Prefix, PropertyFormat Format, Action<string, JsonObject>? Complete = null) : GuestOption(Field)
{
    internal override void Read(JsonObject config, JsonObject spec)
    {
        var family = new JsonObject();
        foreach (var (key, value) in config.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            if (IsMember(key) && ProxmoxJson.Text(value) is { } text) family[key] = PropertySpec.Normalise(Format, text);
        if (family.Count > 0) spec[Field.Name] = Field.Normalise?.Invoke(family) ?? family;
    }

    internal override void Write(JsonObject spec, JsonObject config, IDictionary<string, string> parameters)
    {
        foreach (var (key, value) in spec[Field.Name] as JsonObject ?? [])
            if (value is JsonObject { Count: > 0 } fields) parameters[key] = Format.Print(Completed(key, fields));
    }

    internal override IEnumerable<(string Field, string Message)> Check(JsonObject spec)
    {
        foreach (var (key, value) in spec[Field.Name] as JsonObject ?? [])
            if (value is JsonObject fields && PropertySpec.Problem(Format, Completed(key, fields)) is { } problem) yield return ($"{Field.Name}.{key}", problem);
    }

    private JsonObject Completed(string key, JsonObject fields)
    {
        if (Complete is null) return fields;
        var complete = (JsonObject)fields.DeepClone();
        Complete(key, complete);
        return complete;
    }

    private bool IsMember(string key) => IsNumbered(key, Prefix);

    internal static bool IsNumbered(string key, string prefix) =>
        key.Length > prefix.Length && key.StartsWith(prefix, StringComparison.Ordinal) && key.AsSpan(prefix.Length).IndexOfAnyExceptInRange('0', '9') < 0;
}

/// <summary>A family of numbered keys with plain values.</summary>
internal sealed record PlainFamilyOption(Field Field, string Prefix) : GuestOption(Field)
{
    internal override void Read(JsonObject config, JsonObject spec)
    {
        var family = new JsonObject();
        foreach (var (key, value) in config.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            if (FamilyOption.IsNumbered(key, Prefix) && ProxmoxJson.Text(value) is { } text) family[key] = text;
        if (family.Count > 0) spec[Field.Name] = family;
    }

    internal override void Write(JsonObject spec, JsonObject config, IDictionary<string, string> parameters)
    {
        foreach (var (key, value) in spec[Field.Name] as JsonObject ?? [])
            if (ProxmoxJson.Text(value) is { Length: > 0 } text) parameters[key] = text;
    }
}

/// <summary>SSH keys, one to an element; Proxmox keeps them as one percent-encoded text of lines.</summary>
internal sealed record KeysOption(Field Field) : GuestOption(Field)
{
    internal override void Read(JsonObject config, JsonObject spec)
    {
        if (config.Text(Field.Name) is { } text) spec[Field.Name] = Normalise(Uri.UnescapeDataString(text));
    }

    internal override void Write(JsonObject spec, JsonObject config, IDictionary<string, string> parameters)
    {
        // Percent-encoded here and once more by the form: Proxmox wants the value itself encoded.
        if (spec[Field.Name] is JsonArray { Count: > 0 } keys)
            parameters[Field.Name] = Uri.EscapeDataString(string.Join('\n', keys.Select(ProxmoxJson.Text)));
    }

    internal static JsonNode Normalise(JsonNode node) => node switch
    {
        JsonValue value when value.GetValueKind() is JsonValueKind.String => Lines(value.GetValue<string>().Split('\n')),
        JsonArray items when items.All(item => item is JsonValue) => Lines(items.Select(item => ProxmoxJson.Text(item) ?? "")),
        _ => node,
    };

    private static JsonArray Lines(IEnumerable<string> lines) =>
        [.. lines.Select(line => line.Trim()).Where(line => line is not "").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(line => (JsonNode)line)];
}
