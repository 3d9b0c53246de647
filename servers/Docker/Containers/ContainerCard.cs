using System.Globalization;
using System.Text.Json.Nodes;
using Docker.DotNet.Models;
using HomelabMcp.Core;

namespace HomelabMcp.Docker;

/// <summary>Everything about one container that an assistant asks for first.</summary>
internal sealed record ContainerCard(
    UntrustedText Name,
    string Id,
    UntrustedText Image,
    string State,
    string? Problem = null,
    string? StartedAt = null,
    string? FinishedAt = null,
    long? ExitCode = null,
    UntrustedText? Error = null,
    long Restarts = 0,
    HealthCard? Health = null,
    ContainerUse? Use = null,
    string? Restart = null,
    IReadOnlyList<string>? Ports = null,
    IReadOnlyList<UntrustedText>? Mounts = null,
    IReadOnlyDictionary<string, NetworkCard>? Networks = null,
    IReadOnlyDictionary<string, UntrustedText>? Environment = null,
    UntrustedText? Stack = null,
    string? Managed = null,
    string? Target = null,
    IReadOnlyList<UntrustedText>? Command = null,
    long? MemoryLimitBytes = null,
    decimal? Cpus = null,
    bool? Privileged = null,
    IReadOnlyDictionary<string, UntrustedText>? Labels = null)
{
    private const string Redacted = "[redacted]";

    public static ContainerCard Of(Inspected container, ContainerUse? use, DateTimeOffset now, bool full, string? target)
    {
        var spec = ContainerSpec.Read(container, null, int.MaxValue);
        var (health, reason) = ContainerHealth.Of(container.State);
        var ended = !container.State.Running;
        return new ContainerCard(
            container.Name,
            container.ID[..Math.Min(12, container.ID.Length)],
            container.Config.Image ?? "",
            container.State.Status ?? "unknown",
            health is LiveHealth.Healthy ? null : reason,
            Time(container.State.StartedAt),
            ended ? Time(container.State.FinishedAt) : null,
            ended ? container.State.ExitCode : null,
            container.State.Error is { Length: > 0 } error ? (UntrustedText?)error : null,
            container.RestartCount,
            HealthCard.Of(container.State.Health, now),
            use,
            spec["restart"]!.GetValue<string>(),
            Texts(spec["ports"]) is { Count: > 0 } ports ? ports : null,
            [.. container.Mounts.Select(mount => (UntrustedText)$"{(mount.Name is { Length: > 0 } name ? name : mount.Source)}:{mount.Destination}{(mount.RW ? "" : ":ro")}")],
            (container.NetworkSettings.Networks ?? new Dictionary<string, EndpointSettings>()).OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .ToDictionary(pair => UntrustedText.CleanOf(pair.Key), pair => new NetworkCard(pair.Value.IPAddress ?? "")),
            Env(spec["env"] as JsonObject),
            ContainerRow.StackOf(container.Config.Labels) is { } stack ? (UntrustedText?)stack : null,
            ContainerRow.ManagedBy(container.Config.Labels),
            target,
            full ? [.. (container.Config.Entrypoint ?? []).Concat(container.Config.Cmd ?? []).Select(word => (UntrustedText)word)] : null,
            full && container.HostConfig.Memory > 0 ? container.HostConfig.Memory : null,
            full && container.HostConfig.NanoCPUs > 0 ? container.HostConfig.NanoCPUs / 1_000_000_000m : null,
            full ? container.HostConfig.Privileged : null,
            full ? Ownership.Foreign(container.Config.Labels).ToDictionary(label => UntrustedText.CleanOf(label.Key), label => (UntrustedText)label.Value) : null);
    }

    /// <summary>A value is shown unless its name, or a password in an address, says that it is not for everybody.</summary>
    private static Dictionary<string, UntrustedText> Env(JsonObject? env) => (env ?? []).GroupBy(pair => UntrustedText.CleanOf(pair.Key)).ToDictionary(
        group => group.Key,
        group => (UntrustedText)(ContainerSpec.LooksSecret(group.Key) || HasPassword(ContainerRequest.Text(group.First().Value) ?? "") ? Redacted : ContainerRequest.Text(group.First().Value) ?? ""));

    private static bool HasPassword(string value)
    {
        var scheme = value.IndexOf("://", StringComparison.Ordinal);
        var at = scheme < 0 ? -1 : value.IndexOf('@', scheme);
        return at > 0 && value.IndexOf(':', scheme + 3) is > 0 and var colon && colon < at;
    }

    private static List<string> Texts(JsonNode? list) => [.. (list as JsonArray ?? []).Select(item => item!.GetValue<string>())];

    private static string? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at.Year > 1
            ? at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : null;
}

/// <summary>A network that a container is on.</summary>
internal sealed record NetworkCard(string Address);

/// <summary>What the health check found.</summary>
internal sealed record HealthCard(string Status, long FailingStreak, UntrustedText? LastOutput = null, int? LastSecondsAgo = null)
{
    private const int Shown = 500;

    public static HealthCard? Of(Health? health, DateTimeOffset now)
    {
        if (health?.Status is not { Length: > 0 } status || status is "none")
            return null;
        var last = health.Log is { Count: > 0 } log ? log[^1] : null;
        var output = last?.Output is { Length: > 0 } text ? text.Length > Shown ? text[..Shown] : text : null;
        return new HealthCard(status, health.FailingStreak, output is null ? null : (UntrustedText?)output,
            last is null ? null : (int)Math.Max(0, (now - new DateTimeOffset(DateTime.SpecifyKind(last.End, DateTimeKind.Utc))).TotalSeconds));
    }
}

/// <summary>What a container uses at the moment.</summary>
/// <param name="CpuPercent">Of one CPU.</param>
/// <param name="MemoryBytes">Without the page cache, as `docker stats` counts.</param>
/// <param name="MemoryLimitBytes">Its limit, or the machine's memory.</param>
/// <param name="ReceivedBytes">Since its start, all networks.</param>
/// <param name="SentBytes">Since its start, all networks.</param>
/// <param name="Processes">Processes and threads.</param>
internal sealed record ContainerUse(double CpuPercent, ulong MemoryBytes, ulong MemoryLimitBytes, ulong ReceivedBytes, ulong SentBytes, ulong Processes)
{
    public static ContainerUse Of(ContainerStatsResponse stats)
    {
        var used = (stats.CPUStats?.CPUUsage?.TotalUsage ?? 0) - (double)(stats.PreCPUStats?.CPUUsage?.TotalUsage ?? 0);
        var elapsed = (stats.CPUStats?.SystemUsage ?? 0) - (double)(stats.PreCPUStats?.SystemUsage ?? 0);
        var cpus = stats.CPUStats?.OnlineCPUs ?? 1;
        var cache = stats.MemoryStats?.Stats is { } details
            ? details.TryGetValue("total_inactive_file", out var v1) ? v1 : details.TryGetValue("inactive_file", out var v2) ? v2 : 0 : 0;
        var usage = stats.MemoryStats?.Usage ?? 0;
        return new ContainerUse(
            elapsed > 0 && used > 0 ? Math.Round(used / elapsed * cpus * 100, 1) : 0,
            usage > cache ? usage - cache : usage,
            stats.MemoryStats?.Limit ?? 0,
            (stats.Networks?.Values ?? []).Aggregate(0UL, (sum, card) => sum + card.RxBytes),
            (stats.Networks?.Values ?? []).Aggregate(0UL, (sum, card) => sum + card.TxBytes),
            stats.PidsStats?.Current ?? 0);
    }
}
