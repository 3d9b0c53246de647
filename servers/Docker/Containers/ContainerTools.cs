using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Docker.DotNet.Models;
using HomelabMcp.Core;
using HomelabMcp.Hosting;
using ModelContextProtocol.Server;

namespace HomelabMcp.Docker;

/// <summary>Searching containers and looking into one.</summary>
[McpServerToolType]
internal sealed class ContainerTools(TargetClients<EngineClient> engines, TimeProvider clock)
{
    [McpServerTool(Name = "docker_containers", Title = "Search containers", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Searches containers of all Docker targets by name, image, label, stack or state; with totals by state. Use docker_container for one of them.")]
    public async Task<ContainerList> Search(
        [Description("Words that name, image, stack or a label (key or key=value) must contain.")] string? query = null,
        [Description("State to keep; 'problem' keeps what is unhealthy, restarting or ended with an error.")]
        [AllowedValues("any", "running", "stopped", "paused", "problem")] string state = "any",
        [Description("Rows at most.")][Range(1, 200)] int limit = 30,
        [Description("'next' of the previous reply.")] string? cursor = null,
        [Description("concise, or full (id, networks, mounts, labels, creation time).")][AllowedValues("concise", "full")] string detail = "concise",
        [Description("Docker target; all when left out.")] string? target = null,
        CancellationToken cancel = default)
    {
        var (lists, problems) = await ContainerDirectory.AcrossAsync(engines, target, async (name, engine) =>
            (await ContainerDirectory.ListAsync(engine, cancel)).Select(row => (Target: name, Row: row)).ToList());
        var all = lists.SelectMany(list => list).ToList();
        var words = (query ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var found = all.Where(entry => ContainerRow.Matches(entry.Row, words) && ContainerRow.Matches(entry.Row, state))
            .OrderBy(entry => ContainerDirectory.NameOf(entry.Row), StringComparer.OrdinalIgnoreCase).ThenBy(entry => entry.Target, StringComparer.Ordinal).ToList();
        var skip = Skipped(cursor);
        var several = engines.Names.Count > 1;
        var next = skip + limit < found.Count ? (skip + limit).ToString(CultureInfo.InvariantCulture) : null;
        return new ContainerList(
            [.. found.Skip(skip).Take(limit).Select(entry => ContainerRow.Of(entry.Row, several ? entry.Target : null, detail is "full"))],
            found.Count,
            all.GroupBy(entry => entry.Row.State ?? "unknown").OrderBy(group => group.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count()),
            next,
            next is null ? null : "More match: narrow with query or state, or pass next as cursor.",
            problems.Count > 0 ? problems : null);
    }

    [McpServerTool(Name = "docker_container", Title = "Look into a container", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Shows one container: state, health with the last checks, configuration, environment (secret-looking values redacted), ports, mounts, networks, current CPU, memory and traffic.")]
    public async Task<ContainerCard> Show(
        [Description("Name or id.")] string container,
        [Description("concise, or full (all labels, command, limits).")][AllowedValues("concise", "full")] string detail = "concise",
        [Description("Docker target; may be left out when there is one.")] string? target = null,
        CancellationToken cancel = default)
    {
        var (name, engine) = engines.For(target);
        var found = await ContainerDirectory.FindAsync(engine, name, container, cancel);
        var stats = found.State.Running ? await StatsAsync(engine, found, cancel) : null;
        return ContainerCard.Of(found, stats, clock.GetUtcNow(), detail is "full", engines.Names.Count > 1 ? name : null);
    }

    private static async Task<ContainerUse?> StatsAsync(EngineClient engine, Inspected container, CancellationToken cancel)
    {
        ContainerStatsResponse? reading = null;
        await engine.ReadAsync($"tell the use of container '{container.Name}'", async (docker, token) =>
        {
            await docker.Containers.GetContainerStatsAsync(container.ID, new ContainerStatsParameters { Stream = false }, new Latest(value => reading = value), token);
            return true;
        }, cancel);
        return reading is null ? null : ContainerUse.Of(reading);
    }

    private static int Skipped(string? cursor) => cursor is null ? 0
        : int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var skip) ? skip
        : throw new HomelabException("'cursor' is not one of ours: pass 'next' of the previous reply, or leave it out.");

    private sealed class Latest(Action<ContainerStatsResponse> keep) : IProgress<ContainerStatsResponse>
    {
        public void Report(ContainerStatsResponse value) => keep(value);
    }
}
