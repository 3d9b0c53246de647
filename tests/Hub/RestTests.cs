using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace HomelabMcp.Hub.Tests;

public sealed class RestTests(DemoFixture demo)
{
    public static TheoryData<string, string, string> Routes => new()
    {
        { "GET", "/api/v1/status", "viewer" }, { "GET", "/api/v1/targets", "viewer" }, { "GET", "/api/v1/resources", "viewer" },
        { "GET", "/api/v1/drift", "viewer" }, { "GET", "/api/v1/runs", "viewer" }, { "GET", "/api/v1/proposals", "viewer" },
        { "GET", "/api/v1/approvals", "viewer" }, { "GET", "/api/v1/audit", "viewer" }, { "GET", "/api/v1/plan", "viewer" },
        { "POST", "/api/v1/proposals", "assistant" }, { "POST", "/api/v1/proposals/none/comment", "assistant" },
        { "POST", "/api/v1/sync", "operator" }, { "POST", "/api/v1/resume", "operator" },
        { "POST", "/api/v1/proposals/none/approve", "reviewer" }, { "POST", "/api/v1/proposals/none/merge", "reviewer" }, { "POST", "/api/v1/proposals/none/reject", "reviewer" },
        { "POST", "/api/v1/approvals/none/approve", "reviewer" }, { "POST", "/api/v1/approvals/none/deny", "reviewer" },
        { "GET", "/api/v1/tokens", "admin" }, { "DELETE", "/api/v1/tokens/none", "admin" },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Each_route_is_for_its_role_and_those_above(string method, string path, string least)
    {
        string[] roles = ["viewer", "assistant", "operator", "reviewer", "admin"];
        foreach (var role in roles.Prepend(null))
        {
            using var http = demo.Client(role);
            using var answer = await http.SendAsync(new(new HttpMethod(method), path), TestContext.Current.CancellationToken);
            if (role is null)
            {
                Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
                Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
            }
            else if (Array.IndexOf(roles, role) < Array.IndexOf(roles, least)) Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            else Assert.DoesNotContain(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.InternalServerError]);
            if (!answer.IsSuccessStatusCode) Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        }
    }

    [Theory]
    [InlineData("evil.example", null, 403)]
    [InlineData("127.0.0.1.evil.example", null, 403)]
    [InlineData(null, "http://evil.example", 403)]
    [InlineData(null, "null", 403)]
    [InlineData(null, "http://localhost:7420", 200)]
    [InlineData("localhost", null, 200)]
    public async Task Host_and_origin_are_checked_on_every_route(string? host, string? origin, int expected)
    {
        using var http = demo.Client("admin");
        foreach (var path in (string[])["/", "/api/v1/status", "/healthz", "/readyz", "/openapi/v1.json", "/assets/style.css"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (host is not null) request.Headers.Host = host;
            if (origin is not null) request.Headers.TryAddWithoutValidation("Origin", origin);
            using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(expected, (int)answer.StatusCode);
        }

        using var mcp = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = new StringContent("{}", new MediaTypeHeaderValue("application/json")) };
        if (host is not null) mcp.Headers.Host = host;
        if (origin is not null) mcp.Headers.TryAddWithoutValidation("Origin", origin);
        using var said = await http.SendAsync(mcp, TestContext.Current.CancellationToken);
        Assert.Equal(expected is 403, said.StatusCode is HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_resource_has_the_shape_of_the_contract_and_shows_no_marker()
    {
        using var http = demo.Client("viewer");
        var resource = (await http.GetFromJsonAsync<JsonObject>("/api/v1/resources/docker.container/whoami", TestContext.Current.CancellationToken))!;

        Assert.Equal(["kind", "name", "target", "state", "reason", "desired", "live", "diff", "source", "dependsOn", "lastRun"], resource.Select(field => field.Key));
        Assert.Equal("synced", (string)resource["state"]!);
        Assert.Equal(["id", "name", "spec"], resource["live"]!.AsObject().Select(field => field.Key));
        Assert.Equal(["file", "line", "commit"], resource["source"]!.AsObject().Select(field => field.Key));
        Assert.Equal("docker/container/whoami.yaml", (string)resource["source"]!["file"]!);
        Assert.DoesNotContain("hl.demo.", resource.ToJsonString());
        Assert.DoesNotContain("io.homelab", resource.ToJsonString());
    }

    [Fact]
    public async Task Lists_come_in_pages_that_together_are_the_whole()
    {
        using var http = demo.Client("viewer");
        var whole = (await http.GetFromJsonAsync<JsonObject>("/api/v1/resources?limit=1000", TestContext.Current.CancellationToken))!;
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await http.GetFromJsonAsync<JsonObject>($"/api/v1/resources?limit=7{(cursor is null ? "" : "&cursor=" + cursor)}", TestContext.Current.CancellationToken))!;
            Assert.Equal(["items", "total", "next"], page.Select(field => field.Key));
            seen.AddRange(page["items"]!.AsArray().Select(item => $"{item!["kind"]}/{item["name"]}@{item["target"]}"));
            cursor = (string?)page["next"];
        }
        while (cursor is not null);

        Assert.Equal(whole["items"]!.AsArray().Select(item => $"{item!["kind"]}/{item["name"]}@{item["target"]}"), seen);
        Assert.Equal((int)whole["total"]!, seen.Count);
    }

