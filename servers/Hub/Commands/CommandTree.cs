using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using HomelabMcp.Core;

namespace HomelabMcp.Hub.Commands;

/// <summary>The whole command line.</summary>
internal static class CommandTree
{
    /// <summary>Runs one command line and answers with its exit code.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Surroundings here, CancellationToken cancel = default)
    {
        var root = Create(here);
        var line = root.Parse(arguments);
        if (line.Action is ParseErrorAction)
        {
            here.Terminal(json: false).Error(Explain(line));
            return ExitCodes.WrongUsage;
        }

        var how = new InvocationConfiguration
        {
            Output = here.Output,
            Error = here.Errors,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TimeSpan.FromSeconds(10),
        };
        return await line.InvokeAsync(how, cancel);
    }

    private static RootCommand Create(Surroundings here)
    {
        var root = new RootCommand("A homelab in Git: assistants propose, people merge, the reconciler applies.")
        {
            new DemoCommand(here), new SandboxCommand(here), new UpCommand(here), new McpCommand(here),
            new ValidateCommand(here), new PlanCommand(here), new DriftCommand(here), new ApplyCommand(here), new ApprovalsCommand(here),
            new ImportCommand(here), new StatusCommand(here), new RunsCommand(here), new SchemaCommand(here), new DoctorCommand(here),
            new PauseCommand(here), new ResumeCommand(here), new TokenCommand(here),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        if (help.Action is HelpAction standard) help.Action = new HelpWithExamples(standard);
        return root;
    }

    private static string Explain(ParseResult line)
    {
        var path = string.Join(' ', PathTo(line.CommandResult.Command, line.RootCommandResult.Command));
        var help = $"See '{path} --help'.";
        if (line.UnmatchedTokens is [var unknown, ..] && line.CommandResult.Command.Subcommands.Count > 0)
            return $"'{unknown}' is not a command of {path}: {Nearest.Hint(unknown, [.. line.CommandResult.Command.Subcommands.Select(command => command.Name)])}. {help}";
        if (line.UnmatchedTokens is [var option, ..] && option.StartsWith('-'))
            return $"'{option}' is not an option of '{path}': {Nearest.Hint(option, [.. line.CommandResult.Command.Options.Select(known => known.Name)])}. {help}";
        // Some of the parser's messages are lists over several lines.
        return $"{string.Join(' ', line.Errors[0].Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.')}. {help}";
    }

    private static IEnumerable<string> PathTo(Command command, Command root)
    {
        if (command == root) return ["homelab"];
        var parent = command.Parents.OfType<Command>().First();
        return [.. PathTo(parent, root), command.Name];
    }
}

/// <summary>The usual help, with the command's examples after it.</summary>
internal sealed class HelpWithExamples(HelpAction standard) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        standard.MaxWidth = 120;
        var code = standard.Invoke(parseResult);
        if (parseResult.CommandResult.Command is not Verb { Examples.Count: > 0 } verb) return code;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in verb.Examples) output.WriteLine($"  {example}");
        output.WriteLine();
        return code;
    }
}
