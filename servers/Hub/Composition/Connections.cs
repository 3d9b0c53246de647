using HomelabMcp.Core;
using HomelabMcp.Engine;
using HomelabMcp.Hosting;

namespace HomelabMcp.Hub;

/// <summary>Opens the configured systems through their platforms.</summary>
internal static class Connections
{
    /// <summary>The kinds of all platforms and the targets that bear them.</summary>
    public static KindSet Kinds(HomelabConfiguration configuration) => new(
        Platforms.All.SelectMany(platform => platform.Kinds),
        configuration.Targets.Select(target => KeyValuePair.Create(target.Name, target.Platform)));

    /// <summary>The kinds where there is no configuration: one target for each platform, of its name.</summary>
    public static KindSet KindsAlone() => new(
        Platforms.All.SelectMany(platform => platform.Kinds),
        Platforms.All.Where(platform => platform.Kinds.Count > 0).Select(platform => KeyValuePair.Create(platform.Name, platform.Name)));

    /// <summary>Opens one target. Nothing is called yet.</summary>
    public static ITargetConnection Open(HomelabConfiguration configuration, TargetSettings target, Access access, TimeProvider clock)
    {
        var platform = Platforms.All.FirstOrDefault(platform => platform.Name == target.Platform)
            ?? throw new HomelabException($"Target '{target.Name}' is of platform '{target.Platform}', which this program was built without: {Nearest.Hint(target.Platform, [.. Platforms.All.Select(known => known.Name)])}.");
        return platform.Connect(target, new ConnectionContext(configuration.Installation, configuration.DataFolder, access, clock));
    }

    /// <summary>Opens all targets.</summary>
    public static IReadOnlyList<ITargetConnection> OpenAll(HomelabConfiguration configuration, Access access, TimeProvider clock) =>
        [.. configuration.Targets.Select(target => Open(configuration, target, access, clock))];

    /// <summary>A target by name, or the sentence that lists the names.</summary>
    public static TargetSettings Find(HomelabConfiguration configuration, string name) =>
        configuration.Targets.FirstOrDefault(target => target.Name == name)
        ?? throw new HomelabException(configuration.Targets.IsEmpty
            ? $"{configuration.File} names no targets: add one under 'targets'."
            : $"'{name}' is not a target of {configuration.File}: {Nearest.Hint(name, [.. configuration.Targets.Select(target => target.Name)])}.");
}
