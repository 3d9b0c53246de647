using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HomelabMcp.Engine;

/// <summary>Equality and plain forms of JSON values, by value and without serialising what is plainly equal.</summary>
internal static class SpecValue
{
    public static bool Equals(JsonNode? a, JsonNode? b)
    {
        if (ReferenceEquals(a, b)) return true;
        return (a, b) switch
        {
            (null, _) or (_, null) => false,
            (JsonObject left, JsonObject right) => SameObject(left, right),
            (JsonArray left, JsonArray right) => SameList(left, right),
            (JsonValue left, JsonValue right) => SameScalar(left, right),
            _ => false,
        };
    }

    /// <summary>The text of a scalar as it would be written: numbers without superfluous zeros.</summary>
    public static string? ScalarText(JsonNode? node) => node is not JsonValue value ? null : value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => Number(value) is { } number ? NumberText(number) : value.ToJsonString(),
        _ => null,
    };

    /// <summary>A number's value; null for what is none, or none that a decimal holds.</summary>
    public static decimal? Number(JsonNode? node)
    {
        if (node is not JsonValue value || value.GetValueKind() is not JsonValueKind.Number) return null;
        if (value.TryGetValue<long>(out var whole)) return whole;
        if (value.TryGetValue<int>(out var small)) return small;
        if (value.TryGetValue<decimal>(out var exact)) return exact;
        return decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
    }

    /// <summary>One form for each number: a long where it is whole.</summary>
    public static JsonValue Plain(decimal number) => number == decimal.Truncate(number) && Math.Abs(number) <= long.MaxValue
        ? JsonValue.Create((long)number)
        : JsonValue.Create(decimal.Parse(NumberText(number), CultureInfo.InvariantCulture));

    private static string NumberText(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);

    private static bool SameObject(JsonObject left, JsonObject right)
    {
        if (left.Count != right.Count) return false;
        foreach (var (name, value) in left)
            if (!right.TryGetPropertyValue(name, out var other) || !Equals(value, other)) return false;
        return true;
    }

    private static bool SameList(JsonArray left, JsonArray right)
    {
        if (left.Count != right.Count) return false;
        for (var i = 0; i < left.Count; i++)
            if (!Equals(left[i], right[i])) return false;
        return true;
    }

    private static bool SameScalar(JsonValue left, JsonValue right)
    {
        var kind = left.GetValueKind();
        if (kind != right.GetValueKind()) return false;
        return kind switch
        {
            JsonValueKind.String => string.Equals(left.GetValue<string>(), right.GetValue<string>(), StringComparison.Ordinal),
            JsonValueKind.Number => Number(left) is { } a && Number(right) is { } b ? a == b : left.ToJsonString() == right.ToJsonString(),
            _ => true,
        };
    }
}
