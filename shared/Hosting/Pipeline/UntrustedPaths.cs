using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HomelabMcp.Core;

namespace HomelabMcp.Hosting;

/// <summary>Finds, by type, the fields of a reply that hold <see cref="UntrustedText"/>.</summary>
public static class UntrustedPaths
{
    // A reply that nests deeper repeats a type of its own: the label of the first levels is enough to warn.
    private const int Deepest = 8;

    /// <summary>JSON paths such as <c>$.items[*].name</c>, in ordinal order; a task's type counts as its result's.</summary>
    public static IReadOnlyList<string> Of(Type reply, JsonSerializerOptions options)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        Walk(ResultOf(reply), "$", [], found, options);
        return [.. found];
    }

    private static Type ResultOf(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>))
            ? type.GetGenericArguments()[0]
            : type;

    private static void Walk(Type declared, string path, List<Type> above, SortedSet<string> found, JsonSerializerOptions options)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type == typeof(UntrustedText))
        {
            found.Add(path);
            return;
        }

        if (type == typeof(void) || type == typeof(Task) || type == typeof(ValueTask)) return;
        if (above.Count >= Deepest || above.Contains(type)) return;
        above.Add(type);
        var info = options.GetTypeInfo(type);
        switch (info.Kind)
        {
            case JsonTypeInfoKind.Object:
                foreach (var property in info.Properties) Walk(property.PropertyType, $"{path}.{property.Name}", above, found, options);
                foreach (var derived in info.PolymorphismOptions?.DerivedTypes ?? []) Walk(derived.DerivedType, path, above, found, options);
                break;
            case JsonTypeInfoKind.Enumerable when info.ElementType is { } element:
                Walk(element, $"{path}[*]", above, found, options);
                break;
            case JsonTypeInfoKind.Dictionary when info.ElementType is { } value:
                Walk(value, $"{path}.*", above, found, options);
                break;
        }

        above.RemoveAt(above.Count - 1);
    }
}
