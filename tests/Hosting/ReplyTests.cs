using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.Hosting.Fixture;

namespace HomelabMcp.Hosting.Tests;

public sealed class ReplyTests
{
    public static TheoryData<string> Eras => ["2026-07-28", "2025-11-25"];

    [Theory, MemberData(nameof(Eras))]
    public async Task Fields_with_text_from_outside_are_labelled_and_cleaned(string version)
    {
        await using var serving = await Serving.StartAsync();
        await using var client = await serving.ConnectAsync(version);
        var reply = await client.CallAsync("fixture_guests", ("limit", 1));
        Assert.Equal("""["$.items[*].name","$.items[*].note"]""", reply.Meta!["homelab/untrusted"]!.ToJsonString());
        Assert.DoesNotContain('\u200b', reply.Text());
    }

    [Fact]
    public async Task A_reply_over_the_cap_says_how_to_narrow_it()
    {
        await using var serving = await Serving.StartAsync();
        await using var client = await serving.ConnectAsync("2026-07-28");
        var reply = await client.CallAsync("fixture_big", ("characters", 40_000));
        Assert.True(reply.IsError);
        Assert.Equal("The reply of 'fixture_big' would be 39 kB, more than the 32 kB that a reply may have: narrow it with query.", reply.Text());
        Assert.NotEqual(true, (await client.CallAsync("fixture_big", ("characters", 30_000))).IsError);
    }

    [Fact]
    public async Task A_known_secret_is_taken_out_of_text_and_structure()
    {
        await using var serving = await Serving.StartAsync();
        await using var client = await serving.ConnectAsync("2026-07-28");
        var reply = await client.CallAsync("fixture_leaks");
        Assert.Equal("""{"text":"token=[secret];"}""", reply.Text());
        Assert.Equal("token=[secret];", reply.StructuredContent!.Value.GetProperty("text").GetString());
    }

    [Fact]
    public async Task What_went_wrong_inside_stays_inside()
    {
        await using var serving = await Serving.StartAsync();
        await using var client = await serving.ConnectAsync("2026-07-28");
        var reply = await client.CallAsync("fixture_fails");
        Assert.True(reply.IsError);
        Assert.Matches("^'fixture_fails' failed with an internal error; the server's log tells more under [0-9a-f]{32}\\.$", reply.Text());
    }

    [Fact]
    public async Task A_known_error_is_told_word_for_word()
    {
        await using var serving = await Serving.StartAsync();
        await using var client = await serving.ConnectAsync("2026-07-28");
        var reply = await client.CallAsync("fixture_guest", ("guest", "wbe"));
        Assert.True(reply.IsError);
        Assert.Equal("There is no guest 'wbe': did you mean 'web'?", reply.Text());
    }

    [Fact]
    public async Task A_reply_that_breaks_its_schema_never_leaves()
    {
        await using var serving = await Serving.StartAsync();
        using var raw = new RawClient(serving.Url);
        var reply = await raw.CallAsync("fixture_lies", "{}");
        Assert.True(reply.GetProperty("isError").GetBoolean());
        Assert.Contains("internal error", RawClient.Text(reply), StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_are_found_in_their_json_spelling_too()
    {
        var secrets = new KnownSecrets();
        secrets.Add("quo\"te<and>more");
        secrets.Add("short");
        Assert.Equal("a [secret] b", secrets.Redacted("a quo\"te<and>more b"));
        Assert.Equal("{\"x\":\"[secret]\"}", secrets.Redacted(System.Text.Json.JsonSerializer.Serialize(new { x = "quo\"te<and>more" })));
        Assert.Equal("short", secrets.Redacted("short"));
        Assert.Equal("""{"a":["[secret]",1,null]}""", secrets.Redacted(JsonNode.Parse("""{"a":["quo\"te<and>more",1,null]}"""))!.ToJsonString());
    }

    [Fact]
    public void Untrusted_fields_are_found_through_lists_dictionaries_tasks_and_loops() =>
        Assert.Equal(["$.byName.*", "$.lines[*]", "$.next.lines[*]", "$.own"], UntrustedPaths.Of(typeof(Task<Tree>), ToolJson.Options));

    internal sealed record Tree(UntrustedText Own, IReadOnlyList<UntrustedText> Lines, IReadOnlyDictionary<string, UntrustedText> ByName, Branch? Next, string Ours);

    internal sealed record Branch(UntrustedText[] Lines, Tree? Back);

    [Fact]
    public async Task At_most_so_many_calls_run_at_once()
    {
        await using var serving = await Serving.StartAsync(options => options with { Limits = new CallLimits { AtOnce = 3, Waiting = 5 } });
        await using var client = await serving.ConnectAsync("2026-07-28");
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.CallAsync("fixture_slow", ("milliseconds", 30))));
        Assert.All(replies, reply => Assert.NotEqual(true, reply.IsError));
        Assert.InRange(serving.Platform.State.MostRunning, 2, 3);
    }

