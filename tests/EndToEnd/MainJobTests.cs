using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace HomelabMcp.EndToEnd.Tests;

/// <summary>
/// The whole line: an assistant proposes over MCP, a human merges with plain git, both systems follow, drift shows, and
/// what Git no longer wants goes the way that suits it.
/// </summary>
public sealed class MainJobTests
{
    /// <summary>What the demo's sample makes on a real engine.</summary>
    private const string SampleVolume = "portal-cache";

    private readonly string container = $"e2e-{Guid.NewGuid():n}"[..16];
    private readonly string guest = $"e2e-ct-{Guid.NewGuid():n}"[..16];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_proposal_becomes_live_drifts_is_shown_and_goes_again()
    {
        using var engine = await Engine.RequireAsync(Cancel);
        // A mark of an earlier demo on the engine would make this a lost store, under which nothing is healed unasked.
        await engine.RemoveAsync(SampleVolume);
        await using var demo = await RunningDemo.StartAsync(Cancel, null, "--docker", engine.Url);
        using var proxmox = demo.Proxmox();
        using var human = await Human.CloneAsync(demo.Repository, Cancel);
        try
        {
            var branch = await ProposeAsync(demo, proxmox);
            Assert.Null(await engine.ContainerAsync(container, Cancel));
            Assert.Null(await proxmox.GuestAsync(guest, Cancel));

            await human.MergeAsync(branch, Cancel);
            await BothExistAsync(engine, proxmox);

            var live = (await proxmox.GuestAsync(guest, Cancel))!;
            await DriftShowsAndIsHealedAsync(demo, proxmox, live);

            human.Delete(human.Find($"{container}.yaml"));
            await human.PushAsync("Remove the container", Cancel);
            await Eventually.HoldsAsync("the container is pruned", async () => await engine.ContainerAsync(container, Cancel) is null, Cancel);

            await GuestGoesOnlyAfterApprovalAsync(demo, proxmox, human, live["vmid"]!.GetValue<int>());
        }
        finally
        {
            await engine.RemoveAsync(container);
            await engine.RemoveAsync(SampleVolume);
        }
    }

    private async Task<string> ProposeAsync(RunningDemo demo, ProxmoxApi proxmox)
    {
        await using var client = await demo.McpAsync("assistant", "/mcp", Cancel);
        var reply = await client.CallToolAsync("gitops_propose", new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["title"] = "Add a container and a guest",
            ["why"] = "The end-to-end test wants them.",
            ["changes"] = new JsonArray(
                new JsonObject { ["op"] = "upsert", ["manifest"] = DockerManifest() },
                new JsonObject { ["op"] = "upsert", ["manifest"] = GuestManifest(await proxmox.TemplateAsync(Cancel)) }),
        }, cancellationToken: Cancel);

