using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HomelabMcp.Hub.Demo;
using LibGit2Sharp;

namespace HomelabMcp.Hub.Tests;

/// <summary>What changes a home: each test has one of its own.</summary>
public sealed class LivingHomeTests : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new("living-tests");
    private DemoHome? home;

    private DemoReply Reply => home!.Reply;

    public async ValueTask InitializeAsync() =>
        home = await DemoHome.StartAsync(new(folder.Path, 0, null), static _ => { }, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (home is not null) await home.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_proposal_is_read_discussed_merged_by_a_reviewer_and_carried_out()
    {
        using var assistant = Client("assistant");
        using var reviewer = Client("reviewer");
        var proposed = await PostAsync(assistant, "/api/v1/proposals", Whoami("Give whoami a twin", "twin"));
        var id = (string)proposed["proposal"]!;
        Assert.Equal(1, (int)proposed["plan"]!["creates"]!);
        Assert.Equal($"{Reply.Hub}/proposals/{id}", (string)proposed["url"]!);

        await PostAsync(assistant, $"/api/v1/proposals/{id}/comment", new { comment = "for the tests" });
        using (var refused = await assistant.PostAsync($"/api/v1/proposals/{id}/merge", null, TestContext.Current.CancellationToken))
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using (var stale = await reviewer.PostAsJsonAsync($"/api/v1/proposals/{id}/merge", new { planHash = new string('0', 64) }, TestContext.Current.CancellationToken))
            Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        var page = await reviewer.GetStringAsync($"/proposals/{id}", TestContext.Current.CancellationToken);
        Assert.Contains("Give whoami a twin", page);
        Assert.Contains("<span class=\"add\">", page);
        Assert.Contains("value=\"merge\"", page);
        var merged = await PostAsync(reviewer, $"/api/v1/proposals/{id}/merge", new { comment = "fine" });

        Assert.Equal("merged", (string)merged["state"]!);
        Assert.Equal(["comment", "approve", "merge"], merged["notes"]!.AsArray().Select(note => (string)note!["kind"]!));
        await UntilSyncedAsync(reviewer, "docker.container/twin");
        using (var closed = await reviewer.PostAsync($"/api/v1/proposals/{id}/approve", null, TestContext.Current.CancellationToken))
            Assert.Equal(HttpStatusCode.Conflict, closed.StatusCode);
    }

    [Fact]
    public async Task A_bad_manifest_is_refused_whole_with_file_line_and_field()
    {
        using var assistant = Client("assistant");
        using var answer = await assistant.PostAsJsonAsync("/api/v1/proposals", new
        {
            title = "Bad",
            why = "test",
            changes = new[] { new { op = "upsert", manifest = "kind: docker.container\nname: bad\nspec:\n  imag: nginx:1.27\n" } },
        }, TestContext.Current.CancellationToken);
        var problem = (JsonObject)JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("image", (string)problem["detail"]!);
        Assert.NotEmpty(problem["faults"]!.AsArray());
        using var repository = new LibGit2Sharp.Repository(Reply.Repository);
        Assert.Equal(["main"], repository.Branches.Select(branch => branch.FriendlyName));
    }

    [Fact]
    public async Task What_holds_state_waits_for_a_reviewer_by_name_and_a_push_does_not_approve_it()
    {
        using var reviewer = Client("reviewer");
        Push("Retire ntp01 and whoami", tree => tree.Remove("proxmox/container/ntp01.yaml").Remove("docker/container/whoami.yaml"));
        // The container that depends on it goes on; only its dependency is dropped.
        Push("Let status01 stand alone", tree => Replace(tree, "proxmox/container/status01.yaml", ", proxmox.container/ntp01", ""));

        var waiting = await UntilAsync(reviewer, "/api/v1/approvals", approvals => approvals["items"]!.AsArray().Any(item => (string)item!["name"]! == "ntp01"));
        var approval = waiting["items"]!.AsArray().Single(item => (string)item!["name"]! == "ntp01")!.AsObject();
        foreach (var field in (string[])["id", "kind", "name", "target", "operation", "why", "backup", "planHash", "since"]) Assert.Contains(field, approval.Select(pair => pair.Key));
        Assert.Equal("delete", (string)approval["operation"]!);
        await UntilAsync(reviewer, "/api/v1/resources?state=synced&limit=1000", resources => resources["items"]!.AsArray().All(item => (string)item!["name"]! != "whoami"));
        var apply = await CommandRun.OfAsync("apply", "--json", "--config", Reply.Config);
        Assert.Equal(2, apply.ExitCode);

        var approved = await CommandRun.OfAsync("approvals", "approve", (string)approval["id"]!, "--comment", "retired", "--json", "--config", Reply.Config);
        Assert.Equal(0, approved.ExitCode);
        await UntilAsync(reviewer, "/api/v1/resources?kind=proxmox.container&limit=1000", resources => resources["items"]!.AsArray().All(item => (string)item!["name"]! != "ntp01"));
        using var gone = await reviewer.GetAsync("/api/v1/resources/proxmox.container/ntp01", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        await UntilAsync(reviewer, "/api/v1/approvals", approvals => approvals["items"]!.AsArray().Count == 0);
        Assert.Equal(0, (await CommandRun.OfAsync("plan", "--config", Reply.Config)).ExitCode);
    }

    [Fact]
    public async Task Plan_and_drift_say_by_their_exit_codes_what_there_is()
    {
        Assert.Equal(0, (await CommandRun.OfAsync("drift", "--json", "--config", Reply.Config)).ExitCode);
        Assert.Equal(0, (await CommandRun.OfAsync("plan", "--json", "--config", Reply.Config)).ExitCode);
        Push("More memory", tree => Replace(tree, "docker/container/whoami.yaml", "64m", "96m"), "refs/heads/more-memory");

        var plan = await CommandRun.OfAsync("plan", "more-memory", "--json", "--config", Reply.Config);
        var wrong = await CommandRun.OfAsync("plan", "nonsense", "--json", "--config", Reply.Config);

        Assert.Equal(2, plan.ExitCode);
        Assert.Equal(1, (int)plan.Json["updates"]!);
        Assert.Equal(1, wrong.ExitCode);
        Assert.Empty(wrong.Output);

        Assert.Equal(0, (await CommandRun.OfAsync("pause", "looking at drift", "--config", Reply.Config)).ExitCode);
        using (var engine = new HttpClient { BaseAddress = new Uri(Reply.Targets["docker"]) })
        using (var stopped = await engine.PostAsync("/containers/whoami/stop", null, TestContext.Current.CancellationToken))
            Assert.Equal(HttpStatusCode.NoContent, stopped.StatusCode);
        var drift = await CommandRun.OfAsync("drift", "--json", "--config", Reply.Config);
        Assert.Equal(2, drift.ExitCode);
        Assert.Equal("whoami", (string)drift.Json["items"]![0]!["name"]!);
        Assert.Equal(0, (await CommandRun.OfAsync("resume", "--config", Reply.Config)).ExitCode);
        using var viewer = Client("viewer");
        await UntilSyncedAsync(viewer, "docker.container/whoami");
    }

    [Fact]
    public async Task An_import_writes_adoptions_alone_and_nothing_twice()
    {
        var clone = Path.Combine(folder.Path, "clone");
        LibGit2Sharp.Repository.Clone(Reply.Repository, clone);
        var first = await CommandRun.InAsync(clone, new Dictionary<string, string>(), "import", "pve", "--name", "dns*", "--json", "--config", Reply.Config);
        var second = await CommandRun.InAsync(clone, new Dictionary<string, string>(), "import", "pve", "--name", "dns*", "--json", "--config", Reply.Config);

        Assert.Equal(0, first.ExitCode);
        Assert.Equal(["proxmox/container/dns01.yaml", "proxmox/container/dns02.yaml"], first.Json["written"]!.AsArray().Select(item => (string)item!["file"]!));
        Assert.Empty(second.Json["written"]!.AsArray());
        Assert.Contains("adopt: true", await File.ReadAllTextAsync(Path.Combine(clone, "proxmox/container/dns01.yaml"), TestContext.Current.CancellationToken));

        using var repository = new LibGit2Sharp.Repository(clone);
        LibGit2Sharp.Commands.Stage(repository, "*");
        var author = new Signature("tester", "tester@localhost", DateTimeOffset.UtcNow);
        repository.Commit("Adopt the resolvers", author, author);
        repository.Network.Push(repository.Network.Remotes["origin"], "refs/heads/main:refs/heads/adopt", new PushOptions());
        var plan = await CommandRun.OfAsync("plan", "adopt", "--json", "--config", Reply.Config);

        Assert.Equal(2, plan.ExitCode);
        Assert.Equal(2, (int)plan.Json["adopts"]!);
        Assert.Equal([0, 0, 0, 0], ((string[])["creates", "updates", "replaces", "deletes"]).Select(count => (int)plan.Json[count]!));
    }

    [Fact]
    public async Task A_revoked_token_ends_at_once()
    {
        var made = await CommandRun.OfAsync("token", "create", "guest", "--role", "viewer", "--json", "--config", Reply.Config);
        using var guest = new HttpClient { BaseAddress = new Uri(Reply.Hub) };
        guest.DefaultRequestHeaders.Authorization = new("Bearer", (string)made.Json["token"]!);
        using (var before = await guest.GetAsync("/api/v1/status", TestContext.Current.CancellationToken)) Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        Assert.Equal(0, (await CommandRun.OfAsync("token", "revoke", "guest", "--config", Reply.Config)).ExitCode);

        using var after = await guest.GetAsync("/api/v1/status", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        Assert.Equal(1, (await CommandRun.InAsync(folder.Path, new Dictionary<string, string> { ["HOMELAB_TOKEN"] = Reply.Tokens["viewer"] }, "token", "list", "--config", Reply.Config)).ExitCode);
    }

    private static object Whoami(string title, string name) => new
    {
        title,
        why = "test",
        changes = new[] { new { op = "upsert", manifest = $"kind: docker.container\nname: {name}\nspec:\n  image: traefik/whoami:v1.10\n  state: running\n" } },
    };

    private HttpClient Client(string role)
    {
        var http = new HttpClient { BaseAddress = new Uri(Reply.Hub) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Reply.Tokens[role]);
        return http;
    }

    private static async Task<JsonObject> PostAsync(HttpClient http, string path, object body)
    {
        using var answer = await http.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, text);
        return (JsonObject)JsonNode.Parse(text)!;
    }

    private static Task<JsonObject> UntilSyncedAsync(HttpClient http, string resource) =>
        UntilAsync(http, $"/api/v1/resources/{resource}", found => (string?)found["state"] is "synced");

    private static async Task<JsonObject> UntilAsync(HttpClient http, string path, Func<JsonObject, bool> holds)
    {
        var last = "";
        for (var patience = 0; patience < 300; patience++)
        {
            using var answer = await http.GetAsync(path, TestContext.Current.CancellationToken);
            last = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            if (answer.IsSuccessStatusCode && JsonNode.Parse(last) is JsonObject found && holds(found)) return found;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        throw new Xunit.Sdk.XunitException($"{path} did not become as expected; it says {last}");
    }

    private void Push(string message, Func<TreeDefinition, TreeDefinition> change, string branch = "refs/heads/main")
    {
        using var repository = new LibGit2Sharp.Repository(Reply.Repository);
        var tip = repository.Branches["main"].Tip;
        var author = new Signature("ana", "ana@localhost", DateTimeOffset.UtcNow);
        using var stream = new MemoryStream();
        var tree = repository.ObjectDatabase.CreateTree(change(TreeDefinition.From(tip)));
        var commit = repository.ObjectDatabase.CreateCommit(author, author, message, tree, [tip], prettifyMessage: true);
        if (repository.Refs[branch] is { } known) repository.Refs.UpdateTarget(known, commit.Id);
        else repository.Refs.Add(branch, commit.Id);
    }

    private TreeDefinition Replace(TreeDefinition tree, string path, string from, string to)
    {
        using var repository = new LibGit2Sharp.Repository(Reply.Repository);
        var text = repository.Branches["main"].Tip[path].Target.Peel<Blob>().GetContentText().Replace(from, to, StringComparison.Ordinal);
        using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        return tree.Add(path, repository.ObjectDatabase.CreateBlob(content), Mode.NonExecutableFile);
    }
}
