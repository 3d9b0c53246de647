using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>What is wrong with a normalised spec, as its kind's schema sees it.</summary>
internal sealed class SpecValidator
{
    private static readonly ConcurrentDictionary<string, Regex> Patterns = new(StringComparer.Ordinal);
    private readonly List<(string Path, string Message)> problems = [];

    private readonly bool isResolved;

    private SpecValidator(bool isResolved) => this.isResolved = isResolved;

    /// <summary>Paths (below <c>spec</c>) and sentences, in the order of the fields.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="spec">Normalised.</param>
    /// <param name="isResolved">References were replaced by their values: what still looks like one is text.</param>
    public static IReadOnlyList<(string Path, string Message)> Check(ResourceKind kind, JsonObject spec, bool isResolved = false)
    {
        var validator = new SpecValidator(isResolved);
        validator.Fields(kind.Fields, spec, "", kind.Name);
        return validator.problems;
    }

    private void Fields(ImmutableArray<Field> fields, JsonObject spec, string path, string owner)
    {
        foreach (var (name, value) in spec)
        {
            var at = FieldPath.Join(path, name);
            if (FieldsOf.Find(fields, name) is { } field) Value(field, value, at);
            else problems.Add((at, $"'{name}' is no field of {owner}: {Nearest.Hint(name, FieldsOf.Names(fields))}."));
        }

        foreach (var field in fields)
            if (field.Required && !spec.ContainsKey(field.Name))
                problems.Add((FieldPath.Join(path, field.Name), $"'{field.Name}' is missing from {owner}{(field.Summary is "" ? "" : ": " + field.Summary.TrimEnd('.'))}."));
    }

    private void Value(Field field, JsonNode? value, string path)
    {
        var text = value is JsonValue scalar && scalar.GetValueKind() is JsonValueKind.String ? scalar.GetValue<string>() : null;
        if (!isResolved && text is not null && ReferenceText.IsPresent(text) && Reference(field, text, path)) return;
        switch (field.Type, value)
        {
            case (FieldType.Object, JsonObject members):
                Fields(field.Members, members, path, $"'{field.Name}'");
                break;
            case (FieldType.Map, JsonObject entries):
                Entries(field, entries, path);
                break;
            case (FieldType.List, JsonArray items):
                if (field.Items is { } element) foreach (var item in items) Value(element, item, path);
                break;
            case (FieldType.Text, JsonValue) when text is not null:
            case (FieldType.Integer or FieldType.Number, JsonValue) when SpecValue.Number(value) is not null && IsWholeEnough(field, value!):
            case (FieldType.Boolean, JsonValue) when value!.GetValueKind() is JsonValueKind.True or JsonValueKind.False:
                Limits(field, value!, path);
                break;
            default:
                problems.Add((path, Mistyped(field, value, text)));
                return;
        }

        if (value is not null && field.Check?.Invoke(value) is { } sentence) problems.Add((path, sentence));
    }

    // A scalar that is one reference keeps the type of what it refers to, so any field may hold one; mixed text is text.
    private bool Reference(Field field, string text, string path)
    {
        var (parts, problem) = ReferenceText.Parse(text);
        if (problem is not null)
        {
            problems.Add((path, problem));
            return true;
        }

        if (parts.All(part => part.Reference is null)) return field.Type is FieldType.Text;
        if (parts.Length == 1 || field.Type is FieldType.Text) return true;
        problems.Add((path, $"'{text}' mixes text and references, which gives text: '{field.Name}' needs {Needs(field)}."));
        return true;
    }

    private void Entries(Field field, JsonObject entries, string path)
    {
        foreach (var (key, value) in entries)
        {
            var at = FieldPath.Join(path, key);
            if (field.KeyPattern is { } pattern && !IsMatch(pattern, key))
                problems.Add((at, $"'{key}' is no valid key here: it must match {pattern}."));
            if (field.Items is { } items) Value(items, value, at);
        }
    }

    private void Limits(Field field, JsonNode value, string path)
    {
        var text = SpecValue.ScalarText(value)!;
        if (!field.Choices.IsEmpty && !field.Choices.Contains(text))
            problems.Add((path, $"'{text}' is not allowed: {Nearest.Hint(text, field.Choices)}."));
        else if (field.Pattern is { } pattern && field.Type is FieldType.Text && !IsMatch(pattern, text))
            problems.Add((path, $"'{text}' does not match {pattern}{(field.Summary is "" ? "" : $" ({field.Summary.TrimEnd('.')})")}."));
        if (SpecValue.Number(value) is not { } number) return;
        if (number < field.Minimum) problems.Add((path, $"{text} is less than {field.Minimum}, the smallest value allowed."));
        if (number > field.Maximum) problems.Add((path, $"{text} is more than {field.Maximum}, the largest value allowed."));
    }

    private static bool IsWholeEnough(Field field, JsonNode value) =>
        field.Type is FieldType.Number || SpecValue.Number(value) is { } number && number == decimal.Truncate(number);

    private static string Mistyped(Field field, JsonNode? value, string? text)
    {
        var hint = field.Type is FieldType.Boolean && text is "yes" or "no" or "on" or "off" ? " (in YAML 1.2 yes, no, on and off are text)" : "";
        return $"{Shown(value, text)} is not {Needs(field)}{hint}.";
    }

    private static string Shown(JsonNode? value, string? text) => value switch
    {
        null => "Nothing",
        JsonObject => "A mapping",
        JsonArray => "A list",
        _ when text is not null => $"The text '{(text.Length > 60 ? text[..60] + "…" : text)}'",
        _ => value.ToJsonString(),
    };

    private static string Needs(Field field) => field.Type switch
    {
        FieldType.Text => "a text",
        FieldType.Integer => "a whole number",
        FieldType.Number => "a number",
        FieldType.Boolean => "true or false",
        FieldType.List => "a list",
        FieldType.Map => "a mapping",
        _ => $"a mapping of {string.Join(", ", FieldsOf.Names(field.Members).Take(12))}",
    };

    private static bool IsMatch(string pattern, string text) =>
        Patterns.GetOrAdd(pattern, static given => new Regex($"^(?:{given})\\z", RegexOptions.None, TimeSpan.FromSeconds(1))).IsMatch(text);
}