        Assert.True(reply.IsError is not true, Text(reply));
        var answer = reply.StructuredContent!.Value;
        Assert.Matches("^[a-z0-9-]+$", answer.GetProperty("proposal").GetString());
        Assert.Equal(2, answer.GetProperty("plan").GetProperty("creates").GetInt32());
        Assert.Equal(0, answer.GetProperty("plan").GetProperty("deletes").GetInt32());
        return answer.GetProperty("branch").GetString()!;
    }

    private string DockerManifest() => $"""
        kind: docker.container
        name: {container}
        spec:
          image: homelab/busybox:1
          command: [sleep, "3600"]
          init: true
          restart: unless-stopped
        """;

    private string GuestManifest(string template) => $$"""
        kind: proxmox.container
        name: {{guest}}
        spec:
          node: pve1
          ostemplate: {{template}}
          cores: 1
          memory: 512
          rootfs: "local-lvm:4"
          network: { net0: { bridge: vmbr0, ip: dhcp } }
        """;

    private async Task BothExistAsync(Engine engine, ProxmoxApi proxmox)
    {
        var made = await Eventually.Async("the container runs", async () =>
            await engine.ContainerAsync(container, Cancel) is { } one && one["State"]!["Running"]!.GetValue<bool>() ? one : null, Cancel);
        Assert.Equal("unless-stopped", made["HostConfig"]!["RestartPolicy"]!["Name"]!.GetValue<string>());

        var there = await Eventually.Async("the guest runs", async () =>
            await proxmox.GuestAsync(guest, Cancel) is { } one && one["status"]!.GetValue<string>() == "running" ? one : null, Cancel);
        var config = await proxmox.ConfigAsync(there, Cancel);
        Assert.Equal(512, config["memory"]!.GetValue<int>());
        Assert.Contains("hl.", config["tags"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    // Paused, so that the drift stands still long enough to be looked at.
    private async Task DriftShowsAndIsHealedAsync(RunningDemo demo, ProxmoxApi proxmox, JsonObject live)
    {
        await CommandAsync(demo, "pause");
        await proxmox.SetAsync(live, "memory", "768", Cancel);
        using var rest = demo.Rest("operator");
        await using var client = await demo.McpAsync("assistant", "/mcp/gitops", Cancel);
        await Eventually.HoldsAsync("drift is shown", async () =>
        {
            using var sync = await rest.PostAsync(new Uri("sync", UriKind.Relative), null, Cancel);
            var drift = await client.CallToolAsync("gitops_drift", new Dictionary<string, object?>(StringComparer.Ordinal), cancellationToken: Cancel);
            return Text(drift).Contains(guest, StringComparison.Ordinal);
        }, Cancel);
        Assert.Equal("drifted", (await demo.ResourceAsync("proxmox.container", guest, Cancel))!["state"]!.GetValue<string>());

        await CommandAsync(demo, "resume");
        await Eventually.HoldsAsync("the drift is healed", async () =>
            (await proxmox.ConfigAsync(live, Cancel))["memory"]!.GetValue<int>() == 512, Cancel);
    }

    private static async Task CommandAsync(RunningDemo demo, string command)
    {
        var outcome = await HomelabProcess.RunAsync(demo.Data, null, Cancel, command, "--config", demo.Config);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
    }

    private async Task GuestGoesOnlyAfterApprovalAsync(RunningDemo demo, ProxmoxApi proxmox, Human human, int vmid)
    {
        human.Delete(human.Find($"{guest}.yaml"));
        await human.PushAsync("Remove the guest", Cancel);
        using var reviewer = demo.Rest("reviewer");
        var waiting = await Eventually.Async("the delete waits for a reviewer", async () =>
            (await reviewer.GetFromJsonAsync<JsonObject>(new Uri("approvals", UriKind.Relative), Cancel))!["items"]!.AsArray()
                .Select(one => one!.AsObject())
                .FirstOrDefault(one => one["name"]!.GetValue<string>() == guest && one["operation"]!.GetValue<string>() == "delete"), Cancel);
        Assert.NotNull(await proxmox.GuestAsync(guest, Cancel));
        Assert.NotNull(waiting["backup"]);

        using var assistant = demo.Rest("assistant");
        var approve = new Uri($"approvals/{waiting["id"]!.GetValue<string>()}/approve", UriKind.Relative);
        using var refused = await assistant.PostAsJsonAsync(approve, new { }, Cancel);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, refused.StatusCode);

        using var approved = await reviewer.PostAsJsonAsync(approve, new { comment = "It was only a test." }, Cancel);
        approved.EnsureSuccessStatusCode();
        await Eventually.HoldsAsync("the guest is pruned", async () => await proxmox.GuestAsync(guest, Cancel) is null, Cancel);
        Assert.NotEmpty(await proxmox.BackupsAsync(vmid, Cancel));
    }

    private static string Text(CallToolResult reply) =>
        reply.StructuredContent is { } structured ? structured.GetRawText() : string.Join('\n', reply.Content.OfType<TextContentBlock>().Select(block => block.Text));
}