    [Fact]
    public async Task Who_calls_too_often_is_told_to_wait()
    {
        await using var serving = await Serving.StartAsync(options => options with { Limits = new CallLimits { EachMinute = 3 } });
        await using var client = await serving.ConnectAsync("2026-07-28");
        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.CallAsync("fixture_who")));
        Assert.Contains(replies, reply => reply.IsError is true && reply.Text() == "'local' calls more than 3 times a minute: wait a little and call again.");
    }

    [Fact]
    public async Task A_call_whose_connection_is_closed_stops()
    {
        await using var serving = await Serving.StartAsync();
        await using var client = await serving.ConnectAsync("2026-07-28");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var call = client.CallToolAsync("fixture_slow", new Dictionary<string, object?> { ["milliseconds"] = 60_000 }, cancellationToken: stop.Token);
        await serving.Platform.State.UntilAsync(state => state.MostRunning > 0);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await call);
        await serving.Platform.State.UntilAsync(state => state.Cancelled.Count > 0);
    }

    [Fact]
    public async Task A_call_of_a_session_stops_when_the_client_takes_it_back()
    {
        await using var serving = await Serving.StartAsync();
        await using var client = await serving.ConnectAsync("2025-11-25");
        using var http = new HttpClient();
        var call = HttpTests.PostAsync(http, serving, client.SessionId!, """{"jsonrpc":"2.0","id":77,"method":"tools/call","params":{"name":"fixture_slow","arguments":{"milliseconds":60000}}}""");
        await serving.Platform.State.UntilAsync(state => state.MostRunning > 0);
        using var taken = await HttpTests.PostAsync(http, serving, client.SessionId!, """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":77}}""");
        await serving.Platform.State.UntilAsync(state => state.Cancelled.Count > 0);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, taken.StatusCode);
        http.CancelPendingRequests();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await call);
    }

    [Fact]
    public void Shown_schemas_say_text_for_untrusted_fields_and_nothing_of_nulls()
    {
        var shown = Laws.ToolLaws.ToolsOf(ToolSet.Of(new FixturePlatform())).Single(tool => tool.ProtocolTool.Name is "fixture_guests").ProtocolTool;
        Assert.Equal("""{"type":"string","description":"Part of a name."}""", Canonical(shown.InputSchema.GetProperty("properties").GetProperty("query")));
        Assert.Equal("""{"type":"string"}""", Canonical(shown.OutputSchema!.Value.GetProperty("properties").GetProperty("items").GetProperty("items").GetProperty("properties").GetProperty("note")));
        static string Canonical(System.Text.Json.JsonElement element)
        {
            var node = JsonNode.Parse(element.GetRawText())!.AsObject();
            return new JsonObject(node.OrderByDescending(field => field.Key, StringComparer.Ordinal).Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone()))).ToJsonString();
        }
    }
}
