using System.Globalization;

namespace HomelabMcp.Simulation.Docker;

/// <summary>
/// What a simulated container's command does: the few shell words that tests and health checks use
/// (echo, sleep, exit, true, false, joined by ; and &amp;&amp;). Any other program runs until it is stopped.
/// </summary>
internal sealed record SimulatedProcess(TimeSpan? RunsFor, int ExitCode, IReadOnlyList<(TimeSpan After, bool Error, string Text)> Output)
{
    private static readonly string[] Busybox =
        ["sh", "sleep", "cat", "echo", "ls", "httpd", "nc", "ping", "wget", "true", "false", "env", "id", "tail", "top", "busybox"];

    public static bool Knows(string program) => Busybox.Contains(Path.GetFileName(program));

    public static SimulatedProcess Run(IReadOnlyList<string> command)
    {
        if (command.Count == 0)
            return new(TimeSpan.Zero, 0, []);
        if (Path.GetFileName(command[0]) is "sh" or "ash")
            return command.Count >= 3 && command[1] == "-c" ? Script(command[2]) : new(TimeSpan.Zero, 0, []);
        return Script(string.Join(' ', command));
    }

    private static SimulatedProcess Script(string script)
    {
        var output = new List<(TimeSpan, bool, string)>();
        var clock = TimeSpan.Zero;
        var code = 0;
        foreach (var step in script.Split([";", "\n"], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var part in step.Split("&&", StringSplitOptions.TrimEntries))
            {
                var words = part.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                switch (words.FirstOrDefault()?.TrimStart('/').Split('/')[^1])
                {
                    case "echo":
                        var error = words[^1] is ">&2" or "1>&2";
                        var text = string.Join(' ', words.Skip(1).TakeWhile(word => !word.StartsWith('>') && word != "1>&2"));
                        output.Add((clock, error, text.Trim('"', '\'')));
                        code = 0;
                        break;
                    case "sleep" when words.Length > 1 && double.TryParse(words[1], CultureInfo.InvariantCulture, out var seconds):
                        clock += TimeSpan.FromSeconds(seconds);
                        code = 0;
                        break;
                    case "exit":
                        return new(clock, words.Length > 1 ? int.Parse(words[1], CultureInfo.InvariantCulture) : code, output);
                    case "true":
                        code = 0;
                        break;
                    case "false":
                        code = 1;
                        break;
                    case "exec" or "trap" or "mkdir" or "cat" when words.Length > 1:
                        break;
                    default:
                        return new(null, 0, output);
                }
                if (code != 0)
                    break;
            }
        }
        return new(clock, code, output);
    }
}
