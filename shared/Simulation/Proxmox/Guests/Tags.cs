using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.State;

namespace HomelabMcp.Simulation.Proxmox.Guests;

internal static class Tags
{
    /// <summary>Unique tags, joined with semicolons; lower-cased and sorted unless the datacenter's tag style says otherwise.</summary>
    public static string Normalise(ClusterState state, string text)
    {
        var style = state.Options.GetValueOrDefault("tag-style", "");
        IEnumerable<string> tags = Arguments.Split(text);
        if (!style.Contains("case-sensitive=1", StringComparison.Ordinal))
            tags = tags.Select(tag => tag.ToLowerInvariant());
        tags = tags.Distinct(StringComparer.Ordinal);
        if (!style.Contains("ordering=config", StringComparison.Ordinal))
            tags = tags.Order(StringComparer.Ordinal);
        return string.Join(';', tags);
    }
}
