using System.Collections.Immutable;
using HomelabMcp.Core;
using HomelabMcp.Engine;

namespace HomelabMcp.Reconciler;

/// <summary>
/// The changes of a step as its driver needs them: a plan shows secrets as fingerprints, a write has their values.
/// </summary>
internal static class ClearChanges
{
    public static ImmutableArray<FieldChange> Of(PlanStep step, WriteCall call, LiveResource live) => [.. step.Changes.Select(change => new FieldChange(
        change.Path,
        change.Before is null ? null : FieldPath.Get(live.Spec, change.Path)?.DeepClone() ?? change.Before,
        change.After is null ? null : FieldPath.Get(call.Spec, change.Path)?.DeepClone() ?? change.After))];
}
