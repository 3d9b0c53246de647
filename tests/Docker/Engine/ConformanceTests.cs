using System.Text.Json.Nodes;
using HomelabMcp.Docker.Testing;

namespace HomelabMcp.Docker.Tests;

/// <summary>The simulated engine held against a real one: the same calls, the same expectations.</summary>
public sealed class ConformanceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, EitherEngine]
    public async Task Ping_names_the_api_version_with_and_without_a_prefix(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        foreach (var path in (string[])["_ping", "v1.41/_ping", "v1.24/_ping"])
        {
            var answer = await engine.Api.GetAsync(path);
            Assert.Equal((200, "OK"), (answer.Status, answer.Text));
            Assert.StartsWith("1.", answer.Raw.Headers.GetValues("Api-Version").Single());
        }
        var newer = await engine.Api.GetAsync("v1.999/version");
        Assert.Equal(400, newer.Status);
        Assert.StartsWith("client version 1.999 is too new. Maximum supported API version is 1.", newer.Message);
        Assert.Equal((404, "page not found"), (await engine.Api.GetAsync("nope")) is var none ? (none.Status, none.Message) : default);
    }

    [Theory, EitherEngine]
    public async Task What_is_not_there_answers_404_in_the_engines_words(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        var p = engine.Prefix;
        await Expect(engine.Api.GetAsync($"containers/{p}/json"), 404, $"No such container: {p}");
        await Expect(engine.Api.PostAsync($"containers/{p}/start"), 404, $"No such container: {p}");
        await Expect(engine.Api.GetAsync($"networks/{p}"), 404, $"network {p} not found");
        await Expect(engine.Api.DeleteAsync($"volumes/{p}"), 404, $"get {p}: no such volume");
        await Expect(engine.Api.GetAsync($"images/{p}/json"), 404, $"no such image: {p}: No such image: {p}:latest");
        await Expect(engine.Api.PostAsync($"containers/create?name={p}", new JsonObject { ["Image"] = $"{p}:1" }), 404, $"No such image: {p}:1");
    }

    [Theory, EitherEngine]
    public async Task A_wrong_create_is_refused_in_the_engines_words(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        var p = engine.Prefix;
        JsonObject Body(JsonObject? host = null) => new() { ["Image"] = RealEngine.Image, ["HostConfig"] = host };
        await Expect(engine.Api.PostAsync("containers/create?name=!bad", Body()), 400, "Invalid container name (!bad), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
        await Expect(engine.Api.PostAsync("containers/create?name=y", Body()), 400, "Invalid container name (y), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
        await Expect(engine.Api.PostAsync($"containers/create?name={p}", new JsonObject()), 400, "Config cannot be empty in order to create a container");
        await Expect(engine.Api.PostAsync($"containers/create?name={p}", Body(new() { ["Memory"] = 1000 })), 400, "Minimum memory limit allowed is 6MB");
        await Expect(engine.Api.PostAsync($"containers/create?name={p}", Body(new() { ["RestartPolicy"] = new JsonObject { ["Name"] = "foo" } })), 400, "invalid restart policy 'foo'");
        await Expect(engine.Api.PostAsync($"containers/create?name={p}", Body(new() { ["Binds"] = new JsonArray("./x:/y") })), 400,
            "create ./x: \"./x\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you intended to pass a host directory, use absolute path");
        var id = await engine.Api.CreateAsync(p, "sleep 60");
        await Expect(engine.Api.PostAsync($"containers/create?name={p}", Body()), 409,
            $"Conflict. The container name \"/{p}\" is already in use by container \"{id}\". You have to remove (or rename) that container to be able to reuse that name.");
    }

    [Theory, EitherEngine]
    public async Task A_container_goes_through_its_life_with_the_engines_statuses(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        var (api, name) = (engine.Api, engine.Prefix);
        var id = await api.CreateAsync(name, "sleep 300");
        Assert.Equal("created", await State(api, name));
        Assert.Equal(204, (await api.PostAsync($"containers/{name}/start")).Status);
        Assert.Equal(304, (await api.PostAsync($"containers/{name}/start")).Status);
        await Expect(api.DeleteAsync($"containers/{name}"), 409, $"You cannot remove a running container {id}. Stop the container before attempting removal or force remove");
        Assert.Equal(204, (await api.PostAsync($"containers/{name}/pause")).Status);
        await Expect(api.PostAsync($"containers/{name}/pause"), 409, $"Container {id} is already paused");
        Assert.Equal("paused", await State(api, name));
        Assert.Equal(204, (await api.PostAsync($"containers/{name}/unpause")).Status);
        await Expect(api.PostAsync($"containers/{name}/unpause"), 500, $"Container {id} is not paused");
        Assert.Equal(204, (await api.PostAsync($"containers/{name}/rename?name={name}b")).Status);
        await Expect(api.PostAsync($"containers/{name}b/rename?name={name}b"), 400, "Renaming a container with the same name as its current name");
        Assert.Equal(204, (await api.PostAsync($"containers/{id}/stop?t=5")).Status);
        Assert.Equal(304, (await api.PostAsync($"containers/{id}/stop?t=5")).Status);
        await Expect(api.PostAsync($"containers/{id}/kill"), 409, $"Cannot kill container: {id}: Container {id} is not running");
        await Expect(api.PostAsync($"containers/{id}/pause"), 409, $"Container {id} is not running");
        await Expect(api.GetAsync($"containers/{id}/top"), 409, $"Container {id} is not running");
        Assert.Equal("""{"Error":null,"StatusCode":143}""", (await api.PostAsync($"containers/{id}/wait")).Text.Trim());
        Assert.Equal(204, (await api.DeleteAsync($"containers/{id}")).Status);
        Assert.Equal(404, (await api.DeleteAsync($"containers/{id}")).Status);
    }

    [Theory, EitherEngine]
    public async Task A_program_that_does_not_exist_fails_the_start_and_leaves_its_reason(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        var id = await engine.Api.CreateAsync(engine.Prefix, "",
            new JsonObject { ["Cmd"] = new JsonArray("nosuch"), ["HostConfig"] = new JsonObject { ["NetworkMode"] = "none" } });
        var answer = await engine.Api.PostAsync($"containers/{id}/start");
        Assert.Equal(400, answer.Status);
        Assert.Contains("executable file not found in $PATH", answer.Message);
        var state = (await engine.Api.GetAsync($"containers/{id}/json")).Body!["State"]!;
        Assert.Equal(("created", 127), (state["Status"]!.GetValue<string>(), state["ExitCode"]!.GetValue<int>()));
    }

    [Theory, EitherEngine]
    public async Task Creating_an_existing_volume_returns_the_old_one(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        var (api, name) = (engine.Api, engine.Prefix);
        JsonObject Body(string label) => new() { ["Name"] = name, ["Labels"] = new JsonObject { ["a"] = label } };
        Assert.Equal(201, (await api.PostAsync("volumes/create", Body("first"))).Status);
        var second = await api.PostAsync("volumes/create", Body("second"));
        Assert.Equal(201, second.Status);
        Assert.Equal("first", second.Body!["Labels"]!["a"]!.GetValue<string>());
        var id = await api.CreateAsync(name + "c", "true", Mounting(name));
        await Expect(api.DeleteAsync($"volumes/{name}"), 409, $"remove {name}: volume is in use - [{id}]");
        Assert.Equal(204, (await api.DeleteAsync($"containers/{id}?v=1")).Status);
        Assert.Equal(204, (await api.DeleteAsync($"volumes/{name}")).Status);
        await Expect(api.PostAsync("volumes/create", new JsonObject { ["Name"] = "!" }), 400,
            "create !: volume name is too short, names should be at least two alphanumeric characters");
    }

    [Theory, EitherEngine]
    public async Task Two_networks_may_share_a_name_and_are_then_ambiguous(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        await engine.RequireNetworksAsync(Cancel);
        var (api, name) = (engine.Api, engine.Prefix);
        var first = (await api.PostAsync("networks/create", new JsonObject { ["Name"] = name })).Body!["Id"]!.GetValue<string>();
        var second = await api.PostAsync("networks/create", new JsonObject { ["Name"] = name });
        Assert.Equal((201, $"Network with name {name} (id : {first}) already exists"), (second.Status, second.Body!["Warning"]!.GetValue<string>()));
        await Expect(api.PostAsync("networks/create", new JsonObject { ["Name"] = name, ["CheckDuplicate"] = true }), 409, $"network with name {name} already exists");
        await Expect(api.GetAsync($"networks/{name}"), 400, $"2 matches found based on name: network {name} is ambiguous");
        await Expect(api.DeleteAsync($"networks/{name}"), 400, $"network {name} is ambiguous (2 matches found based on name)");
        Assert.Equal(204, (await api.DeleteAsync($"networks/{first}")).Status);
        Assert.Equal(204, (await api.DeleteAsync($"networks/{name}")).Status);
    }

    [Theory, EitherEngine]
    public async Task A_network_in_use_cannot_go_and_knows_its_members(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        await engine.RequireNetworksAsync(Cancel);
        var (api, name) = (engine.Api, engine.Prefix);
        var network = (await api.PostAsync("networks/create", new JsonObject { ["Name"] = name })).Body!["Id"]!.GetValue<string>();
        var id = await api.RunAsync(name + "c", "sleep 300", new JsonObject
        {
            ["HostConfig"] = new JsonObject { ["NetworkMode"] = name, ["Init"] = true },
            ["NetworkingConfig"] = new JsonObject { ["EndpointsConfig"] = new JsonObject { [name] = new JsonObject { ["Aliases"] = new JsonArray("web") } } },
        });
        var endpoint = (await api.GetAsync($"containers/{id}/json")).Body!["NetworkSettings"]!["Networks"]![name]!;
        Assert.Equal(["web", id[..12]], endpoint["Aliases"]!.AsArray().Select(alias => alias!.GetValue<string>()));
        Assert.Matches(@"^\d+\.\d+\.\d+\.\d+$", endpoint["IPAddress"]!.GetValue<string>());
        Assert.Equal(name + "c", (await api.GetAsync($"networks/{name}")).Body!["Containers"]![id]!["Name"]!.GetValue<string>());
        await Expect(api.DeleteAsync($"networks/{name}"), 403, $"error while removing network: network {name} id {network} has active endpoints");
        await Expect(api.PostAsync($"networks/{name}/connect", new JsonObject { ["Container"] = id }), 403, $"endpoint with name {name}c already exists in network {name}");
        Assert.Equal(200, (await api.PostAsync($"networks/{name}/disconnect", new JsonObject { ["Container"] = id })).Status);
        await Expect(api.PostAsync($"networks/{name}/disconnect", new JsonObject { ["Container"] = id }), 500, $"container {id} is not connected to network {name}");
        Assert.Equal(204, (await api.DeleteAsync($"networks/{name}")).Status);
        await Expect(api.DeleteAsync("networks/host"), 403, "host is a pre-defined network and cannot be removed");
    }

    [Theory, EitherEngine]
    public async Task Logs_come_in_frames_by_stream_and_tail(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        // An engine copies the two streams side by side: only time puts the second one's line before the first one's last.
        var id = await engine.Api.RunAsync(engine.Prefix, "echo one; echo two >&2; sleep 1; echo three");
        await engine.Api.PostAsync($"containers/{id}/wait");
        await engine.Api.LogsAsync(id, 3, Cancel);
        var all = await engine.Api.Http.GetByteArrayAsync($"containers/{id}/logs?stdout=1", Cancel);
        Assert.Equal(("one\n", 1), Frame(all, 0) is var f ? (f.Text, f.Stream) : default);
        var errors = await engine.Api.Http.GetByteArrayAsync($"containers/{id}/logs?stderr=1&timestamps=1", Cancel);
        Assert.Equal(2, errors[0]);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z two\n$", Frame(errors, 0).Text);
        var tail = await engine.Api.Http.GetByteArrayAsync($"containers/{id}/logs?stdout=1&tail=1", Cancel);
        Assert.Equal("three\n", Frame(tail, 0).Text);
        Assert.Equal(8 + 6, tail.Length);
        await Expect(engine.Api.GetAsync($"containers/{id}/logs"), 400, "Bad parameters: you must choose at least one stream");
    }

    [Theory, EitherEngine]
    public async Task A_list_filters_by_label_name_status_and_id_and_refuses_what_it_does_not_know(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        var (api, name) = (engine.Api, engine.Prefix);
        var running = await api.RunAsync(name + "a", "sleep 300", new JsonObject { ["Labels"] = new JsonObject { [name] = "x" } });
        var created = await api.CreateAsync(name + "b", "true", new JsonObject { ["Labels"] = new JsonObject { [name] = "y" } });
        async Task<string[]> Ids(string filters, string all = "1") =>
            [.. (await api.GetAsync($"containers/json?all={all}&filters={Uri.EscapeDataString(filters)}")).Body!.AsArray().Select(row => row!["Id"]!.GetValue<string>())];
        Assert.Equal([created, running], await Ids($$"""{"label":["{{name}}"]}"""));
        Assert.Equal([running], await Ids($$"""{"label":{"{{name}}=x":true} }"""));
        Assert.Equal([created], await Ids($$"""{"name":["{{name}}b"]}"""));
        Assert.Equal([running], await Ids($$"""{"name":["{{name}}"]}""", all: "0"));
        Assert.Equal([created], await Ids($$"""{"label":["{{name}}"],"status":["created"]}""", all: "0"));
        Assert.Equal([running], await Ids($$"""{"id":["{{running[..12]}}"]}"""));
        await Expect(api.GetAsync("containers/json?filters=" + Uri.EscapeDataString("""{"foo":["a"]}""")), 400, "Invalid filter 'foo'");
        await Expect(api.GetAsync("containers/json?filters=" + Uri.EscapeDataString("""{"status":["foo"]}""")), 400, "Invalid filter 'status=foo'");
    }

    [Theory, EitherEngine]
    public async Task Update_changes_limits_and_policy_and_refuses_what_would_not_fit(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        var (api, id) = (engine.Api, await engine.Api.CreateAsync(engine.Prefix, "sleep 300",
            new JsonObject { ["HostConfig"] = new JsonObject { ["Memory"] = 33_554_432, ["NetworkMode"] = "none" } }));
        async Task<JsonNode> Host() => (await api.GetAsync($"containers/{id}/json")).Body!["HostConfig"]!;
        Assert.Equal(67_108_864, (await Host())["MemorySwap"]!.GetValue<long>());
        await Expect(api.PostAsync($"containers/{id}/update", new JsonObject { ["Memory"] = 100_000_000 }), 409,
            $"Cannot update container {id}: Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time");
        Assert.Equal(200, (await api.PostAsync($"containers/{id}/update", new JsonObject
        {
            ["Memory"] = 100_000_000,
            ["MemorySwap"] = 200_000_000,
            ["RestartPolicy"] = new JsonObject { ["Name"] = "unless-stopped" },
        })).Status);
        var host = await Host();
        Assert.Equal((100_000_000L, "unless-stopped"), (host["Memory"]!.GetValue<long>(), host["RestartPolicy"]!["Name"]!.GetValue<string>()));
    }

    [Theory, EitherEngine]
    public async Task A_volumes_content_travels_as_a_tar_through_a_container_that_never_ran(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        var (api, name) = (engine.Api, engine.Prefix);
        var id = await api.CreateAsync(name, "true", Mounting(name));
        await TarText.PutAsync(api.Http, id, "/data", ("inside/hello.txt", "hello\n"), Cancel);
        var whole = await TarText.GetAsync(api.Http, id, "/data/.", Cancel);
        Assert.Equal("hello\n", whole["./inside/hello.txt"]);
        var one = await TarText.GetAsync(api.Http, id, "/data/inside/hello.txt", Cancel);
        Assert.Equal("hello\n", one["hello.txt"]);
        await Expect(api.GetAsync($"containers/{id}/archive?path=/zz"), 404, $"Could not find the file /zz in container {id}");
    }

    [Theory, EitherEngine]
    public async Task Events_since_then_tell_what_happened_in_order(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        var since = DateTimeOffset.UtcNow.AddSeconds(-1).ToUnixTimeSeconds();
        var id = await engine.Api.RunAsync(engine.Prefix, "sleep 300", new JsonObject { ["Labels"] = new JsonObject { ["who"] = engine.Prefix } });
        await engine.Api.DeleteAsync($"containers/{id}?force=1");
        var filters = Uri.EscapeDataString($$"""{"container":["{{id}}"],"type":["container"]}""");
        var text = (await engine.Api.GetAsync($"events?since={since}&until={DateTimeOffset.UtcNow.AddSeconds(1).ToUnixTimeSeconds()}&filters={filters}")).Text;
        var events = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(["create", "start", "kill", "die", "destroy"], events.Select(entry => entry["Action"]!.GetValue<string>()));
        Assert.All(events, entry => Assert.Equal(engine.Prefix, entry["Actor"]!["Attributes"]!["who"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Views_have_the_fields_and_types_of_the_real_ones()
    {
        await using var simulated = await EngineUnderTest.StartAsync(EngineKind.Simulated, Cancel);
        await using var real = await EngineUnderTest.StartAsync(EngineKind.Real, Cancel);
        Assert.Equal(await Shape(real), await Shape(simulated));
    }

    private static async Task<string> Shape(EngineUnderTest engine)
    {
        var (api, name) = (engine.Api, engine.Prefix);
        var id = await api.RunAsync(name, "sleep 300", new JsonObject
        {
            ["Labels"] = new JsonObject { ["a"] = "b" },
            ["Env"] = new JsonArray("A=1"),
            ["ExposedPorts"] = new JsonObject { ["80/tcp"] = new JsonObject() },
            ["Healthcheck"] = new JsonObject { ["Test"] = new JsonArray("CMD-SHELL", "true"), ["Interval"] = 60_000_000_000 },
            ["HostConfig"] = new JsonObject { ["Init"] = true, ["NetworkMode"] = "none", ["Binds"] = new JsonArray($"{name}:/data:ro", "/tmp:/mnt"), ["Memory"] = 33_554_432 },
        });
        var rows = (await api.GetAsync($"containers/json?filters={Uri.EscapeDataString($$"""{"id":["{{id}}"]}""")}")).Body;
        JsonNode?[] views =
        [
            rows, (await api.GetAsync($"containers/{id}/json")).Body, (await api.GetAsync($"volumes/{name}")).Body, (await api.GetAsync("networks/none")).Body,
            (await api.GetAsync($"containers/{id}/top")).Body,
        ];
        var lines = views.SelectMany((view, index) => Lines($"{index}", view)).Where(line => !line.Contains("GraphDriver.Data", StringComparison.Ordinal)).Distinct();
        // Members of a network stand under their ids.
        return string.Join('\n', lines.Select(line => System.Text.RegularExpressions.Regex.Replace(line, "[0-9a-f]{64}", "ID", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1))).Distinct().Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Lines(string path, JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(pair => Lines($"{path}.{pair.Key}", pair.Value)).Prepend($"{path}: object"),
        JsonArray list => list.SelectMany(item => Lines($"{path}[]", item)).Prepend($"{path}: list"),
        null => [$"{path}: null"],
        _ => [$"{path}: {(node.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False ? "boolean" : node.GetValueKind().ToString())}"],
    };

    private static JsonObject Mounting(string volume) => new()
    {
        ["HostConfig"] = new JsonObject { ["NetworkMode"] = "none", ["Binds"] = new JsonArray($"{volume}:/data") },
    };

    private static (int Stream, string Text) Frame(byte[] bytes, int at) =>
        (bytes[at], System.Text.Encoding.UTF8.GetString(bytes, at + 8, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at + 4))));

    private static async Task<string> State(EngineApi api, string name) =>
        (await api.GetAsync($"containers/{name}/json")).Body!["State"]!["Status"]!.GetValue<string>();

    private static async Task Expect(Task<EngineAnswer> call, int status, string message)
    {
        var answer = await call;
        Assert.Equal((status, message), (answer.Status, answer.Message));
    }
}
