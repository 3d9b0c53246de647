using HomelabMcp.Core;

namespace HomelabMcp.GitOps;

/// <summary>Where the installation stands.</summary>
internal sealed record StatusReply
{
    public required bool Converged { get; init; }
    public required bool Applies { get; init; }
    public required bool Paused { get; init; }
    public string? Commit { get; init; }
    public string? AppliedCommit { get; init; }
    public required DateTimeOffset LookedAt { get; init; }
    public required IReadOnlyDictionary<string, int> Resources { get; init; }
    public required IReadOnlyList<TargetLine> Targets { get; init; }
    public required int PendingSteps { get; init; }
    public required int WaitingApprovals { get; init; }
    public required int OpenProposals { get; init; }
    public string? Problem { get; init; }
    public IReadOnlyList<string>? Faults { get; init; }
    public RunLine? LastRun { get; init; }
}

internal sealed record TargetLine(string Name, bool Seen, string? Problem = null, DateTimeOffset? OldestDetail = null);

internal sealed record RunLine(string Id, string Commit, string Cause, DateTimeOffset Begun, string State, string Summary, int Steps, DateTimeOffset? Ended = null)
{
    public static RunLine Of(Store.Run run) => new(run.Id, run.Commit, run.Cause, run.Begun,
        run.Outcome is { } outcome ? Engine.PlanJson.Word(outcome) : "running", run.Summary, run.Steps.Length, run.Ended);
}

internal sealed record RunReply(RunLine Run, IReadOnlyList<RunStepLine> Steps, int? MoreSteps = null);

internal sealed record RunStepLine(string Kind, UntrustedText Name, string Target, string Operation, string State, string? Detail = null, string? Backup = null, IReadOnlyList<UntrustedText>? Log = null)
{
    public static RunStepLine Of(Store.RunStep step) => new(
        step.Key.Kind, step.Key.Name, step.Key.Target, Engine.PlanJson.Word(step.Operation), Engine.PlanJson.Word(step.State),
        step.Detail is "" ? null : step.Detail, step.Backup, step.Log.IsEmpty ? null : [.. step.Log.TakeLast(5).Select(line => (UntrustedText)line)]);
}

internal sealed record KindsReply(IReadOnlyList<KindLine> Items, int Total, KindDetail? Kind = null);

internal sealed record KindLine(string Kind, string Summary, IReadOnlyList<string> Targets, bool HoldsState);

internal sealed record KindDetail(string Kind, string Example, IReadOnlyList<FieldLine> Fields, bool? MoreFields = null);

internal sealed record FieldLine(string Path, string Type, string? Summary = null, bool? Required = null, bool? Replaces = null, IReadOnlyList<string>? Choices = null);

internal sealed record DriftReply(IReadOnlyList<DriftLine> Items, int Total, string? Next = null, IReadOnlyList<TargetLine>? Unseen = null);

internal sealed record DriftLine(string Kind, UntrustedText Name, string Target, string State, UntrustedText Reason, IReadOnlyList<ChangeReply> Diff);
