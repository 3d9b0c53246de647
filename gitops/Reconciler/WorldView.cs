using System.Collections.Immutable;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using HomelabMcp.Store;

namespace HomelabMcp.Reconciler;

/// <summary>What the reconciler knows at one moment. Immutable: a reader keeps a whole picture.</summary>
public sealed record WorldView
{
    /// <summary>Before the first look.</summary>
    public static WorldView Nothing { get; } = new();

    /// <summary>When it was taken.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The protected branch's commit; null where there is none or it could not be read.</summary>
    public string? Commit { get; init; }

    /// <summary>The newest commit whose run ended.</summary>
    public string? AppliedCommit { get; init; }

    /// <summary>What is still to be done at <see cref="Commit"/>; null where nothing could be planned.</summary>
    public Plan? Plan { get; init; }

    /// <summary>The plan's steps with what may become of each.</summary>
    public ImmutableArray<GatedStep> Steps { get; init; } = [];

    /// <summary>Where every resource stands, drift with who and when.</summary>
    public ImmutableArray<ResourceStatus> Resources { get; init; } = [];

    /// <summary>What each target showed, by name.</summary>
    public ImmutableDictionary<string, ObservedTarget> Observed { get; init; } = ImmutableDictionary<string, ObservedTarget>.Empty;

    /// <summary>The policy in force.</summary>
    public Policy Policy { get; init; } = Policy.BuiltIn;

    /// <summary>What is wrong with the commit, where it was refused whole.</summary>
    public ImmutableArray<Fault> Faults { get; init; } = [];

    /// <summary>Why nothing could be planned or done; null where all went well.</summary>
    public string? Problem { get; init; }

    /// <summary>The run under way, or the last one that had something to do; null before the first.</summary>
    public Run? Run { get; init; }

    /// <summary>Resources whose last write lost its answer and is not settled yet.</summary>
    public ImmutableSortedSet<ResourceKey> InDoubt { get; init; } = [];

    /// <summary>Requests that the last look and run sent, by target.</summary>
    public ImmutableSortedDictionary<string, int> Calls { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>How long the last look took, from fetching to the plan.</summary>
    public TimeSpan LookTook { get; init; }

    /// <summary>Whether somebody paused writing.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Whether this reconciler writes at all.</summary>
    public bool Applies { get; init; }

    /// <summary>Whether everything is as Git wants it and nothing waits.</summary>
    public bool IsConverged => Problem is null && Plan is { IsEmpty: true } && InDoubt.IsEmpty && Observed.Values.All(target => target.IsKnown)
        && Resources.All(resource => resource.State is ResourceState.Synced or ResourceState.Unmanaged);
}

/// <summary>Something that happened, for streams.</summary>
/// <param name="Kind"><c>look</c>, <c>run</c>, <c>step</c>, <c>pause</c>.</param>
/// <param name="At">When.</param>
/// <param name="Run">The run, where it belongs to one.</param>
/// <param name="Step">The step, for <c>step</c>.</param>
public sealed record ReconcilerEvent(string Kind, DateTimeOffset At, Run? Run = null, RunStep? Step = null);
