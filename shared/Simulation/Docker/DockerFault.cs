namespace HomelabMcp.Simulation.Docker;

/// <summary>An answer of the engine that is not a success; the message is the engine's own text.</summary>
internal sealed class DockerFault(int status, string message) : Exception(message)
{
    public int Status { get; } = status;

    public static DockerFault NoSuchContainer(string name) => new(404, $"No such container: {name}");

    public static DockerFault NotRunning(SimContainer container) => new(409, $"Container {container.Id} is not running");
}
