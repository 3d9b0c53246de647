using System.Globalization;
using Docker.DotNet.Models;
using HomelabMcp.Core;

namespace HomelabMcp.Docker;

/// <summary>Containers that match, with totals.</summary>
internal sealed record ContainerList(
    IReadOnlyList<ContainerRow> Items, int Total, IReadOnlyDictionary<string, int> States, string? Next = null, string? Hint = null, IReadOnlyList<TargetProblem>? Problems = null);

/// <summary>One container of a list.</summary>
internal sealed record ContainerRow(
    UntrustedText Name,
    UntrustedText Image,
    string State,
    string Status,
    string? Problem = null,
    UntrustedText? Stack = null,
    IReadOnlyList<string>? Ports = null,
    string? Managed = null,
    string? Target = null,
    string? Id = null,
    string? Created = null,
    IReadOnlyList<UntrustedText>? Networks = null,
    IReadOnlyList<UntrustedText>? Mounts = null,
    IReadOnlyList<UntrustedText>? Labels = null)
{
    public static ContainerRow Of(ContainerListResponse row, string? target, bool full)
    {
        var (health, reason) = ContainerHealth.Of(row.State, row.Status);
        return new ContainerRow(
            ContainerDirectory.NameOf(row),
            row.Image ?? "",
            row.State ?? "unknown",
            UntrustedText.CleanOf(row.Status ?? ""),
            health is LiveHealth.Healthy ? null : reason,
            StackOf(row.Labels) is { } stack ? (UntrustedText?)stack : null,
            Published(row.Ports) is { Count: > 0 } ports ? ports : null,
            ManagedBy(row.Labels),
            target,
            full ? row.ID?[..Math.Min(12, row.ID.Length)] : null,
            full ? row.Created.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : null,
            full ? [.. (row.NetworkSettings?.Networks?.Keys ?? []).Order(StringComparer.Ordinal).Select(name => (UntrustedText)name)] : null,
            full ? [.. (row.Mounts ?? []).Select(mount => (UntrustedText)$"{(mount.Name is { Length: > 0 } name ? name : mount.Source)}:{mount.Destination}{(mount.RW ? "" : ":ro")}")] : null,
            full ? [.. Ownership.Foreign(row.Labels).Select(label => (UntrustedText)$"{label.Key}={label.Value}")] : null);
    }

    public static bool Matches(ContainerListResponse row, IReadOnlyList<string> words)
    {
        if (words.Count == 0)
            return true;
        var texts = Ownership.Foreign(row.Labels).Select(label => $"{label.Key}={label.Value}").Append(ContainerDirectory.NameOf(row)).Append(row.Image ?? "").ToList();
        return words.All(word => texts.Exists(text => text.Contains(word, StringComparison.OrdinalIgnoreCase)) || row.ID?.StartsWith(word, StringComparison.OrdinalIgnoreCase) is true);
    }

    public static bool Matches(ContainerListResponse row, string state) => state switch
    {
        "running" => row.State is "running",
        "paused" => row.State is "paused",
        "stopped" => row.State is "exited" or "created" or "dead",
        "problem" => ContainerHealth.Of(row.State, row.Status).Health is LiveHealth.Unhealthy,
        _ => true,
    };

    /// <summary>The resource that Git keeps it as; null for a container that nobody manages.</summary>
    public static string? ManagedBy(IDictionary<string, string>? labels) =>
        labels is not null && labels.TryGetValue(Ownership.Key, out var key) ? UntrustedText.CleanOf(key) : null;

    public static string? StackOf(IDictionary<string, string>? labels) =>
        labels is not null && labels.TryGetValue("com.docker.compose.project", out var project) ? project : null;

    private static List<string> Published(IList<PortSummary>? ports) =>
        [.. (ports ?? []).Where(port => port.PublicPort is > 0).Select(port => string.Create(CultureInfo.InvariantCulture, $"{port.PublicPort}->{port.PrivatePort}/{port.Type}")).Distinct().Order(StringComparer.Ordinal)];
}
