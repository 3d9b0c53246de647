using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using Microsoft.AspNetCore.Http;

namespace HomelabMcp.Proxmox.Tests;

/// <summary>The laws of a driver, kept by pools.</summary>
public sealed class PoolDriverTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pool_lives_its_whole_life_with_its_mark_out_of_sight()
    {
        await using var home = await SimulatedHome.StartAsync();
        var first = new JsonObject { ["comment"] = "for tests" };
        var call = SimulatedHome.Call(home.Pools, "extra", first);
        var id = await home.Pools.CreateAsync(call, Cancel);
        Assert.Equal(id, await home.Pools.CreateAsync(call, Cancel));
        var live = (await home.Pools.ReadAsync(id, Cancel))!;
        Assert.Equal((call.Mark, "for tests"), (live.Mark, live.Spec.Text("comment")));
        Assert.Null(SimulatedHome.Step(home.Pools, "extra", first, live, first));

        Assert.Equal("other", (await home.BringAsync(home.Pools, "extra", new JsonObject { ["comment"] = "other" }, first)).Spec.Text("comment"));
        Assert.Null((await home.BringAsync(home.Pools, "extra", [], new JsonObject { ["comment"] = "other" })).Spec["comment"]);

        await home.Pools.DeleteAsync((await home.Pools.ReadAsync(id, Cancel))!, Cancel);
        Assert.Null(await home.Pools.ReadAsync(id, Cancel));
        await home.Pools.DeleteAsync(live, Cancel);
    }

    [Fact]
    public async Task A_strangers_pool_is_refused_and_a_lost_answer_found_by_its_mark()
    {
        await using var home = await SimulatedHome.StartAsync();
        var there = (await home.Pools.ListAsync(Cancel))[0];
        var taken = await Assert.ThrowsAsync<PlatformException>(() => home.Pools.CreateAsync(SimulatedHome.Call(home.Pools, there.NaturalKey, []), Cancel));
        Assert.Equal(PlatformFailure.Taken, taken.Failure);

        var call = SimulatedHome.Call(home.Pools, "extra", []);
        home.Simulator.Faults.DropNextAnswer(request => HttpMethods.IsPost(request.Method));
        Assert.True((await Assert.ThrowsAsync<PlatformException>(() => home.Pools.CreateAsync(call, Cancel))).InDoubt);
        Assert.Equal(call.Mark, (await home.Pools.FindAsync("extra", Cancel))!.Mark);
    }

    [Fact]
    public async Task A_pool_with_guests_is_not_deleted_and_each_imports_without_a_change()
    {
        await using var home = await SimulatedHome.StartAsync();
        var rows = await home.Pools.ListAsync(Cancel);
        foreach (var row in rows) Assert.True(SimulatedHome.Step(home.Pools, "x", row.Spec, row, adopt: true) is { Operation: StepOperation.Adopt, Changes.IsEmpty: true });
        var full = rows.First(row => row.NaturalKey is "prod");
        Assert.Equal(PlatformFailure.Busy, (await Assert.ThrowsAsync<PlatformException>(() => home.Pools.DeleteAsync(full, Cancel))).Failure);
    }

    [Fact]
    public async Task An_adopted_pool_bears_the_mark_and_gives_it_back()
    {
        await using var home = await SimulatedHome.StartAsync();
        var live = (await home.Pools.ListAsync(Cancel))[0];
        await home.Pools.AdoptAsync(SimulatedHome.Call(home.Pools, "x", live.Spec), live, Cancel);
        var mine = (await home.Pools.ReadAsync(live.Id, Cancel))!;
        Assert.Equal("home", mine.Mark?.Installation);
        Assert.True(JsonNode.DeepEquals(live.Spec, mine.Spec));
        await home.Pools.ReleaseAsync(mine, Cancel);
        Assert.Null((await home.Pools.ReadAsync(live.Id, Cancel))!.Mark);
    }
}
