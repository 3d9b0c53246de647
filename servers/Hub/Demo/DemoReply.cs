using HomelabMcp.Core;

namespace HomelabMcp.Hub.Demo;

/// <summary>What <c>homelab demo --json</c> answers: where everything is.</summary>
/// <param name="Hub">The hub.</param>
/// <param name="Dashboard">The page for people.</param>
/// <param name="Mcp">The MCP gateway.</param>
/// <param name="Config">The configuration, good for every other command.</param>
/// <param name="Repository">The bare repository.</param>
/// <param name="Tokens">Tokens by role.</param>
/// <param name="Targets">The systems by platform.</param>
internal sealed record DemoReply(
    string Hub,
    string Dashboard,
    string Mcp,
    string Config,
    string Repository,
    IReadOnlyDictionary<string, string> Tokens,
    IReadOnlyDictionary<string, string> Targets)
{
    /// <summary>The reply for a home that runs.</summary>
    public static DemoReply Of(Uri hub, DemoFolder folder, IReadOnlyDictionary<Role, string> tokens, IReadOnlyList<SimulatedSystem> systems, Uri? docker)
    {
        var address = DemoConfiguration.Address(hub);
        var targets = systems.ToDictionary(system => system.Platform, system => DemoConfiguration.Address(system.Url));
        if (docker is not null) targets["docker"] = DemoConfiguration.Address(docker);
        return new(
            address, address + "/", address + "/mcp", folder.Configuration, folder.Repository,
            tokens.OrderBy(token => token.Key).ToDictionary(token => token.Key.ToString().ToLowerInvariant(), token => token.Value), targets);
    }
}
