namespace HomelabMcp.Hub.Api;

/// <summary>How the whole stands.</summary>
internal sealed record StatusReply
{
    /// <summary>Installation id.</summary>
    public required string Installation { get; init; }

    /// <summary>This program's version.</summary>
    public required string Version { get; init; }

    /// <summary>apply: merged changes are carried out. observe: nothing live is written.</summary>
    public required string Reconcile { get; init; }

    /// <summary>Who paused the reconciler and why; null while it is not paused.</summary>
    public PauseReply? Paused { get; init; }

    /// <summary>The desired-state repository's address, without credentials.</summary>
    public required string Repository { get; init; }

    /// <summary>The protected branch.</summary>
    public required string Branch { get; init; }

    /// <summary>Its newest commit; null before it was read.</summary>
    public string? Commit { get; init; }

    /// <summary>The newest commit whose run has ended.</summary>
    public string? AppliedCommit { get; init; }

    /// <summary>What keeps the reconciler from its work now, in one sentence; null when nothing does.</summary>
    public string? Problem { get; init; }

    /// <summary>When the live systems were last looked at.</summary>
    public DateTimeOffset? ObservedAt { get; init; }

    /// <summary>How many resources are in each state.</summary>
    public required IReadOnlyDictionary<string, int> Resources { get; init; }

    /// <summary>The systems.</summary>
    public required IReadOnlyList<TargetReply> Targets { get; init; }

    /// <summary>Steps that are planned now.</summary>
    public int PendingSteps { get; init; }

    /// <summary>What waits for a reviewer outside proposals.</summary>
    public int WaitingApprovals { get; init; }

    /// <summary>Proposals that wait for somebody.</summary>
    public int OpenProposals { get; init; }

    /// <summary>The newest run, without its steps.</summary>
    public RunReply? LastRun { get; init; }
}

/// <summary>A pause.</summary>
/// <param name="By">Who paused.</param>
/// <param name="Reason">Why.</param>
/// <param name="Since">When.</param>
internal sealed record PauseReply(string By, string Reason, DateTimeOffset Since);

/// <summary>A configured system.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Platform">Its platform.</param>
/// <param name="Url">Where it answers.</param>
/// <param name="State">up, down, or new before it was first asked.</param>
/// <param name="Problem">What is wrong and how to mend it; null when nothing is.</param>
/// <param name="Resources">How many resources it bears, unmanaged ones included.</param>
/// <param name="ObservedAt">When its lists were last taken.</param>
/// <param name="OldestDetail">When the oldest detail that is relied on was read.</param>
internal sealed record TargetReply(
    string Name,
    string Platform,
    string Url,
    string State,
    string? Problem,
    int Resources,
    DateTimeOffset? ObservedAt,
    DateTimeOffset? OldestDetail);
