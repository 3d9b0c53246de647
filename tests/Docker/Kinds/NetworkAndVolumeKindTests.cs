using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Docker.Tests;

/// <summary>The laws of docker.network and docker.volume on both engines.</summary>
public sealed class NetworkAndVolumeKindTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, EitherEngine]
    public async Task A_network_is_created_with_its_mark_once_and_deleted_quietly(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        await engine.RequireNetworksAsync(Cancel);
        await using var harness = new KindHarness(engine, "docker.network");
        var call = harness.Call(engine.Prefix, """{"internal":true,"labels":{"a":"b"}}""");
        Assert.Null(await harness.Driver.FindAsync(engine.Prefix, Cancel));
        var id = await harness.Driver.CreateAsync(call, Cancel);
        Assert.Equal(id, await harness.Driver.CreateAsync(call, Cancel));
        var live = (await harness.Driver.FindAsync(engine.Prefix, Cancel))!;
        Assert.Equal((id, call.Mark), (live.Id, live.Mark!.Value));
        Assert.Empty(KindHarness.Differing(call.Spec, live));
        Assert.Equal(live.Fingerprint, Assert.Single(await harness.Driver.ListAsync(Cancel), row => row.NaturalKey == engine.Prefix).Fingerprint);
        var replaced = await harness.Driver.ReplaceAsync(harness.Call(engine.Prefix, """{"labels":{"a":"c"}}"""), live, Cancel);
        Assert.NotEqual(id, replaced);
        live = (await harness.Driver.ReadAsync(replaced, Cancel))!;
        await harness.Driver.DeleteAsync(live, Cancel);
        await harness.Driver.DeleteAsync(live, Cancel);
        Assert.Null(await harness.Driver.ReadAsync(replaced, Cancel));
        Assert.Equal(404, (await engine.Api.GetAsync($"networks/{engine.Prefix}")).Status);
    }

    [Theory, EitherEngine]
    public async Task A_network_of_that_name_which_is_not_ours_is_refused_and_no_twin_is_left(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        await engine.RequireNetworksAsync(Cancel);
        await using var harness = new KindHarness(engine, "docker.network");
        await engine.Api.PostAsync("networks/create", new JsonObject { ["Name"] = engine.Prefix });
        var error = await Assert.ThrowsAsync<PlatformException>(() => harness.Driver.CreateAsync(harness.Call(engine.Prefix, "{}"), Cancel));
        Assert.Equal(PlatformFailure.Taken, error.Failure);
        Assert.Single((await engine.Api.GetAsync("networks")).Body!.AsArray(), network => network!["Name"]!.GetValue<string>() == engine.Prefix);
    }

    [Theory, EitherEngine]
    public async Task A_network_in_use_is_busy_and_its_delete_names_who_uses_it(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        await engine.RequireNetworksAsync(Cancel);
        await using var harness = new KindHarness(engine, "docker.network");
        await harness.Driver.CreateAsync(harness.Call(engine.Prefix, "{}"), Cancel);
        await engine.Api.RunAsync(engine.Prefix + "c", "sleep 300", new JsonObject { ["HostConfig"] = new JsonObject { ["NetworkMode"] = engine.Prefix, ["Init"] = true } });
        var live = (await harness.Driver.FindAsync(engine.Prefix, Cancel))!;
        Assert.Equal($"in use by {engine.Prefix}c", live.Busy);
        var error = await Assert.ThrowsAsync<PlatformException>(() => harness.Driver.DeleteAsync(live, Cancel));
        Assert.Equal((PlatformFailure.Busy, $"Network '{engine.Prefix}' cannot go: it is in use by {engine.Prefix}c. Take them off it or remove them first."), (error.Failure, error.Message));
    }

    [Theory, EitherEngine]
    public async Task A_volume_is_created_with_its_mark_and_an_old_one_is_not_taken_for_it(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        await using var harness = new KindHarness(engine, "docker.volume");
        var call = harness.Call(engine.Prefix, """{"labels":{"a":"b"}}""");
        Assert.Null(await harness.Driver.FindAsync(engine.Prefix, Cancel));
        Assert.Equal(engine.Prefix, await harness.Driver.CreateAsync(call, Cancel));
        Assert.Equal(engine.Prefix, await harness.Driver.CreateAsync(call, Cancel));
        var live = (await harness.Driver.FindAsync(engine.Prefix, Cancel))!;
        Assert.Equal(call.Mark, live.Mark);
        Assert.Empty(KindHarness.Differing(call.Spec, live));
        Assert.True(harness.Driver.Kind.HoldsState(live.Spec));
        await engine.Api.PostAsync("volumes/create", new JsonObject { ["Name"] = engine.Prefix + "old" });
        var error = await Assert.ThrowsAsync<PlatformException>(() => harness.Driver.CreateAsync(harness.Call(engine.Prefix + "old", "{}"), Cancel));
        Assert.Equal(PlatformFailure.Taken, error.Failure);
        await harness.Driver.DeleteAsync(live, Cancel);
        await harness.Driver.DeleteAsync(live, Cancel);
        Assert.Equal(404, (await engine.Api.GetAsync($"volumes/{engine.Prefix}")).Status);
    }

    [Theory, EitherEngine]
    public async Task A_volume_is_saved_as_a_tar_without_running_anything_and_cannot_go_while_it_is_used(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        await using var harness = new KindHarness(engine, "docker.volume");
        await harness.Driver.CreateAsync(harness.Call(engine.Prefix, "{}"), Cancel);
        var user = await engine.Api.CreateAsync(engine.Prefix + "u", "true", new JsonObject { ["HostConfig"] = new JsonObject { ["NetworkMode"] = "none", ["Binds"] = new JsonArray($"{engine.Prefix}:/data") } });
        await TarText.PutAsync(engine.Api.Http, user, "/data", ("inside/hello.txt", "hello\n"), Cancel);
        var live = (await harness.Driver.FindAsync(engine.Prefix, Cancel))!;
        Assert.Equal($"in use by {engine.Prefix}u", live.Busy);
        Assert.Equal(PlatformFailure.Busy, (await Assert.ThrowsAsync<PlatformException>(() => harness.Driver.DeleteAsync(live, Cancel))).Failure);
        Assert.Contains($"tar archive of volume '{engine.Prefix}'", harness.Driver.BackupPlan(live));
        var receipt = await harness.Driver.BackUpAsync(live, Cancel);
        Assert.StartsWith(harness.Data, receipt.Location);
        await using (var tar = File.OpenRead(receipt.Location))
            Assert.Equal("hello\n", (await TarText.ReadAsync(tar, Cancel))["./inside/hello.txt"]);
        Assert.DoesNotContain((await engine.Api.GetAsync("containers/json?all=1")).Body!.AsArray(), row => row!["Labels"]?[Ownership.Helper] is not null && row["Mounts"]!.ToJsonString().Contains(engine.Prefix, StringComparison.Ordinal));
        await engine.Api.DeleteAsync($"containers/{user}");
        await harness.Driver.DeleteAsync(live, Cancel);
        Assert.Null(await harness.Driver.FindAsync(engine.Prefix, Cancel));
    }
}
