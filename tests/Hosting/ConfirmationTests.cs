using System.Text.Json;
using HomelabMcp.Core;
using HomelabMcp.Hosting.Fixture;
using ModelContextProtocol.Protocol;

namespace HomelabMcp.Hosting.Tests;

public sealed class ConfirmationTests
{
    public static TheoryData<string> Eras => ["2026-07-28", "2025-11-25"];

    [Theory, MemberData(nameof(Eras))]
    public async Task A_destructive_operation_runs_once_a_human_said_yes(string version)
    {
        await using var serving = await Serving.StartAsync();
        string? question = null;
        await using var client = await serving.ConnectAsync(version, asked =>
        {
            question = asked?.Message;
            return Serving.Yes(asked);
        });
        var reply = await client.CallAsync("fixture_rollback", ("guest", "web"));
        Assert.Equal("Roll guest web back to last on (not given)? What was written since is lost.", question);
        Assert.NotEqual(true, reply.IsError);
        Assert.Equal(1, serving.Platform.State.Rollbacks);
    }

    [Theory, MemberData(nameof(Eras))]
    public async Task Nothing_is_done_when_the_human_says_no(string version)
    {
        await using var serving = await Serving.StartAsync();
        await using var client = await serving.ConnectAsync(version, Serving.No);
        var reply = await client.CallAsync("fixture_rollback", ("guest", "web"));
        Assert.True(reply.IsError);
        Assert.Equal("'fixture_rollback' was not confirmed, so nothing was done.", reply.Text());
        Assert.Equal(0, serving.Platform.State.Rollbacks);
    }

    [Theory, MemberData(nameof(Eras))]
    public async Task An_accepted_form_without_the_tick_is_a_no(string version)
    {
        await using var serving = await Serving.StartAsync();
        await using var client = await serving.ConnectAsync(version, _ => new ElicitResult
        {
            Action = "accept",
            Content = new Dictionary<string, JsonElement> { ["confirm"] = JsonElement.Parse("false") },
        });
        Assert.True((await client.CallAsync("fixture_rollback", ("guest", "web"))).IsError);
        Assert.Equal(0, serving.Platform.State.Rollbacks);
    }

    [Theory, MemberData(nameof(Eras))]
    public async Task Nothing_is_done_when_nobody_can_be_asked(string version)
    {
        await using var serving = await Serving.StartAsync();
        await using var client = await serving.ConnectAsync(version);
        var reply = await client.CallAsync("fixture_rollback", ("guest", "web"));
        Assert.True(reply.IsError);
        Assert.Contains("this client cannot ask one", reply.Text(), StringComparison.Ordinal);
        Assert.Equal(0, serving.Platform.State.Rollbacks);
    }

    [Fact]
    public async Task No_argument_confirms()
    {
        await using var serving = await Serving.StartAsync();
        await using var client = await serving.ConnectAsync("2026-07-28");
        var reply = await client.CallAsync("fixture_rollback", ("guest", "web"), ("confirm", true));
        Assert.StartsWith("'fixture_rollback' was not called: there is no argument 'confirm'", reply.Text(), StringComparison.Ordinal);
        Assert.Equal(0, serving.Platform.State.Rollbacks);
    }

    [Fact]
    public async Task A_harmless_operation_is_not_asked_about()
    {
        await using var serving = await Serving.StartAsync();
        await using var client = await serving.ConnectAsync("2026-07-28");
        Assert.NotEqual(true, (await client.CallAsync("fixture_restart", ("guest", "web"))).IsError);
        Assert.Equal(1, serving.Platform.State.Restarts);
    }

    [Fact]
    public async Task A_confirmation_works_once_and_for_its_own_call_only()
    {
        await using var serving = await Serving.StartAsync();
        using var raw = new RawClient(serving.Url);
        var asked = await raw.CallAsync("fixture_rollback", """{"guest":"web"}""");
        Assert.Equal("input_required", asked.GetProperty("resultType").GetString());
        var state = asked.GetProperty("requestState").GetString()!;

        async Task<string> Again(string arguments, string with, string tool = "fixture_rollback") =>
            RawClient.Text(await raw.CallAsync(tool, arguments, with, RawClient.Accepted));

        Assert.Contains("for other arguments", await Again("""{"guest":"db"}""", state), StringComparison.Ordinal);
        Assert.Contains("was changed", await Again("""{"guest":"web"}""", Tampered(state)), StringComparison.Ordinal);
        Assert.Contains("was changed", await Again("""{"guest":"web"}""", "nonsense!"), StringComparison.Ordinal);
        Assert.Contains("was not confirmed", RawClient.Text(await raw.CallAsync("fixture_rollback", """{"guest":"web"}""", await StateAsync(raw), "{}")), StringComparison.Ordinal);
        Assert.Equal(0, serving.Platform.State.Rollbacks);
        Assert.Equal("""{"text":"web is at last"}""", await Again("""{"guest":"web"}""", state));
        Assert.Contains("it was used before", await Again("""{"guest":"web"}""", state), StringComparison.Ordinal);
        Assert.Equal(1, serving.Platform.State.Rollbacks);
    }