    [Theory]
    [InlineData("/api/v1/resources/docker.container/nobody", 404)]
    [InlineData("/api/v1/resources/docker.nonsense/whoami", 404)]
    [InlineData("/api/v1/runs/none", 404)]
    [InlineData("/api/v1/proposals/none", 404)]
    [InlineData("/api/v1/nonsense", 404)]
    [InlineData("/api/v1/resources?state=nonsense", 400)]
    [InlineData("/api/v1/resources?limit=0", 400)]
    [InlineData("/api/v1/resources?cursor=%21", 400)]
    [InlineData("/api/v1/proposals?state=nonsense", 400)]
    [InlineData("/api/v1/plan?ref=no-such-branch", 400)]
    public async Task A_wrong_question_is_answered_with_a_problem_that_teaches(string path, int status)
    {
        using var http = demo.Client("viewer");
        using var answer = await http.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.NotEmpty((string)(await DemoFixture.JsonAsync(answer))["detail"]!);
    }

    [Fact]
    public async Task Every_operation_is_described()
    {
        using var http = demo.Client(null);
        var document = (await http.GetFromJsonAsync<JsonObject>("/openapi/v1.json", TestContext.Current.CancellationToken))!;

        var operations = document["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(operation => (Name: $"{operation.Key} {path.Key}", Operation: operation.Value!.AsObject()))).ToList();
        Assert.All(operations, operation =>
        {
            Assert.StartsWith("/api/v1/", operation.Name[(operation.Name.IndexOf(' ') + 1)..]);
            Assert.NotEmpty((string?)operation.Operation["summary"] ?? "");
            Assert.NotEmpty((string?)operation.Operation["description"] ?? "");
            Assert.NotEmpty(operation.Operation["tags"]!.AsArray());
        });
        foreach (var path in (string[])["status", "targets", "resources", "resources/{kind}/{name}", "drift", "runs", "runs/{id}", "proposals", "proposals/{id}", "proposals/{id}/approve",
            "proposals/{id}/reject", "proposals/{id}/merge", "proposals/{id}/comment", "approvals", "approvals/{id}/approve", "approvals/{id}/deny", "sync", "audit", "webhooks/{forge}"])
            Assert.Contains($"/api/v1/{path}", document["paths"]!.AsObject().Select(known => known.Key));
    }

    [Fact]
    public async Task Liveness_and_readiness_need_no_token_and_tell_nothing()
    {
        using var http = demo.Client(null);
        Assert.Equal("{\"status\":\"ok\"}", await http.GetStringAsync("/healthz", TestContext.Current.CancellationToken));
        Assert.Equal("{\"status\":\"ready\"}", await http.GetStringAsync("/readyz", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_write_stands_in_the_audit_log_with_who_and_how_it_ended()
    {
        using var http = demo.Client("operator");
        using var answer = await http.PostAsync("/api/v1/sync", null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        var audit = (await http.GetFromJsonAsync<JsonObject>("/api/v1/audit?limit=1000", TestContext.Current.CancellationToken))!["items"]!.AsArray();

        var entries = audit.Where(entry => (string)entry!["who"]! == "demo-operator" && ((string)entry["action"]!).EndsWith("/sync", StringComparison.Ordinal)).Select(entry => (string)entry!["outcome"]!).ToList();
        Assert.Contains("begun", entries);
        Assert.Contains("done", entries);
    }

    [Fact]
    public async Task Mcp_takes_bearer_tokens_only()
    {
        using var http = demo.Client(null);
        using var answer = await http.PostAsync("/mcp", new StringContent("{}", new MediaTypeHeaderValue("application/json")), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }
}
