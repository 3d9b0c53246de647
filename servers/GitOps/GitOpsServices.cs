using HomelabMcp.Core;
using HomelabMcp.Engine;
using HomelabMcp.Reconciler;
using HomelabMcp.Repository;
using HomelabMcp.Store;

namespace HomelabMcp.GitOps;

/// <summary>What proposals and the GitOps tools work with: one installation, opened. The caller disposes of its parts.</summary>
public sealed record GitOpsServices
{
    /// <summary>The desired-state repository.</summary>
    public required GitRepository Repository { get; init; }

    /// <summary>The reconciler.</summary>
    public required Reconciler.Reconciler Reconciler { get; init; }

    /// <summary>The same desired state as the reconciler reads it.</summary>
    public required DesiredSource Source { get; init; }

    /// <summary>The memory.</summary>
    public required HomelabStore Store { get; init; }

    /// <summary>Kinds and targets.</summary>
    public required KindSet Kinds { get; init; }

    /// <summary>The targets, asked for free identifiers when a proposal is written.</summary>
    public required IReadOnlyList<ITargetConnection> Connections { get; init; }

    /// <summary>Secrets that manifests may use.</summary>
    public Func<SecretBook> Secrets { get; init; } = static () => SecretBook.Empty;

    /// <summary>Where a human reviews a proposal, by its id; null where nothing shows it.</summary>
    public Func<string, string?> ReviewUrl { get; init; } = static _ => null;

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }
}
