using System.Collections.Concurrent;
using System.Collections.Immutable;
using HomelabMcp.Core;

namespace HomelabMcp.Hosting;

/// <summary>
/// The clients of one platform, by target, for its tools. A client is made at its first use, with the credential of
/// the access that is asked for.
/// </summary>
public sealed class TargetClients<TClient>(
    string platform,
    IEnumerable<TargetSettings> targets,
    Func<TargetSettings, Access, TClient> open) : IAsyncDisposable
    where TClient : class
{
    private readonly ImmutableSortedDictionary<string, TargetSettings> targets = targets
        .Where(target => target.Platform == platform)
        .ToImmutableSortedDictionary(target => target.Name, target => target, StringComparer.Ordinal);

    private readonly ConcurrentDictionary<(string Target, Access Access), Lazy<TClient>> clients = new();

    /// <summary>Names of the platform's targets.</summary>
    public IReadOnlyCollection<string> Names => [.. targets.Keys];

    /// <summary>
    /// The client of a target. Without a name there must be exactly one target; a wrong or missing name is refused
    /// with the valid ones.
    /// </summary>
    public (string Target, TClient Client) For(string? target, Access access = Access.Read)
    {
        var settings = target is null ? Only() : Named(target);
        var client = clients.GetOrAdd((settings.Name, access), _ => new Lazy<TClient>(() => open(settings, access)));
        return (settings.Name, client.Value);
    }

    /// <summary>The clients of all targets, for tools that look across them.</summary>
    public IEnumerable<(string Target, TClient Client)> All(Access access = Access.Read) =>
        targets.Keys.Select(name => For(name, access));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients.Values.Where(client => client.IsValueCreated).Select(client => client.Value))
        {
            if (client is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
            else if (client is IDisposable disposable) disposable.Dispose();
        }
    }

    private TargetSettings Only() => targets.Count switch
    {
        1 => targets.Values.First(),
        0 => throw new HomelabException($"No {platform} target is configured: add one under 'targets' in homelab.yaml."),
        _ => throw new HomelabException($"There are several {platform} targets: name one with 'target' ({string.Join(", ", targets.Keys)})."),
    };

    private TargetSettings Named(string name) => targets.GetValueOrDefault(name)
        ?? throw new HomelabException($"'{name}' is not a {platform} target: {Nearest.Hint(name, [.. targets.Keys])}.");
}
