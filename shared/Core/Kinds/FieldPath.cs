using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;

namespace HomelabMcp.Core;

/// <summary>
/// Dotted paths below <c>spec</c>: <c>network.net0.ip</c>. A key that itself holds a dot, bracket or quote stands in
/// brackets: <c>labels["traefik.enable"]</c>.
/// </summary>
public static class FieldPath
{
    /// <summary>The path of a key below a parent; the parent is empty at the top.</summary>
    public static string Join(string parent, string key)
    {
        if (key.Length == 0 || key.AsSpan().IndexOfAny(".[]\"\\") >= 0)
            return $"{parent}[\"{key.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"]";
        return parent.Length == 0 ? key : $"{parent}.{key}";
    }

    /// <summary>The keys of a path, outermost first.</summary>
    public static ImmutableArray<string> Split(string path)
    {
        if (path.Length == 0) return [];
        if (!path.Contains('[', StringComparison.Ordinal)) return [.. path.Split('.')];
        var keys = ImmutableArray.CreateBuilder<string>();
        var at = 0;
        while (at < path.Length)
        {
            if (path[at] == '.') at++;
            if (at < path.Length && path[at] == '[') keys.Add(Bracketed(path, ref at));
            else
            {
                var end = path.AsSpan(at).IndexOfAny('.', '[');
                var key = end < 0 ? path[at..] : path.Substring(at, end);
                keys.Add(key);
                at += key.Length;
            }
        }

        return keys.ToImmutable();
    }

    /// <summary>The value at a path; null where there is none.</summary>
    public static JsonNode? Get(JsonObject spec, string path)
    {
        JsonNode? node = spec;
        foreach (var key in Split(path)) node = (node as JsonObject)?[key];
        return node;
    }

    /// <summary>Sets or, with null, removes the value at a path; objects on the way are made.</summary>
    public static void Set(JsonObject spec, string path, JsonNode? value)
    {
        var keys = Split(path);
        var parent = spec;
        foreach (var key in keys.AsSpan()[..^1])
        {
            if (parent[key] is not JsonObject child)
            {
                if (value is null) return;
                parent[key] = child = [];
            }

            parent = child;
        }

        if (value is null) parent.Remove(keys[^1]);
        else parent[keys[^1]] = value.DeepClone();
    }

    /// <summary>Whether a path is another one or lies below it.</summary>
    public static bool IsWithin(string path, string ancestor) =>
        path.StartsWith(ancestor, StringComparison.Ordinal)
        && (path.Length == ancestor.Length || path[ancestor.Length] is '.' or '[');

    private static string Bracketed(string path, ref int at)
    {
        var key = new StringBuilder();
        at += 2;
        while (at < path.Length && path[at] != '"')
        {
            if (path[at] == '\\' && at + 1 < path.Length) at++;
            key.Append(path[at++]);
        }

        at = Math.Min(at + 2, path.Length);
        return key.ToString();
    }
}
