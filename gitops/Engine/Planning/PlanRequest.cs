using System.Collections.Immutable;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>Everything a plan is a function of.</summary>
public sealed record PlanRequest
{
    /// <summary>Installation id.</summary>
    public required string Installation { get; init; }

    /// <summary>Kinds and targets.</summary>
    public required KindSet Kinds { get; init; }

    /// <summary>What should be.</summary>
    public required DesiredState Desired { get; init; }

    /// <summary>What is, by target.</summary>
    public required ImmutableDictionary<string, ObservedTarget> Observed { get; init; }

    /// <summary>What was.</summary>
    public Baseline Baseline { get; init; } = Baseline.None;

    /// <summary>Secrets that manifests may use.</summary>
    public SecretBook Secrets { get; init; } = SecretBook.Empty;

    /// <summary>The policy in force: the last applied commit's, or the built-in one.</summary>
    public required Policy Policy { get; init; }

    /// <summary>
    /// How a backup of a live object would be taken, by kind name and live object (a driver's answer); null: none.
    /// </summary>
    public Func<string, LiveResource, string?> BackupPlan { get; init; } = static (_, _) => null;
}
