namespace HomelabMcp.Simulation.Docker;

/// <summary>How a simulated Docker Engine starts.</summary>
public sealed record DockerSimulationOptions
{
    /// <summary>TCP port on 127.0.0.1; 0 lets the operating system choose one.</summary>
    public int Port { get; init; }

    /// <summary>File that holds the engine's state between starts; null keeps it in memory only.</summary>
    public string? StatePath { get; init; }

    /// <summary>Chooses identifiers and the small variations of the demo home; equal seeds give equal homes.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>0: an empty engine. 1: the demo home. N: the demo home and N-1 further groups of ten containers.</summary>
    public int Scale { get; init; } = 1;

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
