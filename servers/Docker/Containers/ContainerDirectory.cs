using Docker.DotNet.Models;
using HomelabMcp.Core;
using HomelabMcp.Hosting;

namespace HomelabMcp.Docker;

/// <summary>Finds containers for tools, by the name that people use.</summary>
internal static class ContainerDirectory
{
    public static async Task<IList<ContainerListResponse>> ListAsync(EngineClient engine, CancellationToken cancel) =>
        [.. (await engine.ReadAsync("list containers", (docker, token) => docker.Containers.ListContainersAsync(new ContainersListParameters { All = true }, token), cancel))
            .Where(row => row.Labels?.ContainsKey(Ownership.Helper) is not true)];

    public static string NameOf(ContainerListResponse row) => (row.Names?.FirstOrDefault(name => name.LastIndexOf('/') == 0) ?? row.Names?.FirstOrDefault() ?? row.ID ?? "").TrimStart('/');

    /// <exception cref="HomelabException">No such container; the sentence names the nearest.</exception>
    public static async Task<Inspected> FindAsync(EngineClient engine, string target, string container, CancellationToken cancel)
    {
        if (container.Trim() is not { Length: > 0 } name || name.Contains('/', StringComparison.Ordinal))
            throw new HomelabException($"'{UntrustedText.CleanOf(container)}' is no container name: give a name or an id as docker_containers shows it.");
        if (await Inspected.FindAsync(engine, name, cancel) is { } found)
            return found;
        var names = (await ListAsync(engine, cancel)).Select(row => UntrustedText.CleanOf(NameOf(row))).ToList();
        throw new HomelabException(names.Count == 0
            ? $"There is no container '{UntrustedText.CleanOf(name)}' on target '{target}', nor any other."
            : $"There is no container '{UntrustedText.CleanOf(name)}' on target '{target}': {Nearest.Hint(name, names)}.");
    }

    /// <summary>The named target, or all of them; what one of them cannot answer is said beside what the others did.</summary>
    public static async Task<(List<T> Results, List<TargetProblem> Problems)> AcrossAsync<T>(
        TargetClients<EngineClient> engines, string? target, Func<string, EngineClient, Task<T>> ask)
    {
        var asked = target is null ? [.. engines.All()] : new[] { engines.For(target) };
        if (asked.Length == 0)
            _ = engines.For(null);
        var (results, problems) = (new List<T>(), new List<TargetProblem>());
        foreach (var (name, engine) in asked)
        {
            try
            {
                results.Add(await ask(name, engine));
            }
            catch (PlatformException error) when (asked.Length > 1)
            {
                problems.Add(new TargetProblem(name, error.Message));
            }
        }
        return (results, problems);
    }
}

/// <summary>A target that did not answer.</summary>
internal sealed record TargetProblem(string Target, string Problem);
