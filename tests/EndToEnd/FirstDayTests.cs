using System.Text.Json.Nodes;

namespace HomelabMcp.EndToEnd.Tests;

/// <summary>What an owner does on the first day: look, import what is there, read the plan, approve, and have peace.</summary>
public sealed class FirstDayTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Importing_what_is_there_plans_adoptions_alone_and_ends_in_peace()
    {
        await using var sandbox = await SimulatedDocker.StartAsync(Cancel);
        await using var homelab = await OwnHomelab.CreateAsync(sandbox.Url, "observe", Cancel);
        using var proxmox = homelab.Proxmox();
        using var owner = await homelab.OwnerAsync(Cancel);
        var before = await WorldAsync(proxmox);

        await SucceedsAsync(homelab, owner, 0, "import", "pve");
        await SucceedsAsync(homelab, owner, 0, "import", "docker");
        await owner.PushAsync("What is there", Cancel);
        var planned = await SucceedsAsync(homelab, owner, 2, "plan", "--json");

        var plan = JsonNode.Parse(planned.Output)!.AsObject();
        Assert.True(plan["adopts"]!.GetValue<int>() > 40, planned.Output);
        Assert.All(new[] { "creates", "updates", "replaces", "deletes" }, count => Assert.Equal(0, plan[count]!.GetValue<int>()));
        Assert.Equal(before, await WorldAsync(proxmox));

        homelab.Configure("apply");
        await SucceedsAsync(homelab, owner, 2, "apply");
        await SucceedsAsync(homelab, owner, 0, "approvals", "approve", "--adoptions");
        await SucceedsAsync(homelab, owner, 0, "apply");
        await SucceedsAsync(homelab, owner, 0, "plan");
        await SucceedsAsync(homelab, owner, 0, "drift");
    }

    [Fact]
    public async Task An_import_may_come_as_a_proposal_and_leaves_the_clone_alone()
    {
        await using var sandbox = await SimulatedDocker.StartAsync(Cancel);
        await using var homelab = await OwnHomelab.CreateAsync(sandbox.Url, "observe", Cancel);
        using var owner = await homelab.OwnerAsync(Cancel);

        await SucceedsAsync(homelab, owner, 0, "import", "docker", "--kind", "docker.volume", "--propose");

        Assert.Empty(await owner.GitAsync(Cancel, "status", "--porcelain"));
        await owner.GitAsync(Cancel, "fetch", "--quiet", "origin");
        var branch = (await owner.GitAsync(Cancel, "branch", "--remotes", "--list", "origin/proposal/*")).Trim();
        Assert.StartsWith("origin/proposal/", branch, StringComparison.Ordinal);
        var files = await owner.GitAsync(Cancel, "diff", "--name-only", "HEAD", branch);
        Assert.All(files.Split('\n', StringSplitOptions.RemoveEmptyEntries), file => Assert.StartsWith("docker/volume/", file, StringComparison.Ordinal));
        Assert.NotEmpty(files);
    }

    private static async Task<Outcome> SucceedsAsync(OwnHomelab homelab, Human owner, int exitCode, params string[] arguments)
    {
        var outcome = await homelab.RunAsync(owner.Clone, Cancel, arguments);
        Assert.True(outcome.ExitCode == exitCode, $"homelab {string.Join(' ', arguments)} ended with {outcome.ExitCode}, not {exitCode}.\n{outcome.Error}\n{outcome.Output}");
        return outcome;
    }

    /// <summary>Every guest's configuration, so that a single write would show.</summary>
    private static async Task<string> WorldAsync(ProxmoxApi proxmox)
    {
        var world = new JsonObject();
        foreach (var guest in (await proxmox.GuestsAsync(Cancel)).OrderBy(guest => guest["vmid"]!.GetValue<int>()))
            world[$"{guest["vmid"]}"] = (await proxmox.ConfigAsync(guest, Cancel))["digest"]!.GetValue<string>();
        return world.ToJsonString();
    }
}
