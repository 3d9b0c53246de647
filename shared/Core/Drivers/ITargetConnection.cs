namespace HomelabMcp.Core;

/// <summary>One configured system, opened with one of its credentials.</summary>
public interface ITargetConnection : IAsyncDisposable
{
    /// <summary>Which target.</summary>
    string Target { get; }

    /// <summary>The platform's name.</summary>
    string Platform { get; }

    /// <summary>A driver for each kind of the platform.</summary>
    IReadOnlyList<IKindDriver> Drivers { get; }

    /// <summary>How many requests it has sent so far, for figures per run; null where it does not count.</summary>
    long? Requests => null;

    /// <summary>
    /// Whether the target answers and the credential may see (and, opened for applying, change) what the kinds need.
    /// Never throws for a target that is down: that is an answer. A target without rights shows empty lists that must
    /// not be believed.
    /// </summary>
    Task<TargetProbe> ProbeAsync(CancellationToken cancel);

    /// <summary>What the platform's own records say was changed since then, newest first; empty where it keeps none.</summary>
    Task<IReadOnlyList<LiveChange>> ChangesAsync(DateTimeOffset since, CancellationToken cancel);
}

/// <summary>What a probe of a target found.</summary>
/// <param name="Usable">Whether what it shows may be believed.</param>
/// <param name="Version">The platform's version, where it told.</param>
/// <param name="Problem">One sentence that says what is wrong and how to mend it; null when usable.</param>
public sealed record TargetProbe(bool Usable, string? Version, string? Problem = null);
