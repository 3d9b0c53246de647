using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>
/// Writes what is live as a manifest, for <c>import</c> and <c>capture</c>: in the order of the schema, without what
/// the platform chose or what is as it would be anyway, and without what looks like a secret.
/// </summary>
public static partial class ManifestWriter
{
    /// <summary>A manifest of a live object.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="key">The key to give it.</param>
    /// <param name="live">The object, in full.</param>
    /// <param name="namesTarget">Whether the target must be written (several serve the platform).</param>
    /// <param name="adopts">Whether it says <c>lifecycle.adopt</c>.</param>
    /// <exception cref="HomelabException">The object cannot be said in a manifest under this name.</exception>
    public static string Write(ResourceKind kind, ResourceKey key, LiveResource live, bool namesTarget, bool adopts)
    {
        var leftOut = new List<string>();
        var spec = Members(kind, kind.Fields, SpecNormaliser.Normalise(kind.Fields, live.Spec), "", leftOut);
        if (kind.NaturalKey(key, spec) is { } natural && natural != live.NaturalKey)
            throw new HomelabException($"'{UntrustedText.CleanOf(live.Name)}' cannot be written as {key.Short}: its own name on the platform is '{UntrustedText.CleanOf(live.NaturalKey)}'.");
        var text = new StringBuilder();
        text.Append(YamlWriter.Field("kind", key.Kind, 0)).Append('\n').Append(YamlWriter.Field("name", key.Name, 0)).Append('\n');
        if (namesTarget) text.Append(YamlWriter.Field("target", key.Target, 0)).Append('\n');
        text.Append(YamlWriter.Field("spec", spec, 0)).Append('\n');
        foreach (var path in leftOut)
            text.Append($"  # {path} looks like a secret and was left out, so it is not compared: add it to homelab.yaml and write ${{secret:NAME}}.\n");
        if (adopts) text.Append("lifecycle:\n  adopt: true\n");
        return text.ToString();
    }

    /// <summary>A valid handle for a live object, not yet taken.</summary>
    public static string NameFor(LiveResource live, IReadOnlySet<string> taken)
    {
        var clean = Unfit().Replace(live.Name, "-").Trim('-', '.', '_');
        if (clean.Length > 50) clean = clean[..50].TrimEnd('-', '.', '_');
        if (clean.Length == 0) clean = "resource";
        if (!taken.Contains(clean)) return clean;
        var natural = Unfit().Replace(live.NaturalKey, "-").Trim('-', '.', '_');
        for (var i = 0; ; i++)
        {
            var name = i == 0 && natural.Length is > 0 and <= 12 && natural != clean ? $"{clean}-{natural}" : $"{clean}-{i + 2}";
            if (!taken.Contains(name)) return name;
        }
    }

    private static JsonObject Members(ResourceKind kind, ImmutableArray<Field> fields, JsonObject live, string path, List<string> leftOut)
    {
        var result = new JsonObject();
        foreach (var field in fields)
        {
            if (live[field.Name] is not { } value || IsLeftOut(kind, field, path)) continue;
            var at = FieldPath.Join(path, field.Name);
            if (field.Default is { } standard && SpecValue.Equals(value, SpecNormaliser.Value(field, standard)) && !field.Required) continue;
            if (Value(kind, field, value, at, leftOut) is { } written) result[field.Name] = written;
        }

        return result;
    }

    // Power is managed only where somebody says so: importing a machine must not start to fight whoever stops it.
    private static bool IsLeftOut(ResourceKind kind, Field field, string path)
    {
        if (field.Origin is Origin.WriteOnly || (kind.NativePath is not null && path is "" && field.Name is NativeFiles.Field)) return true;
        if (path is "" && field.Name is "state" && field.Choices.Contains("running")) return true;
        return field.Origin is Origin.Generated && !field.Required && !(path is "" && kind.ChosenFields.Contains(field.Name));
    }

    private static JsonNode? Value(ResourceKind kind, Field? field, JsonNode value, string path, List<string> leftOut)
    {
        switch (value)
        {
            case JsonObject members when field?.Type is FieldType.Object:
                return Members(kind, field.Members, members, path, leftOut) is { Count: > 0 } group ? group : null;
            case JsonObject entries:
                var map = new JsonObject();
                foreach (var (name, inner) in entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
                {
                    var at = FieldPath.Join(path, name);
                    if (inner is JsonValue && SecretName().IsMatch(name)) leftOut.Add(at);
                    else if (inner is not null && Value(kind, field?.Items, inner, at, leftOut) is { } written) map[name] = written;
                }

                return map.Count > 0 ? map : null;
            case JsonArray items:
                var list = new JsonArray([.. items.OfType<JsonNode>().Select(item => Value(kind, field?.Items, item, path, leftOut)).Where(item => item is not null)]);
                return list.Count > 0 ? list : null;
            default:
                return value.GetValueKind() is JsonValueKind.String
                    ? JsonValue.Create(value.GetValue<string>().Replace("${", "$${", StringComparison.Ordinal))
                    : value.DeepClone();
        }
    }

    [GeneratedRegex("[^A-Za-z0-9._-]+", RegexOptions.None, 1000)]
    private static partial Regex Unfit();

    [GeneratedRegex("passw|secret|token|credential|private_?key|api_?key|_key$|_pass$|^pass$|dsn$", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex SecretName();
}
