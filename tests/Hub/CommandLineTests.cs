using System.CommandLine;
using HomelabMcp.Hub.Commands;

namespace HomelabMcp.Hub.Tests;

public sealed class CommandLineTests
{
    public static TheoryData<string> Commands =>
        ["demo", "sandbox", "up", "mcp", "validate", "plan", "drift", "apply", "approvals", "approvals list", "approvals approve", "approvals deny", "import", "status", "runs",
         "schema", "doctor", "pause", "resume", "token create", "token list", "token revoke"];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_has_help_with_an_example_and_an_answer_in_json(string command)
    {
        var help = await CommandRun.OfAsync([.. command.Split(' '), "--help"]);

        Assert.Equal(0, help.ExitCode);
        Assert.Contains("--json", help.Output);
        Assert.Contains($"  homelab {command}", help.Output[help.Output.LastIndexOf("Examples:", StringComparison.Ordinal)..]);
        Assert.Empty(help.Errors);
    }

    [Fact]
    public async Task The_help_lists_no_command_that_does_not_work()
    {
        var help = await CommandRun.OfAsync("--help");

        foreach (var later in (string[])["rollback", "backup", "restore", "policy", "simulate", "audit", "install"])
            Assert.DoesNotContain($"\n  {later} ", help.Output);
    }

    [Theory]
    [InlineData("statsu", "status")]
    [InlineData("demmo", "demo")]
    public async Task A_mistyped_command_is_wrong_usage_and_names_the_nearest(string typed, string meant)
    {
        var run = await CommandRun.OfAsync(typed);

        Assert.Equal(64, run.ExitCode);
        Assert.Contains($"did you mean '{meant}'", run.Errors);
        Assert.Empty(run.Output);
        Assert.Single(run.Errors.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("demo", "--port", "many")]
    [InlineData("demo", "--port", "70000")]
    [InlineData("demo", "--docker", "nonsense")]
    [InlineData("sandbox", "proxmoxx")]
    [InlineData("sandbox", "--errors", "101")]
    [InlineData("mcp", "proxmoxx")]
    [InlineData("mcp")]
    [InlineData("plan", "--nonsense")]
    [InlineData("token", "create", "x", "--role", "god")]
    [InlineData("token", "create", "x")]
    [InlineData("approvals", "approve")]
    [InlineData]
    public async Task A_wrong_command_line_ends_with_64_and_one_sentence(params string[] arguments)
    {
        var run = await CommandRun.OfAsync(arguments);

        Assert.Equal(64, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Single(run.Errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_missing_configuration_names_where_it_was_looked_for()
    {
        using var folder = new TemporaryFolder("empty");

        var run = await CommandRun.InAsync(folder.Path, new Dictionary<string, string> { ["HOME"] = folder.Path }, "status");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(Path.Combine(folder.Path, "homelab.yaml"), run.Errors);
        Assert.Contains("homelab demo", run.Errors);
    }

    [Theory]
    [InlineData(true, null, true)]
    [InlineData(true, "1", false)]
    [InlineData(false, null, false)]
    public void Colour_is_for_terminals_of_people_who_want_it(bool isTerminal, string? noColor, bool coloured)
    {
        using var output = new StringWriter();
        var here = new Surroundings { Output = output, Errors = output, Folder = "/", Variable = name => name is "NO_COLOR" ? noColor : null, IsTerminal = isTerminal };

        here.Terminal(json: false).Styled("[green]fine[/]");

        Assert.Equal(coloured, output.ToString().Contains('\e', StringComparison.Ordinal));
    }

    [Fact]
    public void Text_from_outside_cannot_steer_the_terminal()
    {
        using var output = new StringWriter();
        var terminal = new Terminal(output, output, colour: false, 80, json: false);

        terminal.Line("a\e[2Jb\u202Ec");
        terminal.Table(["head"], [["x\e]0;title\ay [red]not markup[/]"]]);

        Assert.DoesNotContain('\e', output.ToString());
        Assert.Contains("a[2Jbc", output.ToString());
        Assert.Contains("[red]not markup[/]", output.ToString());
    }
}
