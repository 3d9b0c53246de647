using System.Globalization;
using HomelabMcp.Core;
using HomelabMcp.Engine;

namespace HomelabMcp.GitOps;

/// <summary>Finds resources in what the reconciler knows now.</summary>
internal static class ResourceQuery
{
    /// <summary>A page of what matches.</summary>
    public static Page<ResourceStatus> Page(IEnumerable<ResourceStatus> all, int limit, string? cursor)
    {
        var matching = all.ToList();
        var start = cursor is null ? 0 : int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at : throw new HomelabException($"'{UntrustedText.CleanOf(cursor)}' is no cursor: take 'next' of the page before.");
        var size = Math.Clamp(limit, 1, 200);
        return new([.. matching.Skip(start).Take(size)], matching.Count, start + size < matching.Count ? (start + size).ToString(CultureInfo.InvariantCulture) : null);
    }

    /// <summary>One resource by name, or a sentence that teaches.</summary>
    public static ResourceStatus One(IReadOnlyCollection<ResourceStatus> all, string kind, string name, string? target)
    {
        var named = all.Where(status => status.Key.Kind == kind && status.Key.Name == name && (target is null || status.Key.Target == target)).ToList();
        if (named.Count == 1) return named[0];
        var asked = $"{UntrustedText.CleanOf(kind)}/{UntrustedText.CleanOf(name)}";
        if (named.Count > 1)
        {
            var targets = named.Select(status => status.Key.Target).Distinct(StringComparer.Ordinal).ToList();
            if (targets.Count == 1) return named.OrderBy(status => status.State is ResourceState.Unmanaged).First();
            throw new HomelabException($"{asked} stands on several targets: name one with 'target' ({string.Join(", ", targets)}).");
        }

        var sameKind = all.Where(status => status.Key.Kind == kind).Select(status => UntrustedText.CleanOf(status.Key.Name)).Distinct(StringComparer.Ordinal).ToList();
        throw new HomelabException(sameKind.Count > 0
            ? $"Neither Git nor a target knows {asked}: {Nearest.Hint(name, sameKind)}."
            : $"Nothing of kind '{UntrustedText.CleanOf(kind)}' is known: {Nearest.Hint(kind, [.. all.Select(status => status.Key.Kind).Distinct(StringComparer.Ordinal)])}.");
    }

    /// <summary>A state by its word.</summary>
    public static ResourceState? State(string? word)
    {
        if (word is null) return null;
        return Enum.TryParse<ResourceState>(word, ignoreCase: true, out var state) && Enum.IsDefined(state)
            ? state
            : throw new HomelabException($"'{UntrustedText.CleanOf(word)}' is no state: {Nearest.Hint(word, [.. Enum.GetValues<ResourceState>().Select(PlanJson.Word)])}.");
    }
}
