namespace HomelabMcp.Simulation.Faults;

/// <summary>Faults to order. Percentages are 0 to 100 and drawn from <see cref="Seed"/>, so that a run can be repeated.</summary>
public sealed record FaultOptions
{
    /// <summary>Held back before every request is looked at.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Share of requests refused with 503 before they have any effect.</summary>
    public double ErrorPercent { get; init; }

    /// <summary>Share of requests whose effect happens and whose connection is then cut instead of answered.</summary>
    public double DropAnswersPercent { get; init; }

    /// <summary>Share of list reads answered with what the same list said up to <see cref="StaleAge"/> ago.</summary>
    public double StaleListsPercent { get; init; }

    /// <summary>How old a stale list may be.</summary>
    public TimeSpan StaleAge { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Seed of the draws.</summary>
    public int Seed { get; init; } = 1;
}
