using System.Text.RegularExpressions;
using Docker.DotNet.Models;
using HomelabMcp.Core;

namespace HomelabMcp.Docker;

/// <summary>How a container fares: its health check where it has one, else whether its program runs or ended well.</summary>
internal static partial class ContainerHealth
{
    public static (LiveHealth Health, string? Reason) Of(State state) => state switch
    {
        { Restarting: true } => (LiveHealth.Unhealthy, "it ends and is restarted again and again"),
        { Paused: true } => (LiveHealth.Healthy, null),
        { Running: true, Health.Status: "unhealthy" } => (LiveHealth.Unhealthy, "its health check fails"),
        { Running: true, Health.Status: "starting" } => (LiveHealth.Starting, "its health check has not passed yet"),
        { Running: true } => (LiveHealth.Healthy, null),
        { OOMKilled: true } => (LiveHealth.Unhealthy, "it ran out of memory"),
        { Dead: true } => (LiveHealth.Unhealthy, "the engine could not remove it"),
        { Status: "exited" } => Exited(state.ExitCode),
        _ => (LiveHealth.Healthy, null),
    };

    public static (LiveHealth Health, string? Reason) Of(string? state, string? status) => state switch
    {
        "restarting" => (LiveHealth.Unhealthy, "it ends and is restarted again and again"),
        "running" when status?.Contains("(unhealthy)", StringComparison.Ordinal) is true => (LiveHealth.Unhealthy, "its health check fails"),
        "running" when status?.Contains("(health: starting)", StringComparison.Ordinal) is true => (LiveHealth.Starting, "its health check has not passed yet"),
        "dead" => (LiveHealth.Unhealthy, "the engine could not remove it"),
        "exited" when ExitCode().Match(status ?? "") is { Success: true } match => Exited(long.Parse(match.Groups["code"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)),
        _ => (LiveHealth.Healthy, null),
    };

    /// <summary>Ended by itself, or by a stop: SIGINT, SIGTERM, and SIGKILL after the grace.</summary>
    private static (LiveHealth Health, string? Reason) Exited(long code) =>
        code is 0 or 130 or 137 or 143 ? (LiveHealth.Healthy, null) : (LiveHealth.Unhealthy, $"its program ended with code {code}");

    [GeneratedRegex("^Exited \\((?<code>\\d+)\\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ExitCode();
}
