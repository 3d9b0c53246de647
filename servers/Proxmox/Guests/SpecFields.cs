using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Proxmox;

/// <summary>Makes manifest fields from what Proxmox says of its options, each with the normal form it is compared in.</summary>
internal static class SpecFields
{
    internal static Field Text(string name, string summary, params string[] choices) =>
        new() { Name = name, Type = FieldType.Text, Summary = summary, Choices = [.. choices], Normalise = AsText };

    internal static Field Whole(string name, string summary, long? minimum = null, long? maximum = null) =>
        new() { Name = name, Type = FieldType.Integer, Summary = summary, Minimum = minimum, Maximum = maximum, Normalise = AsNumber };

    internal static Field Number(string name, string summary, decimal? minimum = null, decimal? maximum = null) =>
        new() { Name = name, Type = FieldType.Number, Summary = summary, Minimum = minimum, Maximum = maximum, Normalise = AsNumber };

    internal static Field Flag(string name, string summary, bool? otherwise = null) =>
        new() { Name = name, Type = FieldType.Boolean, Summary = summary, Default = otherwise is { } value ? JsonValue.Create(value) : null, Normalise = AsFlag };

    /// <summary>An object that Proxmox packs into a property string; its text form is accepted too.</summary>
    internal static Field Packed(string name, string summary, PropertyFormat format) => new()
    {
        Name = name,
        Type = FieldType.Object,
        Summary = summary,
        Members = [.. format.Keys.Select(Member)],
        Normalise = node => PropertySpec.Normalise(format, node),
    };

    /// <summary>A family of numbered options (<c>net0</c>, <c>net1</c> …), each packed into a property string.</summary>
    internal static Field Family(string name, string summary, string keyPattern, PropertyFormat format) => new()
    {
        Name = name,
        Type = FieldType.Map,
        Summary = summary,
        KeyPattern = keyPattern,
        Items = new Field { Name = "", Type = FieldType.Object, Members = [.. format.Keys.Select(key => Member(key) with { Required = false })], Normalise = node => PropertySpec.Normalise(format, node) },
    };

    internal static Field PlainFamily(string name, string summary, string keyPattern) =>
        new() { Name = name, Type = FieldType.Map, Summary = summary, KeyPattern = keyPattern, Items = new Field { Name = "", Type = FieldType.Text } };

    internal static Field Member(PropertyKey key) => new()
    {
        Name = key.Name,
        Type = key.Type switch { PropertyType.Whole => FieldType.Integer, PropertyType.Number => FieldType.Number, PropertyType.Flag => FieldType.Boolean, _ => FieldType.Text },
        Summary = "",
        Required = key.Required,
        Choices = [.. key.Choices],
        Minimum = key.Minimum,
        Maximum = key.Maximum,
        Origin = key.Name switch { "macaddr" or "hwaddr" => Origin.Generated, "import-from" => Origin.WriteOnly, _ => Origin.Author },
        Check = key.Type is PropertyType.Text ? value => ProxmoxJson.Text(value) is { } text ? Problem(key, text) : null : null,
    };

    internal static JsonNode AsText(JsonNode node) => node is JsonValue value && value.GetValueKind() is JsonValueKind.Number ? value.ToJsonString() : node;

    internal static JsonNode AsNumber(JsonNode node) => node switch
    {
        JsonValue value when value.GetValueKind() is JsonValueKind.String or JsonValueKind.Number
            && decimal.TryParse(ProxmoxJson.Text(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => Shortest(number),
        _ => node,
    };

    internal static JsonNode AsFlag(JsonNode node) => node is JsonValue value && value.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False)
        ? ProxmoxJson.Text(value)?.ToLowerInvariant() switch { "1" or "yes" or "on" or "true" => true, "0" or "no" or "off" or "false" => false, _ => node }
        : node;

    /// <summary>A number in one spelling: whole ones as integers, so that 2 and 2.0 compare equal.</summary>
    internal static JsonNode Shortest(decimal number) =>
        number == decimal.Truncate(number) && Math.Abs(number) < long.MaxValue ? JsonValue.Create((long)number) : JsonValue.Create(number / 1.000000000000000000000000000000000m);

    private static string? Problem(PropertyKey key, string text)
    {
        if (text.Contains("${", StringComparison.Ordinal)) return null;
        try
        {
            key.Read(text);
            return null;
        }
        catch (FormatException error)
        {
            return error.Message;
        }
    }
}
