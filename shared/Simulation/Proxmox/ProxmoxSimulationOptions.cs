using HomelabMcp.Simulation.Faults;

namespace HomelabMcp.Simulation.Proxmox;

/// <summary>What the simulated cluster holds when it starts with no state file.</summary>
public enum ProxmoxHome
{
    /// <summary>Three nodes and about forty guests of a lived-in home.</summary>
    Demo,

    /// <summary>One node, two storages, no guest.</summary>
    Empty,
}

/// <summary>How a <see cref="SimulatedProxmox"/> is set up.</summary>
public sealed record ProxmoxSimulationOptions
{
    /// <summary>TCP port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>File that keeps the state over restarts; null: nothing is kept.</summary>
    public string? StatePath { get; init; }

    /// <summary>Guests added to the home, from VMID 10000 up.</summary>
    public int Scale { get; init; }

    /// <summary>Faults from the start; they can be changed later through <see cref="SimulatedProxmox.Faults"/>.</summary>
    public FaultOptions Faults { get; init; } = new();

    /// <summary>How long an ordinary task takes; heavier kinds (backup, clone, migrate) take a multiple. Zero: a task is over when its call answers.</summary>
    public TimeSpan TaskDuration { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long an answer 401 is held back; the real server waits three seconds.</summary>
    public TimeSpan UnauthorizedDelay { get; init; }

    /// <summary>Seed of every drawn number (MAC addresses, UUIDs).</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Clock and timers.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The first state.</summary>
    public ProxmoxHome Home { get; init; }

    internal State.ClusterState? InitialState { get; init; }

    internal TimeSpan DurationOf(string type) => TaskDuration * (type switch
    {
        "vzdump" or "qmrestore" or "vzrestore" or "qmigrate" or "vzmigrate" => 6,
        "qmclone" or "vzclone" or "vzcreate" or "qmmove" or "move_volume" => 4,
        "qmcreate" or "qmsnapshot" or "vzsnapshot" or "qmrollback" or "vzrollback" or "qmshutdown" or "vzshutdown" or "qmreboot" or "vzreboot" => 2,
        _ => 1,
    });
}
