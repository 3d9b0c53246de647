using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.Docker.Testing;

namespace HomelabMcp.Docker.Tests;

/// <summary>The laws of docker.container and its replacements, on both engines; what is live is asked of the engine itself.</summary>
public sealed class ContainerKindTests
{
    private const string Full =
        """
        {"image":"homelab/busybox:1","command":["sh","-c","sleep 300"],"env":{"A":"1","B":"x=y"},"ports":["18080:80/tcp","127.0.0.1:18443:443/tcp"],
        "volumes":["VOL:/data","/tmp:/host:ro"],"networks":["NET"],"restart":"on-failure:3","labels":{"team":"home"},"user":"0:0","workdir":"/tmp","hostname":"inside",
        "init":true,"cap_add":["NET_ADMIN"],"cap_drop":["CHOWN"],"memory":33554432,"cpus":0.5,"state":"running",
        "healthcheck":{"test":["CMD-SHELL","true"],"interval":"30s","timeout":"5s","retries":2}}
        """;

    private const string Small = """{"image":"homelab/busybox:1","command":["sh","-c","sleep 300"],"init":true,"networks":["none"]}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, EitherEngine]
    public async Task A_created_container_is_read_back_as_wanted_with_its_mark_and_creating_it_again_is_harmless(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        await engine.RequireNetworksAsync(Cancel);
        await using var harness = new KindHarness(engine, "docker.container");
        var name = engine.Prefix + "web";
        await engine.Api.PostAsync("networks/create", new JsonObject { ["Name"] = engine.Prefix });
        var call = harness.Call(name, Full.Replace("VOL", engine.Prefix + "v").Replace("NET\"", engine.Prefix + "\"").Replace("18080", Port()).Replace("18443", Port()));
        Assert.Null(await harness.Driver.FindAsync(name, Cancel));
        var id = await harness.Driver.CreateAsync(call, Cancel);
        var live = (await harness.Driver.ReadAsync(id, Cancel))!;
        Assert.Empty(KindHarness.Differing(call.Spec, live));
        Assert.Equal((call.Mark, name, true), (live.Mark!.Value, live.NaturalKey, live.Detailed));
        Assert.Equal(id, await harness.Driver.CreateAsync(call, Cancel));
        var raw = (await engine.Api.GetAsync($"containers/{name}/json")).Body!;
        Assert.Equal(call.Mark.ToString(), raw["Config"]!["Labels"]![Ownership.Mark]!.GetValue<string>());
        Assert.DoesNotContain("io.homelab", live.Spec.ToJsonString());
        var listed = Assert.Single(await harness.Driver.ListAsync(Cancel), row => row.NaturalKey == name);
        Assert.Equal((live.Mark, live.Fingerprint, false), (listed.Mark, listed.Fingerprint, listed.Detailed));
    }

    [Theory, EitherEngine]
    public async Task What_bears_our_name_without_our_mark_is_refused(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        await using var harness = new KindHarness(engine, "docker.container");
        await engine.Api.CreateAsync(engine.Prefix, "true");
        var error = await Assert.ThrowsAsync<PlatformException>(() => harness.Driver.CreateAsync(harness.Call(engine.Prefix, Small), Cancel));
        Assert.Equal(PlatformFailure.Taken, error.Failure);
        Assert.Null((await harness.Driver.FindAsync(engine.Prefix, Cancel))!.Mark);
    }

    [Theory, EitherEngine]
    public async Task Deleting_twice_is_quiet_and_an_absent_one_reads_as_null(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        await using var harness = new KindHarness(engine, "docker.container");
        var id = await harness.Driver.CreateAsync(harness.Call(engine.Prefix, Small), Cancel);
        var live = (await harness.Driver.ReadAsync(id, Cancel))!;
        await harness.Driver.DeleteAsync(live, Cancel);
        Assert.Equal(404, (await engine.Api.GetAsync($"containers/{engine.Prefix}/json")).Status);
        await harness.Driver.DeleteAsync(live, Cancel);
        Assert.Null(await harness.Driver.ReadAsync(id, Cancel));
        Assert.Null(await harness.Driver.FindAsync(engine.Prefix, Cancel));
    }

    [Theory, EitherEngine]
    public async Task Limits_policy_and_state_change_on_the_living_container(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        await using var harness = new KindHarness(engine, "docker.container");
        var id = await harness.Driver.CreateAsync(harness.Call(engine.Prefix, Small), Cancel);
        var wanted = harness.Call(engine.Prefix, Small.Replace("\"init\"", "\"memory\":67108864,\"cpus\":0.5,\"restart\":\"unless-stopped\",\"state\":\"stopped\",\"init\""));
        var live = (await harness.Driver.ReadAsync(id, Cancel))!;
        await harness.Driver.UpdateAsync(wanted, live, KindHarness.Changes(live, wanted.Spec, "memory", "cpus", "restart", "state"), Cancel);
        live = (await harness.Driver.ReadAsync(id, Cancel))!;
        Assert.Empty(KindHarness.Differing(wanted.Spec, live));
        var raw = (await engine.Api.GetAsync($"containers/{id}/json")).Body!;
        Assert.Equal((67_108_864L, "exited"), (raw["HostConfig"]!["Memory"]!.GetValue<long>(), raw["State"]!["Status"]!.GetValue<string>()));

        var back = harness.Call(engine.Prefix, Small.Replace("\"init\"", "\"state\":\"running\",\"init\""));
        await harness.Driver.UpdateAsync(back, live, KindHarness.Changes(live, back.Spec, "memory", "cpus", "restart", "state"), Cancel);
        live = (await harness.Driver.ReadAsync(id, Cancel))!;
        Assert.Equal((null, null, "no", "running"), (live.Spec["memory"], live.Spec["cpus"], live.Spec["restart"]!.GetValue<string>(), live.Spec["state"]!.GetValue<string>()));
    }

    [Theory, EitherEngine]
    public async Task Networks_change_on_the_living_container(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        await engine.RequireNetworksAsync(Cancel);
        await using var harness = new KindHarness(engine, "docker.container");
        var (one, two, three) = (engine.Prefix + "n1", engine.Prefix + "n2", engine.Prefix + "n3");
        foreach (var network in (string[])[one, two, three])
            await engine.Api.PostAsync("networks/create", new JsonObject { ["Name"] = network });
        var id = await harness.Driver.CreateAsync(harness.Call(engine.Prefix, Small.Replace("[\"none\"]", $$$"""{"{{{one}}}":{"aliases":["web"]},"{{{two}}}":{}}""")), Cancel);
        var live = (await harness.Driver.ReadAsync(id, Cancel))!;
        Assert.Equal($$$"""{"{{{one}}}":{"aliases":["web"]},"{{{two}}}":{}}""", CanonicalJson.Text(live.Spec["networks"]));
        var wanted = harness.Call(engine.Prefix, Small.Replace("[\"none\"]", $$$"""{"{{{one}}}":{"aliases":["api"]},"{{{three}}}":{}}"""));
        await harness.Driver.UpdateAsync(wanted, live, KindHarness.Changes(live, wanted.Spec, "networks"), Cancel);
        Assert.Equal($$$"""{"{{{one}}}":{"aliases":["api"]},"{{{three}}}":{}}""", CanonicalJson.Text((await harness.Driver.ReadAsync(id, Cancel))!.Spec["networks"]));
    }

    [Theory, EitherEngine]
    public async Task A_replacement_takes_over_and_leaves_nothing_behind(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        await using var harness = new KindHarness(engine, "docker.container");
        var old = await harness.Driver.CreateAsync(harness.Call(engine.Prefix, Small), Cancel);
        var wanted = harness.Call(engine.Prefix, Small.Replace("\"init\"", "\"env\":{\"A\":\"2\"},\"init\""));
        var id = await harness.Driver.ReplaceAsync(wanted, (await harness.Driver.ReadAsync(old, Cancel))!, Cancel);
        Assert.NotEqual(old, id);
        var live = (await harness.Driver.FindAsync(engine.Prefix, Cancel))!;
        Assert.Equal((id, "running", wanted.Mark), (live.Id, live.Spec["state"]!.GetValue<string>(), live.Mark!.Value));
        Assert.Empty(KindHarness.Differing(wanted.Spec, live));
        Assert.Equal([engine.Prefix], await NamesAsync(engine));
    }

    [Theory, EitherEngine]
    public async Task A_replacement_that_does_not_come_up_gives_the_place_back(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        await using var harness = new KindHarness(engine, "docker.container");
        var old = await harness.Driver.CreateAsync(harness.Call(engine.Prefix, Small), Cancel);
        var live = (await harness.Driver.ReadAsync(old, Cancel))!;
        foreach (var broken in (string[])["exit 3", "nosuchprogram"])
        {
            var wanted = harness.Call(engine.Prefix, Small.Replace("[\"sh\",\"-c\",\"sleep 300\"]", broken == "exit 3" ? "[\"sh\",\"-c\",\"exit 3\"]" : "[\"nosuchprogram\"]").Replace("\"init\":true", "\"init\":false"));
            await Assert.ThrowsAsync<PlatformException>(() => harness.Driver.ReplaceAsync(wanted, live, Cancel));
            var after = (await harness.Driver.FindAsync(engine.Prefix, Cancel))!;
            Assert.Equal((old, "running"), (after.Id, after.Spec["state"]!.GetValue<string>()));
            Assert.Equal([engine.Prefix], await NamesAsync(engine));
        }
    }

    [Theory, EitherEngine]
    public async Task A_replacement_cut_off_anywhere_is_seen_and_ended_by_the_next(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        await using var harness = new KindHarness(engine, "docker.container");
        var (name, aside) = (engine.Prefix, ContainerReplacement.Aside(engine.Prefix));
        var first = harness.Call(name, Small);
        var wanted = harness.Call(name, Small.Replace("\"init\"", "\"env\":{\"A\":\"2\"},\"init\""));
        var old = await harness.Driver.CreateAsync(first, Cancel);

        // The crash came after the old one was put aside.
        await engine.Api.PostAsync($"containers/{old}/rename?name={aside}");
        Assert.Equal(old, (await harness.Driver.FindAsync(name, Cancel))!.Id);
        Assert.Equal(old, Assert.Single(await harness.Driver.ListAsync(Cancel), row => row.NaturalKey == name).Id);
        // And again after the new one was made but before the old one was removed.
        var half = await harness.Driver.CreateAsync(wanted, Cancel);
        Assert.Equal(old, (await harness.Driver.FindAsync(name, Cancel))!.Id);
        Assert.Equal(old, Assert.Single(await harness.Driver.ListAsync(Cancel), row => row.NaturalKey == name).Id);

        var id = await harness.Driver.ReplaceAsync(wanted, (await harness.Driver.FindAsync(name, Cancel))!, Cancel);
        Assert.NotEqual(half, id);
        Assert.Equal(id, (await harness.Driver.FindAsync(name, Cancel))!.Id);
        Assert.Equal([name], await NamesAsync(engine));
    }

    [Theory, EitherEngine]
    public async Task A_container_made_but_never_started_counts_as_not_there_and_is_started_by_the_next_create(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        await using var harness = new KindHarness(engine, "docker.container");
        var call = harness.Call(engine.Prefix, Small);
        var labels = Ownership.Labels(call);
        labels[Ownership.Start] = "yes";
        var made = await engine.Api.CreateAsync(engine.Prefix, "sleep 300", new JsonObject { ["Labels"] = new JsonObject(labels.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))) });
        Assert.Null(await harness.Driver.FindAsync(engine.Prefix, Cancel));
        Assert.DoesNotContain(await harness.Driver.ListAsync(Cancel), row => row.NaturalKey == engine.Prefix);
        Assert.Equal(made, await harness.Driver.CreateAsync(call, Cancel));
        Assert.Equal("running", (await harness.Driver.FindAsync(engine.Prefix, Cancel))!.Spec["state"]!.GetValue<string>());
    }

    [Theory, EitherEngine]
    public async Task A_create_whose_start_fails_leaves_nothing(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        await using var harness = new KindHarness(engine, "docker.container");
        var call = harness.Call(engine.Prefix, """{"image":"homelab/busybox:1","command":["nosuchprogram"],"networks":["none"]}""");
        var error = await Assert.ThrowsAsync<PlatformException>(() => harness.Driver.CreateAsync(call, Cancel));
        Assert.Contains("nosuchprogram", error.Message);
        Assert.Empty(await NamesAsync(engine));
    }

    [Theory, EitherEngine]
    public async Task An_adopted_container_is_shown_without_what_its_image_says_and_without_secrets_and_keeps_the_rest_when_replaced(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        await using var harness = new KindHarness(engine, "docker.container");
        await engine.Api.RunAsync(engine.Prefix, "sleep 300", new JsonObject
        {
            ["Env"] = new JsonArray("A=1", "DB_PASSWORD=kept"),
            ["HostConfig"] = new JsonObject { ["Init"] = true, ["NetworkMode"] = "none", ["ReadonlyRootfs"] = true, ["Binds"] = new JsonArray($"{engine.Prefix}v:/data") },
        });
        var live = (await harness.Driver.FindAsync(engine.Prefix, Cancel))!;
        Assert.Equal("""{"A":"1"}""", live.Spec["env"]!.ToJsonString());
        Assert.Null(live.Mark);
        var call = harness.Call(engine.Prefix, """{"image":"homelab/busybox:1","labels":{"x":"y"}}""");
        await harness.Driver.ReplaceAsync(call, live, Cancel);
        var raw = (await engine.Api.GetAsync($"containers/{engine.Prefix}/json")).Body!;
        Assert.Contains("DB_PASSWORD=kept", raw["Config"]!["Env"]!.ToJsonString());
        Assert.True(raw["HostConfig"]!["ReadonlyRootfs"]!.GetValue<bool>());
        Assert.Equal($"[\"{engine.Prefix}v:/data\"]", raw["HostConfig"]!["Binds"]!.ToJsonString());
        Assert.Equal("y", raw["Config"]!["Labels"]!["x"]!.GetValue<string>());
        Assert.Equal([engine.Prefix], await NamesAsync(engine));
    }

    [Theory, EitherEngine]
    public async Task An_image_that_is_not_to_be_had_is_said_clearly_and_nothing_is_made(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        await using var harness = new KindHarness(engine, "docker.container");
        var error = await Assert.ThrowsAsync<PlatformException>(() => harness.Driver.CreateAsync(harness.Call(engine.Prefix, """{"image":"localhost:1/nobody/has-this:9"}"""), Cancel));
        Assert.StartsWith("Image 'localhost:1/nobody/has-this:9' is not on the engine and cannot be pulled", error.Message);
        Assert.Empty(await NamesAsync(engine));
    }

    [Fact]
    public async Task A_missing_image_is_pulled_with_progress()
    {
        await using var engine = await EngineUnderTest.StartAsync(EngineKind.Simulated, Cancel);
        await using var harness = new KindHarness(engine, "docker.container");
        await harness.Driver.CreateAsync(harness.Call("web", """{"image":"docker.io/library/nginx:1.27"}"""), Cancel);
        Assert.Contains(harness.Told, line => line.StartsWith("pulling nginx:1.27", StringComparison.Ordinal));
        Assert.Equal("nginx:1.27", (await harness.Driver.FindAsync("web", Cancel))!.Spec["image"]!.GetValue<string>());
    }

    [Fact]
    public async Task Observing_never_writes()
    {
        await using var engine = await EngineUnderTest.StartAsync(EngineKind.Simulated, Cancel, scale: 1);
        await using var harness = new KindHarness(engine, "docker.container");
        var before = engine.Simulated!.Calls.Count;
        foreach (var driver in harness.Connection.Drivers)
        {
            foreach (var live in await driver.ListAsync(Cancel))
                await driver.ReadAsync(live.Id, Cancel);
            Assert.Null(await driver.FindAsync("nothing-like-it", Cancel));
        }
        Assert.True((await harness.Connection.ProbeAsync(Cancel)).Usable);
        await harness.Connection.ChangesAsync(DateTimeOffset.UtcNow.AddHours(-1), Cancel);
        Assert.All(engine.Simulated.Calls.Skip(before), call => Assert.Equal("GET", call.Method));
    }

    [Theory, EitherEngine]
    public async Task Changes_tell_what_happened_to_which_container(EngineKind kind)
    {
        await using var engine = await EngineUnderTest.StartAsync(kind, Cancel);
        await using var harness = new KindHarness(engine, "docker.container");
        var since = DateTimeOffset.UtcNow.AddSeconds(-1);
        var id = await engine.Api.RunAsync(engine.Prefix, "sleep 300");
        await engine.Api.PostAsync($"containers/{id}/update", new JsonObject { ["RestartPolicy"] = new JsonObject { ["Name"] = "always" } });
        var changes = (await harness.Connection.ChangesAsync(since, Cancel)).Where(change => change.Id == id && change.What.StartsWith("container", StringComparison.Ordinal)).Select(change => change.What);
        Assert.Equal(["container update", "container start", "container create"], changes);
    }

    private static async Task<List<string>> NamesAsync(EngineUnderTest engine) =>
        [.. (await engine.Api.GetAsync("containers/json?all=1")).Body!.AsArray().Select(row => row!["Names"]![0]!.GetValue<string>().TrimStart('/')).Where(name => name.StartsWith(engine.Prefix, StringComparison.Ordinal))];

    private static string Port() => Random.Shared.Next(20_000, 30_000).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
