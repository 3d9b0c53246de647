using System.CommandLine;
using HomelabMcp.Core;

namespace HomelabMcp.Hub.Commands;

/// <summary>A command: its options, its examples, and how its errors reach people.</summary>
internal abstract class Verb : Command
{
    private readonly Surroundings here;
    private readonly Option<bool> json = new("--json") { Description = "Answer with one JSON document on one line." };

    /// <summary>A command.</summary>
    /// <param name="here">What it sees of the machine.</param>
    /// <param name="name">Its name.</param>
    /// <param name="summary">One sentence.</param>
    /// <param name="examples">Command lines that work, for <c>--help</c>.</param>
    protected Verb(Surroundings here, string name, string summary, params string[] examples) : base(name, summary)
    {
        this.here = here;
        Examples = examples;
        Options.Add(json);
        SetAction(AnswerAsync);
    }

    /// <summary>Shown at the end of the help.</summary>
    public IReadOnlyList<string> Examples { get; }

    /// <summary>What the command sees of the machine.</summary>
    protected Surroundings Here => here;

    /// <summary>Does the work and answers with an exit code.</summary>
    protected abstract Task<int> RunAsync(ParseResult line, Terminal terminal, CancellationToken cancel);

    /// <summary>Adds an option and gives it back, so that a field can hold it.</summary>
    protected T With<T>(T option) where T : Option
    {
        Options.Add(option);
        return option;
    }

    /// <summary>Adds an argument and gives it back.</summary>
    protected T Taking<T>(T argument) where T : Argument
    {
        // The parser would take a mistyped option for an argument's value.
        argument.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => token.Value.StartsWith("--", StringComparison.Ordinal)) is { } option)
                result.AddError($"'{option.Value}' is not an option of '{Name}': {Nearest.Hint(option.Value, [.. Options.Select(known => known.Name)])}");
        });
        Arguments.Add(argument);
        return argument;
    }

    /// <summary>Refuses numbers outside a range.</summary>
    protected static T Between<T>(T option, double least, double most) where T : Option
    {
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (double.TryParse(token.Value, System.Globalization.CultureInfo.InvariantCulture, out var value) && (value < least || value > most))
                    result.AddError(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{option.Name} is {value}: it takes {least} to {most}"));
        });
        return option;
    }

    private async Task<int> AnswerAsync(ParseResult line, CancellationToken cancel)
    {
        var terminal = here.Terminal(line.GetValue(json));
        try
        {
            return await RunAsync(line, terminal, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        catch (FaultsException refused)
        {
            foreach (var fault in refused.Faults) terminal.Error(fault.ToString());
            return ExitCodes.Failed;
        }
        catch (WrongUsageException wrong)
        {
            terminal.Error(wrong.Message);
            return ExitCodes.WrongUsage;
        }
        catch (Exception failure) when (failure is HomelabException or IOException or UnauthorizedAccessException or HttpRequestException)
        {
            terminal.Error(failure.Message);
            return ExitCodes.Failed;
        }
    }
}

/// <summary>The command line asks for something that does not exist or does not fit together.</summary>
internal sealed class WrongUsageException(string sentence) : HomelabException(sentence);
