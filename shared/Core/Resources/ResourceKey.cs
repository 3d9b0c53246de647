using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace HomelabMcp.Core;

/// <summary>
/// What Git calls a resource: its kind, our handle for it, and the target that holds it.
/// Written <c>docker.container/web01@docker</c>; unique in a desired state.
/// </summary>
/// <param name="Kind">Kind, <c>platform.type</c>, for example <c>proxmox.vm</c>.</param>
/// <param name="Name">Our handle: <c>[A-Za-z0-9][A-Za-z0-9._-]{0,62}</c>.</param>
/// <param name="Target">Name of the configured target.</param>
public readonly partial record struct ResourceKey(string Kind, string Name, string Target) : IComparable<ResourceKey>
{
    /// <summary>The platform part of <see cref="Kind"/>: what stands before the first dot.</summary>
    public string Platform => Kind.Split('.', 2)[0];

    /// <summary>Kind and name without the target, as people write it in <c>dependsOn</c>.</summary>
    public string Short => $"{Kind}/{Name}";

    /// <summary>Whether <paramref name="name"/> may be a resource's handle.</summary>
    public static bool IsValidName(string name) => NamePattern().IsMatch(name);

    /// <summary>Reads <c>kind/name</c> or <c>kind/name@target</c>; the target is empty where the text names none.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ResourceKey? key)
    {
        var match = KeyPattern().Match(text);
        key = match.Success
            ? new ResourceKey(match.Groups["kind"].Value, match.Groups["name"].Value, match.Groups["target"].Value)
            : null;
        return key is not null;
    }

    /// <inheritdoc/>
    public int CompareTo(ResourceKey other)
    {
        var byKind = string.CompareOrdinal(Kind, other.Kind);
        if (byKind != 0) return byKind;
        var byName = string.CompareOrdinal(Name, other.Name);
        return byName != 0 ? byName : string.CompareOrdinal(Target, other.Target);
    }

    /// <inheritdoc/>
    public override string ToString() => Target is "" ? Short : $"{Short}@{Target}";

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,62}\\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamePattern();

    [GeneratedRegex("^(?<kind>[a-z0-9-]+\\.[a-z0-9-]+)/(?<name>[A-Za-z0-9][A-Za-z0-9._-]{0,62})(@(?<target>[A-Za-z0-9][A-Za-z0-9._-]{0,62}))?\\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KeyPattern();
}
