namespace HomelabMcp.Simulation.Proxmox.State;

internal sealed class TaskRecord
{
    public required string Upid { get; init; }

    /// <summary>Null while the task runs.</summary>
    public string? ExitStatus { get; set; }

    /// <summary>Unix seconds.</summary>
    public long Ended { get; set; }

    public List<string> Log { get; init; } = [];
}
