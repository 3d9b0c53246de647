using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using HomelabMcp.Core;

namespace HomelabMcp.Hosting;

/// <summary>
/// Checks a JSON value against the part of JSON Schema that our tools' schemas use, with sentences that teach.
/// </summary>
/// <remarks>
/// Known keywords: type, enum, const, properties, required, additionalProperties, items, anyOf, $ref (into the same
/// document), minimum, maximum, minLength, maxLength, minItems, maxItems, pattern. Others say nothing here.
/// </remarks>
internal static class SchemaCheck
{
    private const int Deepest = 64;
    private static readonly TimeSpan PatternTime = TimeSpan.FromMilliseconds(200);

    /// <summary>The first things that are wrong, at most five; empty when the value satisfies the schema.</summary>
    /// <param name="root">The document that references point into; its own rules apply to the value.</param>
    /// <param name="value">The value.</param>
    /// <param name="closed">Whether a property that the schema does not name is wrong where the schema is silent about it.</param>
    public static IReadOnlyList<string> Problems(JsonElement root, JsonElement value, bool closed)
    {
        var found = new List<string>();
        new Walk(root, closed, found).Check(root, value, "", 0);
        return found;
    }

    /// <summary>One value's way through one schema.</summary>
    private sealed class Walk(JsonElement root, bool closed, List<string> found)
    {
        public void Check(JsonElement schema, JsonElement value, string path, int depth)
        {
            if (found.Count >= 5) return;
            if (depth > Deepest)
            {
                Say(path, "is nested too deeply");
                return;
            }

            if (schema.ValueKind is not JsonValueKind.Object) return;
            if (schema.TryGetProperty("$ref", out var reference)) Check(Resolve(reference.GetString()!), value, path, depth + 1);
            if (schema.TryGetProperty("anyOf", out var choices)) CheckAny(choices, value, path, depth);
            if (!CheckType(schema, value, path) || !CheckChoices(schema, value, path)) return;
            switch (value.ValueKind)
            {
                case JsonValueKind.Object: CheckObject(schema, value, path, depth); break;
                case JsonValueKind.Array: CheckArray(schema, value, path, depth); break;
                case JsonValueKind.Number: CheckRange(schema, value, path); break;
                case JsonValueKind.String: CheckText(schema, value.GetString()!, path); break;
            }
        }

        private void CheckAny(JsonElement choices, JsonElement value, string path, int depth)
        {
            List<string>? best = null;
            foreach (var choice in choices.EnumerateArray())
            {
                var problems = new List<string>();
                new Walk(root, closed, problems).Check(choice, value, path, depth + 1);
                if (problems.Count is 0) return;
                if (best is null || problems.Count < best.Count) best = problems;
            }

            found.AddRange(best ?? []);
        }

        private bool CheckType(JsonElement schema, JsonElement value, string path)
        {
            if (!schema.TryGetProperty("type", out var type)) return true;
            string[] allowed = type.ValueKind is JsonValueKind.Array ? [.. type.EnumerateArray().Select(one => one.GetString()!)] : [type.GetString()!];
            if (allowed.Any(one => Is(value, one))) return true;
            if (value.ValueKind is JsonValueKind.Null)
            {
                Say(path, schema.TryGetProperty("default", out var preset)
                    ? $"must not be null: leave it out for the default {preset.GetRawText()}"
                    : $"must not be null: give {Article(allowed)}");
                return false;
            }

            Say(path, $"must be {Article(allowed)}, not {Shown(value)}");
            return false;
        }

