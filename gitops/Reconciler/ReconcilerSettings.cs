using HomelabMcp.Core;
using HomelabMcp.Engine;
using HomelabMcp.Store;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HomelabMcp.Reconciler;

/// <summary>Everything that a reconciler works with. Clock and randomness come in from outside.</summary>
public sealed record ReconcilerSettings
{
    /// <summary>Installation id of <c>homelab.yaml</c>, part of every mark.</summary>
    public required string Installation { get; init; }

    /// <summary>Kinds and targets.</summary>
    public required KindSet Kinds { get; init; }

    /// <summary>The targets, opened for applying where <see cref="Applies"/>, else for reading. The caller disposes of them.</summary>
    public required IReadOnlyList<ITargetConnection> Connections { get; init; }

    /// <summary>Where what should be comes from.</summary>
    public required DesiredSource Source { get; init; }

    /// <summary>The memory, opened for writing. The caller disposes of it.</summary>
    public required HomelabStore Store { get; init; }

    /// <summary>Secrets that manifests may use, read anew for each run.</summary>
    public Func<SecretBook> Secrets { get; init; } = static () => SecretBook.Empty;

    /// <summary>Whether it writes: false is <c>reconcile: observe</c>, which plans and reports and writes nothing live.</summary>
    public bool Applies { get; init; }

    /// <summary>Whether the desired state is the sample that the program brought along: then the first run asks nothing.</summary>
    public bool IsSample { get; init; }

    /// <summary>How often it looks without being woken.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many steps may be under way on one target at once.</summary>
    public int StepsPerTarget { get; init; } = 4;

    /// <summary>How long a step waits for what it depends on to become healthy.</summary>
    public TimeSpan HealthPatience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Longest wait before a step that failed is tried again.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>A number in [0, 1), for jitter.</summary>
    public required Func<double> Jitter { get; init; }

    /// <summary>Where it logs.</summary>
    public ILoggerFactory Logs { get; init; } = NullLoggerFactory.Instance;
}
