using System.ComponentModel;
using Docker.DotNet.Models;
using HomelabMcp.Core;
using HomelabMcp.Hosting;
using ModelContextProtocol.Server;

namespace HomelabMcp.Docker;

/// <summary>What there is and what is wrong, in one call.</summary>
[McpServerToolType]
internal sealed class OverviewTools(TargetClients<EngineClient> engines)
{
    private const int ProblemsShown = 20;

    [McpServerTool(Name = "docker_overview", Title = "Docker overview", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Counts containers, images, networks, volumes and stacks of each Docker target, and lists the containers that are unhealthy, restarting or ended with an error.")]
    public async Task<DockerOverview> Show(
        [Description("Docker target; all when left out.")] string? target = null,
        CancellationToken cancel = default)
    {
        var (found, problems) = await ContainerDirectory.AcrossAsync(engines, target, (name, engine) => OfAsync(name, engine, cancel));
        return new DockerOverview(found, problems.Count > 0 ? problems : null);
    }

    private static async Task<EngineOverview> OfAsync(string target, EngineClient engine, CancellationToken cancel)
    {
        var info = await engine.ReadAsync("tell about itself", (docker, token) => docker.System.GetSystemInfoAsync(token), cancel);
        var rows = await ContainerDirectory.ListAsync(engine, cancel);
        var volumes = await engine.ReadAsync("list volumes", (docker, token) => docker.Volumes.ListAsync(token), cancel);
        var networks = await engine.ReadAsync("list networks", (docker, token) => docker.Networks.ListNetworksAsync(new NetworksListParameters(), token), cancel);
        var images = await engine.ReadAsync("list images", (docker, token) => docker.Images.ListImagesAsync(new ImagesListParameters(), token), cancel);
        var wrong = rows.Select(row => ContainerRow.Of(row, null, full: false)).Where(row => row.Problem is not null).OrderBy(row => row.Name.Raw, StringComparer.Ordinal).ToList();
        return new EngineOverview(
            target,
            info.Name ?? "",
            info.ServerVersion ?? "",
            UntrustedText.CleanOf(info.OperatingSystem ?? ""),
            info.NCPU,
            info.MemTotal,
            rows.GroupBy(row => row.State ?? "unknown").OrderBy(group => group.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count()),
            [.. wrong.Take(ProblemsShown)],
            wrong.Count,
            [.. rows.Select(row => (Name: ContainerRow.StackOf(row.Labels), row.State)).Where(row => row.Name is not null).GroupBy(row => row.Name!, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new StackLine(group.Key, group.Count(), group.Count(row => row.State is "running")))],
            images.Count,
            images.Sum(image => image.Size),
            networks.Count,
            volumes.Volumes?.Count ?? 0);
    }
}

/// <summary>All engines that answered.</summary>
internal sealed record DockerOverview(IReadOnlyList<EngineOverview> Engines, IReadOnlyList<TargetProblem>? Problems = null);

/// <summary>One engine.</summary>
internal sealed record EngineOverview(
    string Target, UntrustedText Host, string Version, string OperatingSystem, long Cpus, long MemoryBytes,
    IReadOnlyDictionary<string, int> Containers, IReadOnlyList<ContainerRow> Problems, int ProblemsTotal, IReadOnlyList<StackLine> Stacks,
    int Images, long ImagesBytes, int Networks, int Volumes);

/// <summary>A compose project.</summary>
internal sealed record StackLine(UntrustedText Name, int Containers, int Running);
