namespace HomelabMcp.Engine;

/// <summary>What the planner found out about one resource: where it stands, and the step it needs, if any.</summary>
internal sealed record ResourceDraft(ResourceStatus Status)
{
    /// <summary>The step without wave, order and hash; null where nothing is to be done, or nothing can be.</summary>
    public PlanStep? Step { get; init; }

    /// <summary>Why what depends on this must wait; null where it need not (a step of its own is waited for anyway).</summary>
    public string? Blocks { get; init; }
}
