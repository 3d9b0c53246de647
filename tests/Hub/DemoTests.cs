using System.Text.Json.Nodes;
using HomelabMcp.Hub.Commands;
using HomelabMcp.Hub.Demo;

namespace HomelabMcp.Hub.Tests;

public sealed class DemoTests(DemoFixture demo)
{
    [Fact]
    public void The_answer_has_the_shape_of_the_contract()
    {
        var reply = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(demo.Reply, Terminal.JsonStyle))!.AsObject();

        Assert.Equal(["hub", "dashboard", "mcp", "config", "repository", "tokens", "targets"], reply.Select(field => field.Key));
        Assert.Equal(["viewer", "assistant", "operator", "reviewer", "admin"], reply["tokens"]!.AsObject().Select(token => token.Key));
        Assert.Equal(Platforms.All.Select(platform => platform.Name).Where(SimulatedSystems.Names.Contains).Order(StringComparer.Ordinal),
            reply["targets"]!.AsObject().Select(target => target.Key).Order(StringComparer.Ordinal));
        Assert.Equal($"{reply["hub"]}/", (string)reply["dashboard"]!);
        Assert.Equal($"{reply["hub"]}/mcp", (string)reply["mcp"]!);
    }

    [Fact]
    public async Task The_first_run_needs_no_approval_and_leaves_everything_as_Git_says()
    {
        var status = await CommandRun.OfAsync("status", "--json", "--config", demo.Reply.Config);

        Assert.Equal(0, status.ExitCode);
        Assert.Equal(0, (int)status.Json["waitingApprovals"]!);
        Assert.Equal(0, (int)status.Json["pendingSteps"]!);
        Assert.Equal("done", (string)status.Json["lastRun"]!["state"]!);
        var manifests = Directory.EnumerateFiles(SampleRepository.Folder, "*.yaml", SearchOption.AllDirectories).Count(file => Path.GetFileName(file) is not "policy.yaml");
        Assert.Equal(manifests, (int)status.Json["resources"]!["synced"]!);
    }

    [Fact]
    public void The_repository_is_an_ordinary_bare_one_with_the_same_first_commit_everywhere()
    {
        using var folder = new TemporaryFolder("sample");
        var again = Path.Combine(folder.Path, "again.git");
        SampleRepository.Ensure(again, static _ => true);

        using var first = new LibGit2Sharp.Repository(demo.Reply.Repository);
        using var second = new LibGit2Sharp.Repository(again);

        Assert.True(first.Info.IsBare);
        Assert.Equal("refs/heads/main", first.Head.CanonicalName);
        Assert.Equal(second.Head.Tip.Sha, first.Branches["main"].Tip.Sha);
    }

    [Fact]
    public async Task The_sample_is_valid()
    {
        var run = await CommandRun.OfAsync("validate", SampleRepository.Folder, "--json", "--config", demo.Reply.Config);

        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Json["faults"]!.AsArray());
    }

    [Fact]
    public async Task Doctor_finds_everything_well()
    {
        var run = await CommandRun.OfAsync("doctor", "--json", "--config", demo.Reply.Config);

        Assert.Equal("[]", new JsonArray([.. run.Json["checks"]!.AsArray().Where(check => !(bool)check!["ok"]!).Select(check => check!.DeepClone())]).ToJsonString());
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public void Only_the_user_can_read_what_holds_tokens()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("File modes are a matter of Unix.");
            return;
        }

        var folder = Path.GetDirectoryName(demo.Reply.Config)!;
        foreach (var file in (string[])["admin-token", "demo.json", "homelab.yaml", "homelab.db"])
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, file)));
    }
}
