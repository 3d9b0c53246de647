using HomelabMcp.Simulation.Faults;

namespace HomelabMcp.Simulation.Docker;

/// <summary>What a simulated engine holds when it starts with no state file.</summary>
public enum DockerHome
{
    /// <summary>A dozen containers of a lived-in home, with their images, networks and volumes.</summary>
    Demo,

    /// <summary>The three networks that every engine has, nothing else.</summary>
    Empty,
}

/// <summary>How a <see cref="SimulatedDocker"/> is set up.</summary>
public sealed record DockerSimulationOptions
{
    /// <summary>TCP port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>File that keeps the state over restarts; null: nothing is kept.</summary>
    public string? StatePath { get; init; }

    /// <summary>Chooses identifiers and the small variations of the home; equal seeds give equal homes.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Containers added to the home, ten to a compose project.</summary>
    public int Scale { get; init; }

    /// <summary>The first state.</summary>
    public DockerHome Home { get; init; }

    /// <summary>Faults from the start; they can be changed later through <see cref="SimulatedDocker.Faults"/>.</summary>
    public FaultOptions Faults { get; init; } = new();

    /// <summary>Clock of everything that happens in it.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
