namespace HomelabMcp.Hub.Commands;

/// <summary>What a command sees of the machine: everything that a test replaces.</summary>
internal sealed record Surroundings
{
    /// <summary>Standard output.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Standard error.</summary>
    public required TextWriter Errors { get; init; }

    /// <summary>The working folder.</summary>
    public required string Folder { get; init; }

    /// <summary>An environment variable, or null.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Whether the output is a terminal.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Columns of the output; wide where it goes into a file or a pipe.</summary>
    public int Width { get; init; } = 240;

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>This process's own.</summary>
    public static Surroundings OfProcess() => new()
    {
        Output = Console.Out,
        Errors = Console.Error,
        Folder = Environment.CurrentDirectory,
        Variable = Environment.GetEnvironmentVariable,
        IsTerminal = !Console.IsOutputRedirected,
        Width = Console.IsOutputRedirected ? 240 : Math.Max(60, Console.WindowWidth),
    };

    /// <summary>The terminal of one command: colour only where people look and nobody set <c>NO_COLOR</c>.</summary>
    public Terminal Terminal(bool json) =>
        new(Output, Errors, IsTerminal && !json && string.IsNullOrEmpty(Variable("NO_COLOR")) && Variable("TERM") is not "dumb", Width, json);

    /// <summary>A path as the user means it, relative to the working folder.</summary>
    public string PathOf(string path) => Path.GetFullPath(path, Folder);
}
