using System.Collections.Immutable;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>What one target showed in one run.</summary>
/// <param name="Target">Its name.</param>
/// <param name="Problem">
/// Why nothing of it may be believed (down, rights missing, too much vanished at once); null when it may. What cannot
/// be seen is unknown, never absent.
/// </param>
/// <param name="ByKind">The live objects of each kind, details filled in where they have been read.</param>
/// <param name="At">When the lists were taken.</param>
/// <param name="OldestDetail">When the oldest detail among them was read.</param>
public sealed record ObservedTarget(
    string Target,
    string? Problem,
    ImmutableDictionary<string, ImmutableArray<LiveResource>> ByKind,
    DateTimeOffset At,
    DateTimeOffset OldestDetail)
{
    /// <summary>Whether it may be believed.</summary>
    public bool IsKnown => Problem is null;

    /// <summary>The live objects of one kind.</summary>
    public ImmutableArray<LiveResource> Of(string kind) => ByKind.GetValueOrDefault(kind, []);

    /// <summary>A target that showed nothing to believe.</summary>
    public static ObservedTarget Unknown(string target, string problem, DateTimeOffset at) =>
        new(target, problem, ImmutableDictionary<string, ImmutableArray<LiveResource>>.Empty, at, at);
}
