using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.Hosting.Fixture;
using ModelContextProtocol.Client;

namespace HomelabMcp.Hosting.Tests;

public sealed class StdioTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("homelab-stdio-").FullName;

    public static TheoryData<string> Eras => ["2026-07-28", "2025-11-25"];

    private static string Program => Path.Combine(AppContext.BaseDirectory, "HomelabMcp.Hosting.Fixture.dll");

    [Theory, MemberData(nameof(Eras))]
    public async Task A_process_of_its_own_answers_over_stdio_and_keeps_stdout_clean(string version)
    {
        await using var client = await ConnectAsync(version, null, "--mode", "read");
        var tools = await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Contains("fixture_guests", tools.Select(tool => tool.Name));
        Assert.DoesNotContain("fixture_restart", tools.Select(tool => tool.Name));
        Assert.NotEqual(true, (await client.CallAsync("fixture_prints")).IsError);
        Assert.Equal("local", (await client.CallAsync("fixture_who")).StructuredContent!.Value.GetProperty("name").GetString());
    }

    [Theory, MemberData(nameof(Eras))]
    public async Task A_destructive_operation_asks_over_stdio_too(string version)
    {
        var asked = 0;
        await using var client = await ConnectAsync(version, question => ++asked is 1 ? Serving.No(question) : Serving.Yes(question), "--mode=operate");
        Assert.True((await client.CallAsync("fixture_rollback", ("guest", "web"))).IsError);
        Assert.NotEqual(true, (await client.CallAsync("fixture_rollback", ("guest", "web"))).IsError);
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task Calls_that_run_when_stdin_ends_are_answered()
    {
        var answers = await SpeakAsync([Initialize, Initialized, Call(2, "fixture_slow", """{"milliseconds":400}"""), Call(3, "fixture_guests", "{}")]);
        Assert.Equal([1, 2, 3], answers.Select(answer => answer["id"]!.GetValue<int>()).Order());
        Assert.All(answers, answer => Assert.NotNull(answer["result"]));
    }

    [Fact]
    public async Task A_call_that_was_taken_back_keeps_nobody_waiting_at_the_end()
    {
        var watch = Stopwatch.StartNew();
        var answers = await SpeakAsync(
        [
            Initialize, Initialized, Call(2, "fixture_slow", """{"milliseconds":60000}"""),
            """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":2}}""",
        ]);
        Assert.Equal([1], answers.Select(answer => answer["id"]!.GetValue<int>()));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public async Task Lines_that_are_no_messages_are_passed_over_or_refused_by_their_id()
    {
        var answers = await SpeakAsync(
        [
            "not json", "", "   ", "[]", """{"jsonrpc":"1.0","id":9,"method":5}""", Initialize, Initialized, Call(2, "fixture_guests", "{}"),
            $$"""{"jsonrpc":"2.0","id":10,"method":"tools/call","params":{{new string('[', 500)}}{{new string(']', 500)}}}""",
        ]);
        Assert.Equal([1, 2, 9, 10], answers.Select(answer => answer["id"]!.GetValue<int>()).Order());
        Assert.All(answers.Where(answer => answer["id"]!.GetValue<int>() > 8), answer => Assert.NotNull(answer["error"]));
    }

    [Fact]
    public async Task A_line_without_end_ends_the_server()
    {
        var options = Serving.Options(new FixturePlatform()) with { Limits = new CallLimits { RequestBytes = 1000 } };
        var failure = await Assert.ThrowsAsync<HomelabException>(() => SpeakAsync([Initialize, new string('x', 100_000)], options));
        Assert.Equal("Reading stdin failed: a message is longer than 1000 bytes.", failure.Message);
    }

    [Theory]
    [InlineData(64, "'--mod' is not an option: did you mean '--mode'? valid: --config, --help, --http, --mode, --version. See homelab-mcp-fixture --help.", "--mod", "read")]
    [InlineData(64, "'wrte' is not a mode: valid: operate, propose, read. See homelab-mcp-fixture --help.", "--mode", "wrte")]
    [InlineData(64, "--config needs a value. See homelab-mcp-fixture --help.", "--config")]
    [InlineData(64, "'ftp://x' is not an address to listen on: write http://127.0.0.1:7421 (port 0 picks a free one). See homelab-mcp-fixture --help.", "--http", "ftp://x")]
    [InlineData(1, "There is no configuration file /nowhere/homelab.yaml (--config names it).", "--config", "/nowhere/homelab.yaml")]
    public async Task A_wrong_command_line_ends_with_one_sentence(int code, string sentence, params string[] arguments)
    {
        var (exit, output, error) = await RunAsync(arguments);
        Assert.Equal((code, "", sentence), (exit, output, error.TrimEnd()));
    }

    [Fact]
    public async Task Help_shows_examples_and_version_a_number()
    {
        var (exit, help, _) = await RunAsync("--help");
        Assert.Equal(0, exit);
        Assert.Contains("Examples:", help, StringComparison.Ordinal);
        Assert.Matches(@"^\d+\.\d+\.\d+\s*$", (await RunAsync("--version")).Output);
    }

    [Fact]
    public async Task A_configuration_without_a_target_of_the_platform_is_refused()
    {
        var file = Path.Combine(folder, "other.yaml");
        await File.WriteAllTextAsync(file, "installation: home\ntargets:\n  n: { platform: netbox, url: \"${env:NOT_SET_ANYWHERE}\" }\n", TestContext.Current.CancellationToken);
        var (exit, _, error) = await RunAsync("--config", file);
        Assert.Equal((1, $"{file} has no target of platform 'fixture': add one under 'targets'."), (exit, error.TrimEnd()));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private const string Initialize = """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""";
    private const string Initialized = """{"jsonrpc":"2.0","method":"notifications/initialized"}""";

    private static string Call(int id, string tool, string arguments) =>
        $$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{{{arguments}}}}}""";

    /// <summary>Writes lines, ends the input, and returns what was answered.</summary>
    private static async Task<IReadOnlyList<JsonNode>> SpeakAsync(IEnumerable<string> lines, HomelabMcpOptions? options = null)
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        using var output = new MemoryStream();
        await StdioServer.RunAsync(options ?? Serving.Options(new FixturePlatform()), null, input, output, TestContext.Current.CancellationToken);
        return [.. Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }

    private string Configuration()
    {
        var file = Path.Combine(folder, "homelab.yaml");
        File.WriteAllText(file, "installation: home\ntargets:\n  one: { platform: fixture, url: http://127.0.0.1:1, token: a-secret-of-the-fixture }\n");
        return file;
    }

    private Task<McpClient> ConnectAsync(string version, Func<ModelContextProtocol.Protocol.ElicitRequestParams?, ModelContextProtocol.Protocol.ElicitResult>? answer, params string[] arguments) => McpClient.CreateAsync(
        new StdioClientTransport(new() { Command = "dotnet", Arguments = [Program, "--config", Configuration(), .. arguments] }),
        Serving.ClientOptions(version, answer),
        cancellationToken: TestContext.Current.CancellationToken);

    private static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
