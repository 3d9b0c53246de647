using HomelabMcp.Core;
using HomelabMcp.Engine;

namespace HomelabMcp.Reconciler;

/// <summary>The one call of a driver that a step is.</summary>
internal sealed class DriverCall(TargetSession session, PlanStep step, WriteCall? call, LiveResource? live, ResourceKind kind)
{
    private IKindDriver Driver => session[step.Key.Kind];

    /// <summary>Sends it and gives the id of the object that it left, or the one that it removed.</summary>
    public async Task<string> SendAsync(CancellationToken cancel)
    {
        switch (step.Operation)
        {
            case StepOperation.Create:
                return await session.CallAsync(() => Driver.CreateAsync(Call, cancel));
            case StepOperation.Replace:
                return await session.CallAsync(() => Driver.ReplaceAsync(Call, Live, cancel));
            case StepOperation.Update:
                await session.CallAsync(() => Driver.UpdateAsync(Call, Live, ClearChanges.Of(step, Call, Live), cancel));
                return Live.Id;
            case StepOperation.Adopt:
                if (kind.Adoption is AdoptionMode.Marked) await session.CallAsync(() => Driver.AdoptAsync(Call, Live, cancel));
                return Live.Id;
            case StepOperation.Release:
                await session.CallAsync(() => Driver.ReleaseAsync(Live, cancel));
                return Live.Id;
            case StepOperation.Delete:
                await session.CallAsync(() => Driver.DeleteAsync(Live, cancel));
                return Live.Id;
            default:
                throw new InvalidOperationException($"A step cannot {step.Operation}.");
        }
    }

    private WriteCall Call => call ?? throw new InvalidOperationException($"{step.Operation} {step.Key} has no manifest.");

    private LiveResource Live => live ?? throw new InvalidOperationException($"{step.Operation} {step.Key} has no live object.");
}