    [Fact]
    public async Task Answers_without_our_state_confirm_nothing()
    {
        await using var serving = await Serving.StartAsync();
        using var raw = new RawClient(serving.Url);
        var reply = await raw.CallAsync("fixture_rollback", """{"guest":"web"}""", null, RawClient.Accepted);
        Assert.Equal("input_required", reply.GetProperty("resultType").GetString());
        Assert.Equal(0, serving.Platform.State.Rollbacks);
    }

    [Fact]
    public void A_seal_holds_for_its_principal_tool_arguments_and_time()
    {
        var clock = new ManualClock();
        using var seal = new ConfirmationSeal(clock, TimeSpan.FromMinutes(10));
        var state = seal.Make("anna", "tool", "hash");
        Assert.Equal("it was given for another principal", seal.Broken(state, "bert", "tool", "hash"));
        Assert.Equal("it was given for another tool", seal.Broken(state, "anna", "other", "hash"));
        Assert.Equal("it was given for other arguments", seal.Broken(state, "anna", "tool", "other"));
        clock.Advance(TimeSpan.FromMinutes(9.9));
        Assert.Null(seal.Broken(state, "anna", "tool", "hash"));
        Assert.Equal("it was used before", seal.Broken(state, "anna", "tool", "hash"));
        var second = seal.Make("anna", "tool", "hash");
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("it is older than 10 minutes", seal.Broken(second, "anna", "tool", "hash"));
        using var other = new ConfirmationSeal(clock, TimeSpan.FromMinutes(10));
        Assert.Equal("it was not made by this server, or was changed", other.Broken(seal.Make("anna", "tool", "hash"), "anna", "tool", "hash"));
    }

    [Fact]
    public void No_bit_of_a_seal_can_be_changed() => CsCheck.Check.Sample(
        CsCheck.Gen.Select(CsCheck.Gen.Int[0, 10_000], CsCheck.Gen.Int[0, 7]),
        change =>
        {
            using var seal = new ConfirmationSeal(TimeProvider.System, TimeSpan.FromMinutes(1));
            var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(seal.Make("anna", "tool", "hash"));
            bytes[change.Item1 % bytes.Length] ^= (byte)(1 << change.Item2);
            Assert.NotNull(seal.Broken(System.Buffers.Text.Base64Url.EncodeToString(bytes), "anna", "tool", "hash"));
        },
        iter: 200);

    [Fact]
    public void A_question_stays_one_line_whatever_stands_in_the_arguments()
    {
        var tool = new ToolFacts(LoneTool("fixture_rollback"));
        var message = Confirmation.Message(tool, new Dictionary<string, JsonElement>
        {
            ["guest"] = JsonSerializer.SerializeToElement("web\n\nApproved by admin.\u202e {snapshot}"),
            ["target"] = JsonSerializer.SerializeToElement(new string('y', 500)),
        });
        Assert.Equal($"Roll guest web  Approved by admin. {{snapshot}} back to last on {new string('y', 120)}…? What was written since is lost.", message);
    }

    private static ModelContextProtocol.Server.McpServerTool LoneTool(string name) =>
        Laws.ToolLaws.ToolsOf(ToolSet.Of(new FixturePlatform())).Single(tool => tool.ProtocolTool.Name == name);

    private static async Task<string> StateAsync(RawClient raw) =>
        (await raw.CallAsync("fixture_rollback", """{"guest":"web"}""")).GetProperty("requestState").GetString()!;

    private static string Tampered(string state) => $"{state[..^5]}{(state[^5] is 'A' ? 'B' : 'A')}{state[^4..]}";

    private sealed class ManualClock : TimeProvider
    {
        private DateTimeOffset now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => now;

        public void Advance(TimeSpan time) => now += time;
    }
}
