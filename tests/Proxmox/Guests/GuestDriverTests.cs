using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using Microsoft.AspNetCore.Http;
using static HomelabMcp.Proxmox.Tests.GuestSamples;

namespace HomelabMcp.Proxmox.Tests;

/// <summary>The laws of a driver, kept by both kinds of guest, with faults.</summary>
public sealed class GuestDriverTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => ["proxmox.vm", "proxmox.container"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Observing_never_writes_and_one_list_serves_both_kinds(string kind)
    {
        await using var home = await SimulatedHome.StartAsync();
        var driver = Driver(home, kind);
        var listed = await driver.ListAsync(Cancel);
        await home.Vms.ListAsync(Cancel);
        await home.Containers.ListAsync(Cancel);
        Assert.Single(home.Simulator.Calls, call => call.Query.Contains("type=vm", StringComparison.Ordinal));

        await driver.ReadAsync(listed[0].Id, Cancel);
        await driver.FindAsync(listed[0].NaturalKey, Cancel);
        Assert.DoesNotContain(home.Simulator.Calls, call => call.IsWrite);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_detail_costs_one_call_a_guest_after_a_list(string kind)
    {
        await using var home = await SimulatedHome.StartAsync();
        var driver = Driver(home, kind);
        var listed = await driver.ListAsync(Cancel);
        var before = home.Connection.Client.Calls;
        foreach (var row in listed) Assert.True((await driver.ReadAsync(row.Id, Cancel))!.Detailed);
        Assert.Equal(listed.Count, home.Connection.Client.Calls - before);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_is_created_is_there_marked_and_as_it_was_wanted(string kind)
    {
        await using var home = await SimulatedHome.StartAsync();
        var driver = Driver(home, kind);
        var spec = Spec(kind);
        var call = SimulatedHome.Call(driver, "web99", spec);

        var id = await driver.CreateAsync(call, Cancel);

        var live = (await driver.ReadAsync(id, Cancel))!;
        Assert.Equal(call.Mark, live.Mark);
        Assert.Equal("web99", live.Name);
        Assert.Equal("running", live.Spec.Text("state"));
        Assert.DoesNotContain("hl.", live.Spec["tags"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Null(SimulatedHome.Step(driver, "web99", spec, live, spec));
        Assert.Equal(call.Mark, (await driver.ListAsync(Cancel)).Single(row => row.Id == id).Mark);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Creating_twice_is_harmless_and_a_strangers_number_is_refused(string kind)
    {
        await using var home = await SimulatedHome.StartAsync();
        var driver = Driver(home, kind);
        var call = SimulatedHome.Call(driver, "web99", Spec(kind));
        var id = await driver.CreateAsync(call, Cancel);
        var version = (await driver.ReadAsync(id, Cancel))!.Version;

        Assert.Equal(id, await driver.CreateAsync(call, Cancel));
        Assert.Equal(version, (await driver.ReadAsync(id, Cancel))!.Version);

        var stranger = await Assert.ThrowsAsync<PlatformException>(() => driver.CreateAsync(SimulatedHome.Call(driver, "other", Spec(kind)), Cancel));
        Assert.Equal(PlatformFailure.Taken, stranger.Failure);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_lost_answer_to_a_create_is_said_and_its_mark_is_found(string kind)
    {
        await using var home = await SimulatedHome.StartAsync();
        var driver = Driver(home, kind);
        var call = SimulatedHome.Call(driver, "web99", Spec(kind));
        home.Simulator.Faults.DropNextAnswer(request => HttpMethods.IsPost(request.Method));

        var error = await Assert.ThrowsAsync<PlatformException>(() => driver.CreateAsync(call, Cancel));

        Assert.True(error.InDoubt);
        // A container's configuration is empty but for its lock until the task has got that far: that is what a kind's InFlight waits out.
        var found = await driver.FindAsync("990", Cancel);
        for (var look = 0; look < 200 && found?.Mark is null; look++)
        {
            Assert.Equal("locked (create)", found?.Busy);
            await Task.Delay(20, Cancel);
            found = await driver.FindAsync("990", Cancel);
        }

        Assert.Equal(call.Mark, found!.Mark);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Deleting_stops_first_and_deleting_what_is_gone_is_quiet(string kind)
    {
        await using var home = await SimulatedHome.StartAsync();
        var driver = Driver(home, kind);
        var id = await driver.CreateAsync(SimulatedHome.Call(driver, "web99", Spec(kind)), Cancel);
        var live = (await driver.ReadAsync(id, Cancel))!;

        await driver.DeleteAsync(live, Cancel);
        Assert.Null(await driver.ReadAsync(id, Cancel));
        Assert.Null(await driver.FindAsync("990", Cancel));
        await driver.DeleteAsync(live, Cancel);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Another_guest_in_the_place_of_the_one_to_delete_is_left_alone(string kind)
    {
        await using var home = await SimulatedHome.StartAsync();
        var driver = Driver(home, kind);
        var id = await driver.CreateAsync(SimulatedHome.Call(driver, "web99", Spec(kind)), Cancel);
        var live = (await driver.ReadAsync(id, Cancel))!;
        var error = await Assert.ThrowsAsync<PlatformException>(() => driver.DeleteAsync(live with { Mark = new("home", "000000000000") }, Cancel));
        Assert.Equal(PlatformFailure.Changed, error.Failure);
        Assert.NotNull(await driver.ReadAsync(id, Cancel));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_protected_guest_is_not_deleted(string kind)
    {
        await using var home = await SimulatedHome.StartAsync();
        var driver = Driver(home, kind);
        var spec = Spec(kind);
        spec["protection"] = true;
        var id = await driver.CreateAsync(SimulatedHome.Call(driver, "web99", spec), Cancel);
        var error = await Assert.ThrowsAsync<PlatformException>(async () => await driver.DeleteAsync((await driver.ReadAsync(id, Cancel))!, Cancel));
        Assert.Contains("protection: false", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Fields_nets_tags_and_resets_are_written_and_read_back(string kind)
    {
        await using var home = await SimulatedHome.StartAsync();
        var driver = Driver(home, kind);
        var first = Spec(kind);
        first["state"] = "stopped";
        first["description"] = "first";
        await driver.CreateAsync(SimulatedHome.Call(driver, "web99", first), Cancel);
        var second = (JsonObject)first.DeepClone();
        second["cores"] = 3;
        second["onboot"] = true;
        second["tags"] = new JsonArray("db", "Web");
        second["startup"] = "order=2,up=30";
        second["network"]!["net0"]!["tag"] = 30;
        second["network"]!["net1"] = new JsonObject { ["bridge"] = "vmbr0" };
        second.Remove("description");

        var live = await home.BringAsync(driver, "web99", second, first);

        Assert.Equal(3, live.Spec.Whole("cores"));
        Assert.Equal("""["db","web"]""", live.Spec["tags"]!.ToJsonString());
        Assert.Null(live.Spec["description"]);
        Assert.Equal(30, ((JsonObject)live.Spec["network"]!["net0"]!).Whole("tag"));
        Assert.Equal(SimulatedHome.Call(driver, "web99", second).Mark, live.Mark);

        var third = (JsonObject)second.DeepClone();
        ((JsonObject)third["network"]!).Remove("net1");
        third.Remove("startup");
        var last = await home.BringAsync(driver, "web99", third, second);
        Assert.False(((JsonObject)last.Spec["network"]!).ContainsKey("net1"));
        Assert.Null(last.Spec["startup"]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_change_in_between_refuses_the_write(string kind)
    {
        await using var home = await SimulatedHome.StartAsync();
        var driver = Driver(home, kind);
        var spec = Spec(kind);
        var id = await driver.CreateAsync(SimulatedHome.Call(driver, "web99", spec), Cancel);
        var live = (await driver.ReadAsync(id, Cancel))!;
        await Raw(home, kind).SetAsync(new Dictionary<string, object?> { ["onboot"] = true }, Cancel);
        spec["cores"] = 4;

        var error = await Assert.ThrowsAsync<PlatformException>(() =>
            driver.UpdateAsync(SimulatedHome.Call(driver, "web99", spec), live, [new("cores", 2, 4)], Cancel));
        Assert.Equal(PlatformFailure.Changed, error.Failure);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Volumes_grow_and_refuse_to_shrink_or_move(string kind)
    {
        await using var home = await SimulatedHome.StartAsync();
        var driver = Driver(home, kind);
        var spec = Spec(kind);
        await driver.CreateAsync(SimulatedHome.Call(driver, "web99", spec), Cancel);
        Volume(kind, spec)["size"] = "12G";
        var live = await home.BringAsync(driver, "web99", spec);
        Assert.Equal("12G", Volume(kind, live.Spec).Text("size"));

        Volume(kind, spec)["size"] = "4G";
        var shrink = await Assert.ThrowsAsync<PlatformException>(() => home.BringAsync(driver, "web99", spec));
        Assert.Contains("cannot shrink to 4G", shrink.Message, StringComparison.Ordinal);

        Volume(kind, spec)["size"] = "12G";
        Volume(kind, spec)["storage"] = "elsewhere";
        var move = await Assert.ThrowsAsync<PlatformException>(() => home.BringAsync(driver, "web99", spec));
        Assert.Contains("cannot be moved", move.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Power_follows_the_state_that_is_wanted(string kind)
    {
        await using var home = await SimulatedHome.StartAsync();
        var driver = Driver(home, kind);
        var spec = Spec(kind);
        await driver.CreateAsync(SimulatedHome.Call(driver, "web99", spec), Cancel);
        spec["state"] = "stopped";
        Assert.Equal("stopped", (await home.BringAsync(driver, "web99", spec)).Spec.Text("state"));
        spec["state"] = "running";
        Assert.Equal("running", (await home.BringAsync(driver, "web99", spec)).Spec.Text("state"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_pool_is_joined_and_left_and_a_node_changed_by_migration(string kind)
    {
        await using var home = await SimulatedHome.StartAsync();
        var driver = Driver(home, kind);
        await home.Pools.CreateAsync(SimulatedHome.Call(home.Pools, "extra", []), Cancel);
        var first = Spec(kind);
        await driver.CreateAsync(SimulatedHome.Call(driver, "web99", first), Cancel);
        var second = (JsonObject)first.DeepClone();
        second["pool"] = "extra";
        Assert.Equal("extra", (await home.BringAsync(driver, "web99", second, first)).Spec.Text("pool"));
        Assert.Null((await home.BringAsync(driver, "web99", first, second)).Spec["pool"]);

        var third = (JsonObject)first.DeepClone();
        third["node"] = "pve2";
        var moved = await home.BringAsync(driver, "web99", third, first);
        Assert.Equal("pve2", moved.Spec.Text("node"));
        Assert.Equal("running", moved.Spec.Text("state"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_adopted_guest_bears_the_mark_and_gives_it_back(string kind)
    {
        await using var home = await SimulatedHome.StartAsync();
        var driver = Driver(home, kind);
        var live = (await driver.ReadAsync((await driver.ListAsync(Cancel)).First(row => row.Mark is null && row.Busy is null).Id, Cancel))!;
        var call = SimulatedHome.Call(driver, "mine", live.Spec);

        await driver.AdoptAsync(call, live, Cancel);
        var mine = (await driver.ReadAsync(live.Id, Cancel))!;
        Assert.Equal(call.Mark, mine.Mark);
        Assert.True(JsonNode.DeepEquals(live.Spec, mine.Spec));

        await driver.ReleaseAsync(mine, Cancel);
        Assert.Null((await driver.ReadAsync(live.Id, Cancel))!.Mark);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_backup_is_an_archive_that_is_there(string kind)
    {
        await using var home = await SimulatedHome.StartAsync();
        var driver = Driver(home, kind);
        var id = await driver.CreateAsync(SimulatedHome.Call(driver, "web99", Spec(kind)), Cancel);
        await driver.ListAsync(Cancel);
        var live = (await driver.ReadAsync(id, Cancel))!;

        var plan = driver.BackupPlan(live);
        var receipt = await driver.BackUpAsync(live, Cancel);

        Assert.Contains(receipt.Location.Split(':')[0], plan, StringComparison.Ordinal);
        Assert.Contains("990", receipt.Location, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_replacement_with_the_same_number_takes_the_old_ones_place(string kind)
    {
        await using var home = await SimulatedHome.StartAsync();
        var driver = Driver(home, kind);
        var spec = Spec(kind);
        var id = await driver.CreateAsync(SimulatedHome.Call(driver, "web99", spec), Cancel);
        var live = (await driver.ReadAsync(id, Cancel))!;
        spec["cores"] = 1;
        Assert.Equal(id, await driver.ReplaceAsync(SimulatedHome.Call(driver, "web99", spec), live, Cancel));
        Assert.Equal(1, (await driver.ReadAsync(id, Cancel))!.Spec.Whole("cores"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Whatever_lives_in_the_demo_home_imports_to_a_manifest_that_changes_nothing(string kind)
    {
        await using var home = await SimulatedHome.StartAsync();
        var driver = Driver(home, kind);
        var rows = await driver.ListAsync(Cancel);
        Assert.True(rows.Count >= 5);
        foreach (var row in rows)
        {
            var live = (await driver.ReadAsync(row.Id, Cancel))!;
            var spec = (JsonObject)live.Spec.DeepClone();
            Assert.Empty(driver.Kind.Check(new() { Key = new(kind, "x", "pve"), Spec = SpecNormaliser.Normalise(driver.Kind.Fields, spec), Source = new("x", 1) }));
            var step = SimulatedHome.Step(driver, "x", spec, live, adopt: true);
            Assert.True(step is { Operation: StepOperation.Adopt, Changes.IsEmpty: true }, $"{row.Id}: {step?.Operation} {string.Join("; ", step?.Changes.Select(change => $"{change.Path}: {change.Before?.ToJsonString()} -> {change.After?.ToJsonString()}") ?? [])}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_free_number_and_the_roomiest_node_are_chosen(string kind)
    {
        await using var home = await SimulatedHome.StartAsync();
        var driver = Driver(home, kind);
        var taken = (await home.Vms.ListAsync(Cancel)).Concat(await home.Containers.ListAsync(Cancel)).Select(row => row.NaturalKey).ToHashSet(StringComparer.Ordinal);
        var first = ProxmoxJson.Text(await driver.ChooseAsync("vmid", new HashSet<string>(), Cancel))!;
        var second = ProxmoxJson.Text(await driver.ChooseAsync("vmid", new HashSet<string> { first }, Cancel))!;
        Assert.DoesNotContain(first, taken);
        Assert.NotEqual(first, second);
        Assert.DoesNotContain(second, taken);
        Assert.StartsWith("pve", ProxmoxJson.Text(await driver.ChooseAsync("node", new HashSet<string>(), Cancel)), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_stale_list_does_not_hide_what_was_just_made_or_show_what_is_gone(string kind)
    {
        await using var home = await SimulatedHome.StartAsync();
        var driver = Driver(home, kind);
        home.Simulator.Faults.Options = new() { StaleListsPercent = 100, StaleAge = TimeSpan.FromMinutes(5) };
        await driver.ListAsync(Cancel);
        var id = await driver.CreateAsync(SimulatedHome.Call(driver, "web99", Spec(kind)), Cancel);

        var live = await driver.ReadAsync(id, Cancel);
        Assert.Equal("running", live!.Spec.Text("state"));
        Assert.NotNull(await driver.FindAsync("990", Cancel));
        await driver.DeleteAsync(live, Cancel);
        Assert.Null(await driver.FindAsync("990", Cancel));
        Assert.Null(await driver.ReadAsync(id, Cancel));
    }
}
