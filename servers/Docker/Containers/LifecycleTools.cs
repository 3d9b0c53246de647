using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Docker.DotNet.Models;
using HomelabMcp.Core;
using HomelabMcp.Hosting;
using ModelContextProtocol.Server;

namespace HomelabMcp.Docker;

/// <summary>Starting and stopping a container now, beside Git.</summary>
[McpServerToolType]
internal sealed class LifecycleTools(TargetClients<EngineClient> engines)
{
    [Operation]
    [McpServerTool(Name = "docker_container_start", Title = "Start a container", ReadOnly = false, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Starts a stopped container, or lets a paused one go on. Quiet when it runs already.")]
    public Task<LifecycleReply> Start(
        [Description("Name or id.")] string container,
        [Description("Docker target; may be left out when there is one.")] string? target = null,
        CancellationToken cancel = default) =>
        ActAsync(target, container, "start", async (engine, found) =>
        {
            if (found.State.Paused)
                await engine.WriteAsync($"let container '{found.Name}' go on", (docker, token) => docker.Containers.UnpauseContainerAsync(found.ID, token), cancel);
            else
                await engine.WriteAsync($"start container '{found.Name}'", (docker, token) => docker.Containers.StartContainerAsync(found.ID, new ContainerStartParameters(), token), cancel);
        }, cancel);

    [Operation]
    [McpServerTool(Name = "docker_container_stop", Title = "Stop a container", ReadOnly = false, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Asks a container's program to end, and ends it after the grace. Quiet when it is stopped already. Its data stays.")]
    public Task<LifecycleReply> Stop(
        [Description("Name or id.")] string container,
        [Description("Seconds that the program has to end by itself.")][Range(1, 300)] int graceSeconds = 10,
        [Description("Docker target; may be left out when there is one.")] string? target = null,
        CancellationToken cancel = default) =>
        ActAsync(target, container, "stop", (engine, found) => engine.WriteAsync($"stop container '{found.Name}'",
            (docker, token) => docker.Containers.StopContainerAsync(found.ID, new ContainerStopParameters { WaitBeforeKillSeconds = (uint)graceSeconds }, token), cancel), cancel);

    [Operation]
    [McpServerTool(Name = "docker_container_restart", Title = "Restart a container", ReadOnly = false, Destructive = false, Idempotent = false, OpenWorld = false, UseStructuredContent = true)]
    [Description("Stops a container and starts it again; starts it when it was stopped.")]
    public Task<LifecycleReply> Restart(
        [Description("Name or id.")] string container,
        [Description("Seconds that the program has to end by itself.")][Range(1, 300)] int graceSeconds = 10,
        [Description("Docker target; may be left out when there is one.")] string? target = null,
        CancellationToken cancel = default) =>
        ActAsync(target, container, "restart", (engine, found) => engine.WriteAsync($"restart container '{found.Name}'",
            (docker, token) => docker.Containers.RestartContainerAsync(found.ID, new ContainerRestartParameters { WaitBeforeKillSeconds = (uint)graceSeconds }, token), cancel), cancel);

    [Operation("Kill container {container} with {signal}? Its program gets no chance to save what it holds in memory.")]
    [McpServerTool(Name = "docker_container_kill", Title = "Kill a container", ReadOnly = false, Destructive = true, Idempotent = false, OpenWorld = false, UseStructuredContent = true)]
    [Description("Sends a signal to a container's program at once; for one that does not stop. A human is asked first.")]
    public Task<LifecycleReply> Kill(
        [Description("Name or id.")] string container,
        [Description("The signal.")][AllowedValues("SIGKILL", "SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP", "SIGUSR1", "SIGUSR2")] string signal = "SIGKILL",
        [Description("Docker target; may be left out when there is one.")] string? target = null,
        CancellationToken cancel = default) =>
        ActAsync(target, container, "kill", (engine, found) => engine.WriteAsync($"kill container '{found.Name}'",
            (docker, token) => docker.Containers.KillContainerAsync(found.ID, new ContainerKillParameters { Signal = signal }, token), cancel), cancel);

    private async Task<LifecycleReply> ActAsync(string? target, string container, string verb, Func<EngineClient, Inspected, Task> act, CancellationToken cancel)
    {
        var (name, engine) = engines.For(target, Access.Operate);
        var before = await ContainerDirectory.FindAsync(engine, name, container, cancel);
        await act(engine, before);
        var after = await Inspected.FindAsync(engine, before.ID, cancel);
        var managed = ContainerRow.ManagedBy(before.Config.Labels);
        return new LifecycleReply(
            before.Name,
            verb,
            before.State.Status ?? "unknown",
            after?.State.Status ?? "gone",
            managed,
            managed is null ? null : "Git manages it: where its manifest names a state, the reconciler will put that state back.");
    }
}

/// <summary>What an operation on a container came to.</summary>
internal sealed record LifecycleReply(UntrustedText Container, string Done, string Before, string After, string? Managed = null, string? Note = null);
