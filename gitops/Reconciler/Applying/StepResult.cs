using HomelabMcp.Store;

namespace HomelabMcp.Reconciler;

/// <summary>How an attempt at a step ended.</summary>
internal enum StepEnding
{
    /// <summary>Applied and read back, or found to be so already.</summary>
    Done,
    /// <summary>It failed; the resource is parked.</summary>
    Parked,
    /// <summary>The answer was lost; looking will tell.</summary>
    InDoubt,
    /// <summary>The object was not as the plan saw it: nothing was written, a new plan is needed.</summary>
    Moved,
    /// <summary>The target was busy or away: nothing was written, later may do.</summary>
    Later,
}

/// <summary>An attempt at a step.</summary>
/// <param name="Ending">How it ended.</param>
/// <param name="Sentence">What happened; empty where nothing needs saying.</param>
/// <param name="MayRetry">Whether it may be tried again by itself.</param>
internal sealed record StepResult(StepEnding Ending, string Sentence = "", bool MayRetry = true)
{
    /// <summary>What a run shows of it.</summary>
    public RunStepState State => Ending switch
    {
        StepEnding.Done => RunStepState.Done,
        StepEnding.Parked => RunStepState.Parked,
        StepEnding.InDoubt => RunStepState.InDoubt,
        _ => RunStepState.Skipped,
    };
}
