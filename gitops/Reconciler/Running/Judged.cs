using System.Collections.Immutable;
using HomelabMcp.Engine;
using HomelabMcp.Store;

namespace HomelabMcp.Reconciler;

/// <summary>A plan with what may become of each step, and what waits for humans.</summary>
/// <param name="Steps">The plan's steps in order.</param>
/// <param name="Asked">What waits for a human, steps and rules alike.</param>
/// <param name="Hold">Why nothing at all may be written; null where something may.</param>
internal sealed record Judged(ImmutableArray<GatedStep> Steps, ImmutableArray<Approval> Asked, string? Hold);
