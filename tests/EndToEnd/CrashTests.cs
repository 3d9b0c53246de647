using System.Text.Json.Nodes;

namespace HomelabMcp.EndToEnd.Tests;

/// <summary>
/// <c>kill -9</c> in the middle of applying, on a real Docker Engine and on the Proxmox simulator in a process of its
/// own: nothing is lost and nothing is done twice.
/// </summary>
public sealed class CrashTests
{
    private const int Many = 6;

    private readonly string prefix = $"crash-{Guid.NewGuid():n}"[..12];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<int> Moments => [150, 600, 1500, 3000];

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task A_program_killed_while_applying_goes_on_after_a_restart_without_doing_anything_twice(int milliseconds)
    {
        using var engine = await Engine.RequireAsync(Cancel);
        await using var homelab = await OwnHomelab.CreateAsync(engine.Url, "apply", Cancel);
        using var proxmox = homelab.Proxmox();
        using var owner = await homelab.OwnerAsync(Cancel);
        try
        {
            await using (var first = homelab.Up())
            {
                await ReadyAsync(homelab);
                await WriteAsync(owner, proxmox);
                await Task.Delay(milliseconds, Cancel);
                await first.KillAsync();
            }

            await using var second = homelab.Up();
            await AllThereAsync(engine, proxmox);

            await EachOnceAsync(engine, proxmox);
        }
        finally
        {
            foreach (var index in Enumerable.Range(1, Many)) await engine.RemoveAsync($"{prefix}-{index}");
            await engine.RemoveAsync($"{prefix}-net");
        }
    }

    private static async Task ReadyAsync(OwnHomelab homelab)
    {
        using var http = new HttpClient { BaseAddress = homelab.Hub };
        await Eventually.HoldsAsync("the hub is ready", async () =>
        {
            try
            {
                using var answer = await http.GetAsync(new Uri("/readyz", UriKind.Relative), Cancel);
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, Cancel);
    }

    private async Task WriteAsync(Human owner, ProxmoxApi proxmox)
    {
        var template = await proxmox.TemplateAsync(Cancel);
        owner.Write("net.yaml", $"kind: docker.network\nname: {prefix}-net\nspec: {{ driver: bridge }}\n");
        foreach (var index in Enumerable.Range(1, Many))
        {
            owner.Write($"container-{index}.yaml", $"""
                kind: docker.container
                name: {prefix}-{index}
                spec:
                  image: homelab/busybox:1
                  command: [sleep, "3600"]
                  init: true
                dependsOn: [docker.network/{prefix}-net]

                """);
            owner.Write($"guest-{index}.yaml", $$"""
                kind: proxmox.container
                name: {{prefix}}-ct-{{index}}
                spec:
                  vmid: {{7000 + index}}
                  node: pve1
                  ostemplate: {{template}}
                  cores: 1
                  memory: 256
                  rootfs: "local-lvm:2"

                """);
        }

        await owner.PushAsync("Add many", Cancel);
    }

    private async Task AllThereAsync(Engine engine, ProxmoxApi proxmox)
    {
        await Eventually.HoldsAsync("every container and guest runs", async () =>
        {
            foreach (var index in Enumerable.Range(1, Many))
            {
                if (await engine.ContainerAsync($"{prefix}-{index}", Cancel) is not { } one || !one["State"]!["Running"]!.GetValue<bool>()) return false;
                if (await proxmox.GuestAsync($"{prefix}-ct-{index}", Cancel) is not { } guest || guest["status"]!.GetValue<string>() != "running") return false;
            }

            return true;
        }, Cancel, seconds: 150);
    }

    private async Task EachOnceAsync(Engine engine, ProxmoxApi proxmox)
    {
        Assert.Equal(Enumerable.Range(1, Many).Select(index => $"{prefix}-{index}"), await engine.NamesAsync(prefix, Cancel));
        Assert.Single(await engine.NetworksAsync($"{prefix}-net", Cancel));
        var guests = (await proxmox.GuestsAsync(Cancel)).Where(guest => guest["name"]!.GetValue<string>().StartsWith(prefix, StringComparison.Ordinal)).ToList();
        Assert.Equal(Many, guests.Count);
        foreach (JsonObject guest in guests)
            Assert.Equal(1, await proxmox.TasksAsync("vzcreate", guest["vmid"]!.GetValue<int>(), Cancel));
    }
}
