using HomelabMcp.Core;

namespace HomelabMcp.Docker.Tests;

/// <summary>The operating tools on both engines; what happened is asked of the engine itself.</summary>
public sealed class LifecycleToolsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, EitherEngine]
    public async Task Start_stop_and_restart_do_what_their_names_say(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        var id = await engine.Api.CreateAsync(engine.Prefix, "sleep 300");
        await using var server = await DockerServer.StartAsync(engine);
        var started = await server.CallAsync("docker_container_start", ("container", engine.Prefix));
        Assert.Equal(("created", "running"), (started["before"]!.GetValue<string>(), started["after"]!.GetValue<string>()));
        Assert.Equal("running", await StateAsync(engine, id));
        var first = await StartedAsync(engine, id);
        await server.CallAsync("docker_container_restart", ("container", engine.Prefix), ("graceSeconds", 1));
        Assert.NotEqual(first, await StartedAsync(engine, id));
        await engine.Api.PostAsync($"containers/{id}/pause");
        Assert.Equal("paused", (await server.CallAsync("docker_container_start", ("container", engine.Prefix)))["before"]!.GetValue<string>());
        Assert.Equal("running", await StateAsync(engine, id));
        var stopped = await server.CallAsync("docker_container_stop", ("container", engine.Prefix), ("graceSeconds", 1));
        Assert.Equal("exited", stopped["after"]!.GetValue<string>());
        Assert.Equal("exited", (await server.CallAsync("docker_container_stop", ("container", engine.Prefix)))["after"]!.GetValue<string>());
    }

    [Theory, EitherEngine]
    public async Task Kill_asks_first_and_only_a_yes_kills(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        var id = await engine.Api.RunAsync(engine.Prefix, "sleep 300");
        await using (var silent = await DockerServer.StartAsync(engine))
            await silent.ErrorAsync("docker_container_kill", ("container", engine.Prefix));
        await using (var no = await DockerServer.StartAsync(engine, confirms: false))
            await no.ErrorAsync("docker_container_kill", ("container", engine.Prefix));
        Assert.Equal("running", await StateAsync(engine, id));
        await using var yes = await DockerServer.StartAsync(engine, confirms: true);
        Assert.Equal("exited", (await yes.CallAsync("docker_container_kill", ("container", engine.Prefix)))["after"]!.GetValue<string>());
        Assert.Equal("exited", await StateAsync(engine, id));
        Assert.Contains("is not running", await yes.ErrorAsync("docker_container_kill", ("container", engine.Prefix)));
    }

    [Fact]
    public async Task In_propose_mode_no_operation_is_listed_and_none_runs()
    {
        await using var engine = await EngineUnderTest.StartAsync(EngineKind.Simulated, Cancel, scale: 1);
        await using var server = await DockerServer.StartAsync(engine, ServerMode.Propose);
        var names = (await server.Client.ListToolsAsync(cancellationToken: Cancel)).Select(tool => tool.Name);
        Assert.Equal(["docker_container", "docker_containers", "docker_logs", "docker_overview"], names);
        var calls = engine.Simulated!.Calls.Count;
        await server.ErrorAsync("docker_container_stop", ("container", "traefik"));
        Assert.Equal(calls, engine.Simulated.Calls.Count);
    }

    private static async Task<string> StateAsync(EngineUnderTest engine, string id) =>
        (await engine.Api.GetAsync($"containers/{id}/json")).Body!["State"]!["Status"]!.GetValue<string>();

    private static async Task<string> StartedAsync(EngineUnderTest engine, string id) =>
        (await engine.Api.GetAsync($"containers/{id}/json")).Body!["State"]!["StartedAt"]!.GetValue<string>();
}
