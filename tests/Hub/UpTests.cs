using System.Net;
using System.Security.Cryptography;
using System.Text;
using HomelabMcp.Hub.Demo;

namespace HomelabMcp.Hub.Tests;

/// <summary>An installation of one's own: no demo, its own configuration.</summary>
public sealed class UpTests
{
    [Fact]
    public async Task A_webhook_without_the_right_proof_is_refused_and_with_it_the_repository_is_looked_at()
    {
        using var folder = new TemporaryFolder("up-test");
        await WriteAsync(folder.Path, "repository: { url: repo.git, interval: 1h, webhookSecret: \"hook-secret-1\" }");
        await using var up = HomelabProcess.Start(folder.Path, "up", "--json");
        var hub = (string)System.Text.Json.Nodes.JsonNode.Parse(await up.LineAsync())!["hub"]!;
        using var http = new HttpClient();
        var body = Encoding.UTF8.GetBytes("{\"ref\":\"refs/heads/main\"}");
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData("hook-secret-1"u8, body));

        Assert.Equal(HttpStatusCode.Unauthorized, await HookAsync(http, hub, "github", body, null, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await HookAsync(http, hub, "github", body, "X-Hub-Signature-256", "sha256=" + new string('0', 64)));
        Assert.Equal(HttpStatusCode.Unauthorized, await HookAsync(http, hub, "gitlab", body, "X-Gitlab-Token", "hook-secret-2"));
        Assert.Equal(HttpStatusCode.NotFound, await HookAsync(http, hub, "nonsense", body, null, null));
        Assert.Equal(HttpStatusCode.Accepted, await HookAsync(http, hub, "github", body, "X-Hub-Signature-256", "sha256=" + signature));
        Assert.Equal(HttpStatusCode.Accepted, await HookAsync(http, hub, "gitea", body, "X-Gitea-Signature", signature));
        Assert.Equal(HttpStatusCode.Accepted, await HookAsync(http, hub, "gitlab", body, "X-Gitlab-Token", "hook-secret-1"));
        Assert.Equal(HttpStatusCode.Accepted, await HookAsync(http, hub, "git", body, "Authorization", "Bearer hook-secret-1"));
        Assert.Equal(0, (await up.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task Beyond_this_machine_the_hub_listens_only_with_auth()
    {
        using var folder = new TemporaryFolder("up-test");
        await WriteAsync(folder.Path, "repository: { url: repo.git }", "http://0.0.0.0:0");

        var run = await CommandRun.InAsync(folder.Path, new Dictionary<string, string>(), "up");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("hub.auth", run.Errors);
    }

    [Fact]
    public async Task Without_a_hub_a_command_looks_by_itself_and_writes_nothing_while_observing()
    {
        using var folder = new TemporaryFolder("up-test");
        await WriteAsync(folder.Path, "repository: { url: repo.git }");

        var status = await CommandRun.InAsync(folder.Path, new Dictionary<string, string>(), "status", "--json");
        var apply = await CommandRun.InAsync(folder.Path, new Dictionary<string, string>(), "apply");

        Assert.Equal(0, status.ExitCode);
        Assert.Equal("observe", (string)status.Json["reconcile"]!);
        Assert.Equal(1, apply.ExitCode);
        Assert.Contains("reconcile: apply", apply.Errors);
    }

    private static async Task WriteAsync(string folder, string repository, string listen = "http://127.0.0.1:0")
    {
        SampleRepository.Ensure(Path.Combine(folder, "repo.git"), static file => file is "README.md" or "policy.yaml");
        await File.WriteAllTextAsync(
            Path.Combine(folder, "homelab.yaml"),
            $"installation: test\ntargets: {{}}\n{repository}\nstore: sqlite:data/test.db\nhub: {{ listen: \"{listen}\" }}\n",
            TestContext.Current.CancellationToken);
    }

    private static async Task<HttpStatusCode> HookAsync(HttpClient http, string hub, string forge, byte[] body, string? header, string? value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{hub}/api/v1/webhooks/{forge}") { Content = new ByteArrayContent(body) };
        if (header is not null) request.Headers.TryAddWithoutValidation(header, value);
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
