using System.Text.Json.Nodes;
using HomelabMcp.Core;
using Microsoft.AspNetCore.Http;
using static HomelabMcp.Proxmox.Tests.GuestSamples;

namespace HomelabMcp.Proxmox.Tests;

/// <summary>What only one sort of guest does, and what a whole cluster costs.</summary>
public sealed class GuestLifeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_quiet_look_at_a_thousand_guests_costs_five_calls()
    {
        await using var home = await SimulatedHome.StartAsync(scale: 1000);
        foreach (var driver in home.Connection.Drivers) await driver.ListAsync(Cancel);
        await home.Connection.ChangesAsync(DateTimeOffset.UnixEpoch, Cancel);
        await Task.Delay(2100, Cancel);
        var before = home.Connection.Client.Calls;

        Assert.True((await home.Connection.ProbeAsync(Cancel)).Usable);
        var rows = 0;
        foreach (var driver in home.Connection.Drivers) rows += (await driver.ListAsync(Cancel)).Count;
        await home.Connection.ChangesAsync(DateTimeOffset.UnixEpoch, Cancel);

        Assert.True(rows > 1000);
        Assert.Equal(5, home.Connection.Client.Calls - before);
    }

    [Fact]
    public async Task Reads_ride_out_a_server_that_stumbles()
    {
        await using var home = await SimulatedHome.StartAsync();
        home.Simulator.Faults.FailNext(_ => true, StatusCodes.Status503ServiceUnavailable, 2);
        Assert.NotEmpty(await home.Vms.ListAsync(Cancel));
    }

    [Fact]
    public async Task A_locked_guest_is_busy_and_takes_no_write()
    {
        await using var home = await SimulatedHome.StartAsync();
        var id = await home.Vms.CreateAsync(SimulatedHome.Call(home.Vms, "web99", Spec("proxmox.vm")), Cancel);
        await Raw(home, "proxmox.vm").SetAsync(new Dictionary<string, object?> { ["lock"] = "backup" }, Cancel);
        var live = (await home.Vms.ReadAsync(id, Cancel))!;
        Assert.Equal("locked (backup)", live.Busy);
        Assert.Equal(PlatformFailure.Busy, (await Assert.ThrowsAsync<PlatformException>(() => home.Vms.DeleteAsync(live, Cancel))).Failure);
    }

    [Fact]
    public async Task A_task_that_fails_after_its_call_was_accepted_fails_the_create()
    {
        await using var home = await SimulatedHome.StartAsync();
        var spec = Spec("proxmox.container");
        spec["ostemplate"] = "local:vztmpl/no-such-template.tar.zst";
        var error = await Assert.ThrowsAsync<PlatformException>(() => home.Containers.CreateAsync(SimulatedHome.Call(home.Containers, "web99", spec), Cancel));
        Assert.Contains("no-such-template", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_running_machine_takes_over_only_at_its_next_start_is_told_and_is_no_drift()
    {
        await using var home = await SimulatedHome.StartAsync();
        var spec = Spec("proxmox.vm");
        await home.Vms.CreateAsync(SimulatedHome.Call(home.Vms, "web99", spec), Cancel);
        spec["cores"] = 4;
        var live = await home.BringAsync(home.Vms, "web99", spec);
        Assert.Equal(LiveHealth.Healthy, live.Health);
        Assert.Equal("needs a restart for: cores", live.HealthReason);
    }

    [Fact]
    public async Task A_clone_of_a_template_becomes_what_the_manifest_says_and_is_marked_all_along()
    {
        await using var home = await SimulatedHome.StartAsync();
        var template = (await home.Vms.ListAsync(Cancel)).First(row => row.Spec.Flag("template"));
        var spec = new JsonObject
        {
            ["node"] = template.Spec.Text("node"),
            ["vmid"] = 990,
            ["clone"] = new JsonObject { ["from"] = template.NaturalKey, ["full"] = true },
            ["cores"] = 2,
            ["tags"] = new JsonArray("web"),
            ["description"] = "made from a template",
            ["ipconfig"] = new JsonObject { ["ipconfig0"] = "ip=192.0.2.9/24,gw=192.0.2.1" },
        };
        var call = SimulatedHome.Call(home.Vms, "web99", spec);

        var live = (await home.Vms.ReadAsync(await home.Vms.CreateAsync(call, Cancel), Cancel))!;

        Assert.Equal(call.Mark, live.Mark);
        Assert.Equal("made from a template", live.Spec.Text("description"));
        Assert.Equal("running", live.Spec.Text("state"));
        Assert.Null(SimulatedHome.Step(home.Vms, "web99", spec, live, spec));
    }

    [Fact]
    public async Task A_clone_that_broke_off_before_its_configuration_is_known_as_ours()
    {
        await using var home = await SimulatedHome.StartAsync();
        var template = (await home.Vms.ListAsync(Cancel)).First(row => row.Spec.Flag("template"));
        var spec = new JsonObject { ["node"] = template.Spec.Text("node"), ["vmid"] = 990, ["clone"] = new JsonObject { ["from"] = template.NaturalKey }, ["cores"] = 2 };
        var call = SimulatedHome.Call(home.Vms, "web99", spec);
        home.Simulator.Faults.FailNext(request => request.Path.Value!.EndsWith("/990/config", StringComparison.Ordinal) && !HttpMethods.IsGet(request.Method));
        await Assert.ThrowsAsync<PlatformException>(() => home.Vms.CreateAsync(call, Cancel));

        var live = (await home.Vms.FindAsync("990", Cancel))!;
        Assert.Equal(call.Mark, live.Mark);
        Assert.Null(live.Spec["description"]);
    }

    [Fact]
    public async Task A_password_is_written_and_never_read_back()
    {
        await using var home = await SimulatedHome.StartAsync();
        var spec = Spec("proxmox.vm");
        (spec["ciuser"], spec["cipassword"], spec["sshkeys"]) = ("admin", "hunter22-secret", new JsonArray("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl me@example.test"));
        spec["disks"]!["ide2"] = "local-lvm:cloudinit";
        ((JsonObject)spec["disks"]!)["ide2"] = new JsonObject { ["storage"] = Volume("proxmox.vm", spec).Text("storage"), ["file"] = "cloudinit" };
        var live = (await home.Vms.ReadAsync(await home.Vms.CreateAsync(SimulatedHome.Call(home.Vms, "web99", spec), Cancel), Cancel))!;
        Assert.DoesNotContain("hunter22", live.Spec.ToJsonString(), StringComparison.Ordinal);
        Assert.Null(live.Spec["cipassword"]);
        Assert.Equal(1, (live.Spec["sshkeys"] as JsonArray)?.Count);
    }

    [Fact]
    public async Task A_container_without_a_template_gets_the_newest_one_of_its_node()
    {
        await using var home = await SimulatedHome.StartAsync();
        var spec = new JsonObject { ["vmid"] = 990, ["node"] = "pve1", ["state"] = "stopped", ["network"] = new JsonObject { ["net0"] = new JsonObject { ["bridge"] = "vmbr0", ["ip"] = "dhcp" } } };
        var live = await home.Containers.ReadAsync(await home.Containers.CreateAsync(SimulatedHome.Call(home.Containers, "plain", spec), Cancel), Cancel);
        Assert.Equal("plain", live!.Name);
        Assert.Equal("stopped", live.Spec.Text("state"));
    }
}
