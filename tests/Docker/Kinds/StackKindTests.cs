using System.Diagnostics;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Docker.Tests;

/// <summary>docker.stack with the real docker compose v2 on both engines.</summary>
public sealed class StackKindTests
{
    private const string Spec = """{"path":"stacks/app/compose.yaml"}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, EitherEngine]
    public async Task A_stack_goes_up_labelled_is_read_back_healed_saved_and_taken_down(EngineKind kind)
    {
        await RequireComposeAsync();
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        await engine.RequireNetworksAsync(Cancel);
        await using var harness = new KindHarness(engine, "docker.stack");
        var name = engine.Prefix;
        var call = harness.Call(name, Spec, ("compose.yaml", Compose("sleep 300")), ("notes/readme.txt", "hi\n"));
        Assert.Null(await harness.Driver.FindAsync(name, Cancel));
        Assert.Equal(name, await harness.Driver.CreateAsync(call, Cancel));
        Assert.True(File.Exists(Path.Combine(harness.Data, "stacks", "docker", name, "notes", "readme.txt")));
        var row = await RowAsync(engine, $"{name}-web-1");
        Assert.Equal(("running", call.Mark.ToString()), (row["State"]!.GetValue<string>(), row["Labels"]![Ownership.Mark]!.GetValue<string>()));
        var volume = (await engine.Api.GetAsync($"volumes/{name}_data")).Body!;
        Assert.Equal(call.Mark.ToString(), volume["Labels"]![Ownership.Mark]!.GetValue<string>());

        var live = (await harness.Driver.FindAsync(name, Cancel))!;
        Assert.Equal(call.Mark, live.Mark);
        Assert.Equal(["compose.yaml", "notes/readme.txt"], live.Spec["files"]!.AsObject().Select(pair => pair.Key));
        Assert.Equal($"[\"{name}_data\"]", live.Spec["volumes"]!.ToJsonString());
        Assert.True(harness.Driver.Kind.HoldsState(live.Spec));

        // Somebody takes a service away: the stack is then not as its files say.
        await engine.Api.DeleteAsync($"containers/{name}-worker-1?force=1");
        live = (await harness.Driver.FindAsync(name, Cancel))!;
        Assert.Null(live.Spec["files"]);
        var changed = harness.Call(name, Spec, ("compose.yaml", Compose("sleep 301")));
        await harness.Driver.UpdateAsync(changed, live, [], Cancel);
        Assert.Contains("sleep 301", (await RowAsync(engine, $"{name}-web-1"))["Command"]!.GetValue<string>());
        live = (await harness.Driver.FindAsync(name, Cancel))!;
        Assert.Equal(["compose.yaml"], live.Spec["files"]!.AsObject().Select(pair => pair.Key));

        Assert.Contains($"{name}_data", harness.Driver.BackupPlan(live));
        Assert.True(File.Exists((await harness.Driver.BackUpAsync(live, Cancel)).Location));
        await harness.Driver.DeleteAsync(live, Cancel);
        await harness.Driver.DeleteAsync(live, Cancel);
        Assert.Null(await harness.Driver.FindAsync(name, Cancel));
        Assert.Equal(404, (await engine.Api.GetAsync($"volumes/{name}_data")).Status);
        Assert.False(Directory.Exists(Path.Combine(harness.Data, "stacks", "docker", name)));
    }

    [Fact]
    public async Task A_project_of_that_name_which_is_not_ours_is_refused()
    {
        await using var engine = await EngineUnderTest.StartAsync(EngineKind.Simulated, Cancel);
        await using var harness = new KindHarness(engine, "docker.stack");
        await engine.Api.CreateAsync("office-db-1", "true", new JsonObject { ["Labels"] = new JsonObject { ["com.docker.compose.project"] = "office" } });
        var error = await Assert.ThrowsAsync<PlatformException>(() => harness.Driver.CreateAsync(harness.Call("office", Spec, ("compose.yaml", Compose("true"))), Cancel));
        Assert.Equal(PlatformFailure.Taken, error.Failure);
        Assert.False(Directory.Exists(Path.Combine(harness.Data, "stacks")));
    }

    private static string Compose(string command) =>
        $$"""
        services:
          web:
            image: homelab/busybox:1
            init: true
            command: {{command}}
            volumes: [data:/data]
          worker:
            image: homelab/busybox:1
            init: true
            command: sleep 300
        volumes:
          data: {}
        """;

    private static async Task<JsonNode> RowAsync(EngineUnderTest engine, string name) =>
        Assert.Single((await engine.Api.GetAsync("containers/json?all=1")).Body!.AsArray(), row => row!["Names"]![0]!.GetValue<string>() == "/" + name)!;

    private static async Task RequireComposeAsync()
    {
        foreach (var command in (string[][])[["docker", "compose", "version"], ["docker-compose", "version"]])
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
                var output = await process.StandardOutput.ReadToEndAsync(Cancel);
                await process.WaitForExitAsync(Cancel);
                if (process.ExitCode == 0 && output.Contains(" version ", StringComparison.Ordinal) && !output.Contains("1.29", StringComparison.Ordinal))
                    return;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // No such program: the other name may be there.
            }
        }
        const string reason = "docker compose v2 is not installed: install the docker-compose-plugin, or put a docker-compose 2 on the PATH.";
        if (Environment.GetEnvironmentVariable("HOMELAB_REQUIRE_ALL") == "1")
            Assert.Fail(reason);
        Assert.Skip(reason);
    }
}
