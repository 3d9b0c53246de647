using System.Collections.Immutable;
using HomelabMcp.Engine;
using HomelabMcp.Store;

namespace HomelabMcp.Reconciler;

/// <summary>How a run ended, from how its steps did.</summary>
internal static class RunSummary
{
    /// <summary>The run with outcome and summary.</summary>
    public static Run Of(Run run, bool isSuperseded, ImmutableDictionary<string, ObservedTarget> observed)
    {
        var unseen = observed.Values.Where(target => !target.IsKnown).Select(target => target.Target).Order(StringComparer.Ordinal).ToList();
        var outcome = isSuperseded ? RunOutcome.Superseded
            : unseen.Count > 0 || run.Steps.Any(step => step.State is RunStepState.Parked or RunStepState.InDoubt) ? RunOutcome.Failed
            : run.Steps.Any(step => step.State is not RunStepState.Done) ? RunOutcome.Waiting
            : RunOutcome.Done;
        var counts = run.Steps.GroupBy(step => step.State).OrderBy(group => group.Key).Select(group => $"{group.Count()} {Word(group.Key)}");
        var sentence = run.Steps.IsEmpty ? "Nothing to do" : string.Join(", ", counts);
        if (unseen.Count > 0) sentence += $"; cannot see {string.Join(", ", unseen)}";
        if (isSuperseded) sentence += "; a newer commit took over";
        return run with { Outcome = outcome, Summary = sentence + "." };
    }

    /// <summary>Whether each step is done, parked or waits for somebody: then the commit counts as applied.</summary>
    public static bool IsApplied(Run run) => run.Outcome is not RunOutcome.Superseded && run.Steps.All(step => step.State
        is RunStepState.Done or RunStepState.Parked or RunStepState.Waiting or RunStepState.Refused or RunStepState.Held);

    private static string Word(RunStepState state) => state switch
    {
        RunStepState.InDoubt => "in doubt",
        _ => state.ToString().ToLowerInvariant(),
    };
}
