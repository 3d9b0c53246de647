using System.Net;

using HomelabMcp.Simulation.Proxmox;

namespace HomelabMcp.Simulation.Tests.Proxmox;

/// <summary>What a reconciler does to guests: create, change, snapshot, back up, delete, restore.</summary>
public sealed class LifecycleTests : IAsyncLifetime
{
    private SimulatedProxmox _simulator = null!;
    private PveClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _simulator = await SimulatedProxmox.StartAsync(new ProxmoxSimulationOptions { TaskDuration = TimeSpan.FromMilliseconds(5) }, TestContext.Current.CancellationToken);
        _client = new PveClient(_simulator);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _simulator.DisposeAsync();
    }

    private Task<string> CreateContainerAsync(int id = 120) => _client.RunAsync(HttpMethod.Post, "nodes/pve1/lxc",
        ("vmid", $"{id}"), ("hostname", "web01"), ("ostemplate", "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst"), ("rootfs", "local-lvm:8"),
        ("net0", "name=eth0,bridge=vmbr0,ip=10.20.20.120/24"), ("memory", "1024"), ("unprivileged", "1"), ("tags", "Web;app"), ("description", "one\n\nmarker"));

    [Fact]
    public async Task A_container_is_created_with_what_the_server_chooses()
    {
        Assert.Equal("OK", await CreateContainerAsync());
        var config = (await _client.GetAsync("nodes/pve1/lxc/120/config"))!;
        Assert.Equal("local-lvm:vm-120-disk-0,size=8G", (string)config["rootfs"]!);
        Assert.Matches("^name=eth0,bridge=vmbr0,hwaddr=BC:24:11(:[0-9A-F]{2}){3},ip=10.20.20.120/24,type=veth$", (string)config["net0"]!);
        Assert.Equal("app;web", (string)config["tags"]!);
        Assert.Equal("one\n\nmarker\n", (string)config["description"]!);
        Assert.Equal(1024, (int)config["memory"]!);
        Assert.Equal("debian", (string)config["ostype"]!);
        Assert.Null(config["lock"]);
    }

    [Fact]
    public async Task A_vm_is_created_with_disks_card_and_boot_order()
    {
        Assert.Equal("OK", await _client.RunAsync(HttpMethod.Post, "nodes/pve2/qemu", ("vmid", "121"), ("name", "app"), ("memory", "2048"), ("scsi0", "local-lvm:32,ssd=1"), ("efidisk0", "local-lvm:1,efitype=4m"), ("ide2", "local-lvm:cloudinit"), ("net0", "virtio,bridge=vmbr0"), ("pool", "lab"), ("start", "1")));
        var config = (await _client.GetAsync("nodes/pve2/qemu/121/config"))!;
        Assert.Equal("local-lvm:vm-121-disk-1,size=32G,ssd=1", (string)config["scsi0"]!);
        Assert.Equal("local-lvm:vm-121-disk-0,efitype=4m,size=528K", (string)config["efidisk0"]!);
        Assert.Equal("local-lvm:vm-121-cloudinit,media=cdrom", (string)config["ide2"]!);
        Assert.Equal("order=scsi0;net0", (string)config["boot"]!);
        Assert.Equal("2048", (string)config["memory"]!);
        Assert.Equal("running", (string)(await _client.GetAsync("nodes/pve2/qemu/121/status/current"))!["status"]!);
        Assert.Contains("121", (await _client.GetAsync("pools?poolid=lab"))!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_creation_leaves_nothing_behind()
    {
        var exit = await _client.RunAsync(HttpMethod.Post, "nodes/pve1/lxc", ("vmid", "120"), ("ostemplate", "local:vztmpl/nope.tar.zst"), ("rootfs", "local-lvm:8"));
        Assert.Equal("unable to create CT 120 - volume 'local:vztmpl/nope.tar.zst' does not exist", exit);
        Assert.Equal(500, (await _client.SendAsync(HttpMethod.Get, "nodes/pve1/lxc/120/config")).Status);
        Assert.DoesNotContain("vm-120", (await _client.GetAsync("nodes/pve1/storage/local-lvm/content"))!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guest_is_locked_while_a_task_works_on_it()
    {
        await using var slow = await SimulatedProxmox.StartAsync(new ProxmoxSimulationOptions { TaskDuration = TimeSpan.FromMinutes(1) }, TestContext.Current.CancellationToken);
        using var client = new PveClient(slow);
        await client.DataAsync(HttpMethod.Post, "nodes/pve1/vzdump", ("vmid", "100"), ("storage", "pbs"));
        Assert.Equal("backup", (string)(await client.GetAsync("nodes/pve1/lxc/100/config"))!["lock"]!);
        var (status, reason, _) = await client.SendAsync(HttpMethod.Put, "nodes/pve1/lxc/100/config", ("cores", "2"));
        Assert.Equal((500, "CT is locked (backup)"), (status, reason));
    }

    [Fact]
    public async Task A_stopped_task_gives_its_lock_back()
    {
        await using var slow = await SimulatedProxmox.StartAsync(new ProxmoxSimulationOptions { TaskDuration = TimeSpan.FromMinutes(1) }, TestContext.Current.CancellationToken);
        using var client = new PveClient(slow);
        var upid = (string)(await client.DataAsync(HttpMethod.Post, "nodes/pve1/vzdump", ("vmid", "100"), ("storage", "pbs")))!;
        await client.DataAsync(HttpMethod.Delete, $"nodes/pve1/tasks/{upid}");
        Assert.Equal("unexpected status", await client.EndAsync(upid));
        Assert.Null((await client.GetAsync("nodes/pve1/lxc/100/config"))!["lock"]);
    }

    [Fact]
    public async Task Each_change_changes_the_digest_and_a_stale_one_is_refused()
    {
        var before = (string)(await _client.GetAsync("nodes/pve1/lxc/102/config"))!["digest"]!;
        await _client.DataAsync(HttpMethod.Put, "nodes/pve1/lxc/102/config", ("description", "new"), ("digest", before));
        Assert.NotEqual(before, (string)(await _client.GetAsync("nodes/pve1/lxc/102/config"))!["digest"]!);
        var (status, reason, _) = await _client.SendAsync(HttpMethod.Put, "nodes/pve1/lxc/102/config", ("description", "newer"), ("digest", before));
        Assert.Equal((500, "detected modified configuration - file changed by other user? Try again."), (status, reason));
    }

    [Fact]
    public async Task Cores_of_a_running_vm_wait_for_its_next_start()
    {
        await _client.DataAsync(HttpMethod.Put, "nodes/pve1/qemu/109/config", ("cores", "6"), ("tags", "x"));
        Assert.Equal(4, (int)(await _client.GetAsync("nodes/pve1/qemu/109/config?current=1"))!["cores"]!);
        Assert.Equal(6, (int)(await _client.GetAsync("nodes/pve1/qemu/109/config"))!["cores"]!);
        Assert.Equal("x", (string)(await _client.GetAsync("nodes/pve1/qemu/109/config?current=1"))!["tags"]!);
        Assert.Equal("OK", await _client.RunAsync(HttpMethod.Post, "nodes/pve1/qemu/109/status/reboot"));
        Assert.Equal(6, (int)(await _client.GetAsync("nodes/pve1/qemu/109/config?current=1"))!["cores"]!);
    }

    [Fact]
    public async Task A_pending_change_can_be_reverted()
    {
        await _client.DataAsync(HttpMethod.Put, "nodes/pve1/qemu/109/config", ("cores", "6"));
        await _client.DataAsync(HttpMethod.Put, "nodes/pve1/qemu/109/config", ("revert", "cores"));
        Assert.Equal(4, (int)(await _client.GetAsync("nodes/pve1/qemu/109/config"))!["cores"]!);
    }

    [Fact]
    public async Task A_deleted_disk_stays_as_unused_until_that_is_deleted_too()
    {
        await _client.RunAsync(HttpMethod.Post, "nodes/pve1/qemu", ("vmid", "122"), ("scsi0", "local-lvm:4"));
        await _client.DataAsync(HttpMethod.Put, "nodes/pve1/qemu/122/config", ("delete", "scsi0"));
        Assert.Equal("local-lvm:vm-122-disk-0", (string)(await _client.GetAsync("nodes/pve1/qemu/122/config"))!["unused0"]!);
        await _client.DataAsync(HttpMethod.Put, "nodes/pve1/qemu/122/config", ("delete", "unused0"));
        Assert.Empty((await _client.GetAsync("nodes/pve1/storage/local-lvm/content?vmid=122"))!.AsArray());
    }

    [Fact]
    public async Task A_backup_restores_what_was_deleted()
    {
        await CreateContainerAsync();
        Assert.Equal("OK", await _client.RunAsync(HttpMethod.Post, "nodes/pve1/vzdump", ("vmid", "120"), ("storage", "nas"), ("mode", "snapshot"), ("compress", "zstd"), ("notes-template", "{{guestname}} before")));
        var backup = Assert.Single((await _client.GetAsync("nodes/pve1/storage/nas/content?content=backup&vmid=120"))!.AsArray())!;
        Assert.Equal("web01 before", (string)backup["notes"]!);
        Assert.EndsWith(".tar.zst", (string)backup["volid"]!, StringComparison.Ordinal);
        Assert.Equal("OK", await _client.RunAsync(HttpMethod.Delete, "nodes/pve1/lxc/120?purge=1"));
        Assert.Equal("OK", await _client.RunAsync(HttpMethod.Post, "nodes/pve1/lxc", ("vmid", "125"), ("ostemplate", (string)backup["volid"]!), ("restore", "1"), ("storage", "local-lvm")));
        var config = (await _client.GetAsync("nodes/pve1/lxc/125/config"))!;
        Assert.Equal("web01", (string)config["hostname"]!);
        Assert.Equal("local-lvm:vm-125-disk-0,size=8G", (string)config["rootfs"]!);
    }

    [Fact]
    public async Task A_snapshot_brings_the_old_configuration_back()
    {
        Assert.Equal("OK", await _client.RunAsync(HttpMethod.Post, "nodes/pve1/lxc/111/snapshot", ("snapname", "before")));
        await _client.DataAsync(HttpMethod.Put, "nodes/pve1/lxc/111/config", ("memory", "2048"));
        Assert.Equal("OK", await _client.RunAsync(HttpMethod.Post, "nodes/pve1/lxc/111/snapshot/before/rollback"));
        Assert.Equal(512, (int)(await _client.GetAsync("nodes/pve1/lxc/111/config"))!["memory"]!);
        Assert.Equal("OK", await _client.RunAsync(HttpMethod.Delete, "nodes/pve1/lxc/111/snapshot/before"));
        Assert.Single((await _client.GetAsync("nodes/pve1/lxc/111/snapshot"))!.AsArray());
    }

    [Fact]
    public async Task A_template_is_cloned_linked_and_kept_while_the_clone_lives()
    {
        Assert.Equal("OK", await _client.RunAsync(HttpMethod.Post, "nodes/pve1/qemu/190/clone", ("newid", "123"), ("name", "fromtemplate")));
        Assert.StartsWith("local-lvm:base-190-disk-0/vm-123-disk-0", (string)(await _client.GetAsync("nodes/pve1/qemu/123/config"))!["scsi0"]!, StringComparison.Ordinal);
        Assert.Equal("base volume 'local-lvm:base-190-disk-0' is still in use by linked cloned", await _client.RunAsync(HttpMethod.Delete, "nodes/pve1/qemu/190"));
    }

    [Fact]
    public async Task A_stopped_guest_moves_to_another_node_with_its_disk()
    {
        Assert.Equal("OK", await _client.RunAsync(HttpMethod.Post, "nodes/pve1/qemu/152/migrate", ("target", "pve2")));
        Assert.NotNull(await _client.GetAsync("nodes/pve2/qemu/152/config"));
        Assert.Equal(500, (await _client.SendAsync(HttpMethod.Get, "nodes/pve1/qemu/152/config")).Status);
        Assert.NotEmpty((await _client.GetAsync("nodes/pve2/storage/local-lvm/content?vmid=152"))!.AsArray());
    }

    [Fact]
    public async Task A_deleted_container_frees_its_id_pool_and_volume()
    {
        Assert.Equal("OK", await _client.RunAsync(HttpMethod.Delete, "nodes/pve3/lxc/154"));
        Assert.DoesNotContain("\"vmid\":154", (await _client.GetAsync("cluster/resources"))!.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("154", (await _client.GetAsync("pools?poolid=lab"))!.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty((await _client.GetAsync("nodes/pve3/storage/local-zfs/content?vmid=154"))!.AsArray());
    }
}
