using HomelabMcp.Core;
using HomelabMcp.Store;

namespace HomelabMcp.Reconciler;

/// <summary>The row of a run that a step fills while it is carried out.</summary>
internal sealed class StepRow(RunStep start, string run, Action<RunStep> changed) : IProgress<string>
{
    private const int LogLines = 200;

    private readonly Lock gate = new();
    private RunStep row = start;

    public string Run => run;

    /// <summary>As it stands.</summary>
    public RunStep Now
    {
        get
        {
            lock (gate) return row;
        }
    }

    /// <inheritdoc/>
    public void Report(string value) => Say(UntrustedText.CleanOf(value));

    /// <summary>Adds a line to its log.</summary>
    public void Say(string line) => Change(one => one.Log.Length >= LogLines ? one : one with { Log = one.Log.Add(line) });

    /// <summary>A backup was taken.</summary>
    public void BackedUp(BackupReceipt receipt) => Change(one => one with { Backup = receipt.Location, Log = one.Log.Add(receipt.Summary) });

    /// <summary>Its call leaves.</summary>
    public RunStep Begin(DateTimeOffset at) => Change(one => one with { State = RunStepState.Running, Begun = at });

    /// <summary>It stands in a state without an end.</summary>
    public RunStep Stand(RunStepState state, string why) => Change(one => one with { State = state, Detail = why });

    /// <summary>It ended.</summary>
    public RunStep End(StepResult result, DateTimeOffset at) =>
        Change(one => one with { State = result.State, Detail = result.Sentence, Ended = at });

    private RunStep Change(Func<RunStep, RunStep> change)
    {
        RunStep now;
        lock (gate) now = row = change(row);
        changed(now);
        return now;
    }
}
