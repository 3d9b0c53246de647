using HomelabMcp.Core;
using HomelabMcp.Engine;
using HomelabMcp.Store;

namespace HomelabMcp.Hub.Api;

/// <summary>A run of the reconciler.</summary>
/// <param name="Id">Its id, sortable by time.</param>
/// <param name="State">How it ended, or running.</param>
/// <param name="Cause">Why it ran: commit, drift, retry, approval or sync.</param>
/// <param name="Commit">The commit it worked on.</param>
/// <param name="Begun">When it began.</param>
/// <param name="Ended">When it ended; null while it runs.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="PlanHash">Hash of its plan.</param>
/// <param name="PolicyId">The policy that judged it.</param>
/// <param name="Calls">Calls made, by target.</param>
/// <param name="Steps">Its steps in order; empty in lists.</param>
internal sealed record RunReply(
    string Id,
    string State,
    string Cause,
    string Commit,
    DateTimeOffset Begun,
    DateTimeOffset? Ended,
    string Summary,
    string PlanHash,
    string PolicyId,
    IReadOnlyDictionary<string, int> Calls,
    IReadOnlyList<RunStepReply> Steps)
{
    /// <summary>A run as it is kept.</summary>
    public static RunReply Of(Run run) => new(
        run.Id, run.Outcome is { } outcome ? Words.Of(outcome) : "running", run.Cause, run.Commit, run.Begun, run.Ended,
        UntrustedText.CleanOf(run.Summary), run.PlanHash, run.PolicyId, run.Calls, [.. run.Steps.Select(RunStepReply.Of)]);
}

/// <summary>A step of a run.</summary>
/// <param name="Kind">The resource's kind.</param>
/// <param name="Name">Its name.</param>
/// <param name="Target">Its target.</param>
/// <param name="Operation">create, update, adopt, replace, delete or release.</param>
/// <param name="Cause">change, heal, missing or prune.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Why">One sentence.</param>
/// <param name="Detail">Why it stands there.</param>
/// <param name="Changes">Fields before and after, secrets as fingerprints.</param>
/// <param name="Backup">Where the backup lies that was taken before it.</param>
/// <param name="Begun">When its call left.</param>
/// <param name="Ended">When it ended.</param>
/// <param name="Log">What it told on its way.</param>
internal sealed record RunStepReply(
    string Kind,
    string Name,
    string Target,
    StepOperation Operation,
    StepCause Cause,
    RunStepState State,
    string Why,
    string Detail,
    IReadOnlyList<FieldChange> Changes,
    string? Backup,
    DateTimeOffset? Begun,
    DateTimeOffset? Ended,
    IReadOnlyList<string> Log)
{
    /// <summary>A step as it is kept.</summary>
    public static RunStepReply Of(RunStep step) => new(
        step.Key.Kind, step.Key.Name, step.Key.Target, step.Operation, step.Cause, step.State, UntrustedText.CleanOf(step.Why),
        UntrustedText.CleanOf(step.Detail), step.Changes, step.Backup, step.Begun, step.Ended, [.. step.Log.Select(UntrustedText.CleanOf)]);
}
