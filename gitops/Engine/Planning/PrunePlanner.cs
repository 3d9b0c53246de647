using System.Collections.Immutable;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>
/// Plans what Git no longer has. Only an object with our mark whose manifest stood in an ancestor commit goes; what was
/// adopted stays, and so does what Git said to orphan.
/// </summary>
internal static class PrunePlanner
{
    /// <summary>The resources that were removed from Git and are still live, or cannot be seen.</summary>
    public static IEnumerable<ResourceDraft> Plan(PlanRequest request, LiveIndex index)
    {
        foreach (var (key, manifest) in request.Baseline.Former.OrderBy(former => former.Key))
        {
            if (request.Desired.Manifests.ContainsKey(key) || request.Kinds.Find(key.Kind) is not { } kind) continue;
            var status = new ResourceStatus { Key = key, State = ResourceState.Pending, Source = manifest.Source };
            if (!request.Observed.TryGetValue(key.Target, out var target) || !target.IsKnown)
                yield return new(status with { State = ResourceState.Unknown, Reason = $"Removed from Git; target '{key.Target}' cannot be seen: {target?.Problem ?? "it was not observed"}" });
            else if (index.Owned(key) is { } live)
                yield return Draft(request, kind, manifest, live, status);
        }
    }

    private static ResourceDraft Draft(PlanRequest request, ResourceKind kind, Manifest manifest, LiveResource live, ResourceStatus status)
    {
        var key = manifest.Key;
        if (request.Baseline.Parked.TryGetValue(key, out var parked)) return new(status with { State = ResourceState.Parked, Reason = parked, Live = live });
        var lifecycle = request.Baseline.Lifecycles.GetValueOrDefault(key, manifest.Lifecycle);
        // A manifest that says adopt may have been adopted even where the store that recorded it was lost.
        var wasAdopted = request.Baseline.Adopted.ContainsKey(key) || manifest.Lifecycle.Adopt;
        var stays = wasAdopted || lifecycle.Prune is PruneMode.Orphan;
        var holdsState = !stays && kind.HoldsState(live.Spec);
        var reason = "Its manifest was removed from Git" + (stays ? wasAdopted ? "; it was adopted, so it stays and only our mark goes." : "; lifecycle.prune is orphan, so it stays and only our mark goes." : ".");
        var step = new PlanStep
        {
            Key = key,
            Operation = stays ? StepOperation.Release : StepOperation.Delete,
            Cause = StepCause.Prune,
            LiveId = live.Id,
            HoldsState = holdsState,
            Backup = holdsState ? request.BackupPlan(kind.Name, live) : null,
            Why = $"{(stays ? "Release" : "Delete")} {key.Short}: {reason}",
            Hash = "",
        };
        return new(status with { Reason = reason, Live = live }) { Step = step };
    }
}