        private bool CheckChoices(JsonElement schema, JsonElement value, string path)
        {
            if (schema.TryGetProperty("const", out var only) && !JsonElement.DeepEquals(only, value))
            {
                Say(path, $"must be {only.GetRawText()}, not {Shown(value)}");
                return false;
            }

            if (!schema.TryGetProperty("enum", out var choices) || choices.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value))) return true;
            string[] words = [.. choices.EnumerateArray().Where(one => one.ValueKind is not JsonValueKind.Null).Select(one => one.ToString())];
            Say(path, value.ValueKind is JsonValueKind.String
                ? $"does not know {Shown(value)}: {Nearest.Hint(value.GetString()!, words)}"
                : $"must be one of {string.Join(", ", words)}, not {Shown(value)}");
            return false;
        }

        private void CheckObject(JsonElement schema, JsonElement value, string path, int depth)
        {
            var properties = schema.TryGetProperty("properties", out var named) ? named : default;
            if (schema.TryGetProperty("required", out var required))
            {
                foreach (var name in required.EnumerateArray().Select(one => one.GetString()!))
                    if (!value.TryGetProperty(name, out _)) Missing(properties, path, name);
            }

            var hasRest = schema.TryGetProperty("additionalProperties", out var rest);
            foreach (var field in value.EnumerateObject())
            {
                var place = path is "" ? field.Name : $"{path}.{field.Name}";
                if (properties.ValueKind is JsonValueKind.Object && properties.TryGetProperty(field.Name, out var its)) Check(its, field.Value, place, depth + 1);
                else if (hasRest && rest.ValueKind is JsonValueKind.Object) Check(rest, field.Value, place, depth + 1);
                else if (rest.ValueKind is JsonValueKind.False || (!hasRest && closed && schema.TryGetProperty("type", out _))) Unknown(properties, path, field.Name);
            }
        }

        private void CheckArray(JsonElement schema, JsonElement value, string path, int depth)
        {
            var count = value.GetArrayLength();
            if (schema.TryGetProperty("minItems", out var least) && count < least.GetInt32()) Say(path, $"needs at least {least.GetInt32()} {(least.GetInt32() is 1 ? "entry" : "entries")}");
            if (schema.TryGetProperty("maxItems", out var most) && count > most.GetInt32()) Say(path, $"takes at most {most.GetInt32()} entries, not {count}");
            if (!schema.TryGetProperty("items", out var items)) return;
            var index = 0;
            foreach (var item in value.EnumerateArray()) Check(items, item, $"{path}[{index++}]", depth + 1);
        }

        private void CheckRange(JsonElement schema, JsonElement value, string path)
        {
            var number = value.GetDouble();
            var low = schema.TryGetProperty("minimum", out var minimum) ? minimum.GetDouble() : double.NegativeInfinity;
            var high = schema.TryGetProperty("maximum", out var maximum) ? maximum.GetDouble() : double.PositiveInfinity;
            if (number >= low && number <= high) return;
            var valid = double.IsInfinity(low) ? $"at most {Plain(high)}" : double.IsInfinity(high) ? $"at least {Plain(low)}" : $"from {Plain(low)} to {Plain(high)}";
            Say(path, $"must be {valid}, not {Shown(value)}");
        }

        private void CheckText(JsonElement schema, string text, string path)
        {
            if (schema.TryGetProperty("minLength", out var least) && text.Length < least.GetInt32()) Say(path, text.Length is 0 ? "must not be empty" : $"needs at least {least.GetInt32()} characters");
            if (schema.TryGetProperty("maxLength", out var most) && text.Length > most.GetInt32()) Say(path, $"takes at most {most.GetInt32()} characters, not {text.Length}");
            if (schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(text, pattern.GetString()!, RegexOptions.ECMAScript, PatternTime))
                Say(path, $"must match {pattern.GetString()}");
        }

        private JsonElement Resolve(string reference)
        {
            var place = root;
            foreach (var part in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                var name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
                place = place.ValueKind is JsonValueKind.Array ? place[int.Parse(name, CultureInfo.InvariantCulture)] : place.GetProperty(name);
            }

            return place;
        }

        private void Missing(JsonElement properties, string path, string name)
        {
            var about = properties.ValueKind is JsonValueKind.Object && properties.TryGetProperty(name, out var its) && its.ValueKind is JsonValueKind.Object
                && its.TryGetProperty("description", out var text) ? $" ({text.GetString()!.TrimEnd('.')})" : "";
            found.Add(path is "" ? $"'{name}' is missing{about}" : $"'{path}' lacks '{name}'{about}");
        }

        private void Unknown(JsonElement properties, string path, string name)
        {
            string[] valid = properties.ValueKind is JsonValueKind.Object ? [.. properties.EnumerateObject().Select(property => property.Name)] : [];
            var hint = valid.Length is 0 ? "it takes none" : Nearest.Hint(name, valid);
            found.Add(path is "" ? $"there is no argument '{Short(name)}': {hint}" : $"'{path}' has no field '{Short(name)}': {hint}");
        }

        private void Say(string path, string what) => found.Add(path is "" ? $"the value {what}" : $"'{path}' {what}");
    }

    private static bool Is(JsonElement value, string type) => type switch
    {
        "null" => value.ValueKind is JsonValueKind.Null,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "string" => value.ValueKind is JsonValueKind.String,
        "number" => value.ValueKind is JsonValueKind.Number,
        "integer" => value.ValueKind is JsonValueKind.Number && (value.TryGetInt64(out _) || value.TryGetUInt64(out _)),
        "array" => value.ValueKind is JsonValueKind.Array,
        "object" => value.ValueKind is JsonValueKind.Object,
        _ => false,
    };

    private static string Article(string[] types) => string.Join(" or ", types.Where(type => type is not "null").Select(type => type switch
    {
        "integer" => "a whole number",
        "boolean" => "true or false",
        "array" => "a list",
        "object" => "an object",
        _ => $"a {type}",
    }));

    private static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => $"'{Short(value.GetString()!)}'",
        _ => Short(value.GetRawText()),
    };

    private static string Short(string text)
    {
        var clean = UntrustedText.CleanOf(text).ReplaceLineEndings(" ");
        return clean.Length <= 60 ? clean : $"{clean[..60]}…";
    }

    private static string Plain(double number) => number.ToString("0.##########", CultureInfo.InvariantCulture);
}
