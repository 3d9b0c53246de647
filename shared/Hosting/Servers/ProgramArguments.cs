using HomelabMcp.Core;

namespace HomelabMcp.Hosting;

/// <summary>The command line of a server that runs alone.</summary>
internal sealed record ProgramArguments(string? Config, ServerMode Mode, Uri? Http, bool Help, bool Version)
{
    private static readonly string[] Options = ["--config", "--mode", "--http", "--help", "--version"];

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="UsageException">They are wrong; its sentence says how.</exception>
    public static ProgramArguments Parse(IReadOnlyList<string> args)
    {
        var read = new ProgramArguments(null, ServerMode.Propose, null, false, false);
        for (var i = 0; i < args.Count; i++)
        {
            var (name, inline) = args[i].IndexOf('=', StringComparison.Ordinal) is > 2 and var at && args[i].StartsWith("--", StringComparison.Ordinal)
                ? (args[i][..at], args[i][(at + 1)..])
                : (args[i], null);
            string Value() => inline ?? (i + 1 < args.Count ? args[++i] : throw new UsageException($"{name} needs a value."));
            read = name switch
            {
                "--config" => read with { Config = Value() },
                "--mode" => read with { Mode = ModeOf(Value()) },
                "--http" => read with { Http = HttpOf(Value()) },
                "--help" or "-h" => read with { Help = true },
                "--version" => read with { Version = true },
                _ => throw new UsageException($"'{name}' is not an option: {Nearest.Hint(name, Options)}."),
            };
        }

        return read;
    }

    /// <summary>A mode's word.</summary>
    public static ServerMode ModeOf(string text) => text switch
    {
        "read" => ServerMode.Read,
        "propose" => ServerMode.Propose,
        "operate" => ServerMode.Operate,
        _ => throw new UsageException($"'{text}' is not a mode: {Nearest.Hint(text, ["read", "propose", "operate"])}."),
    };

    /// <summary>An address to listen on.</summary>
    public static Uri HttpOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" && address.PathAndQuery is "/"
            ? address
            : throw new UsageException($"'{text}' is not an address to listen on: write http://127.0.0.1:7421 (port 0 picks a free one).");
}

/// <summary>A wrong command line; programs end with 64.</summary>
public sealed class UsageException(string sentence) : HomelabException(sentence);
