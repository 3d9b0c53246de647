using System.Text.Json.Nodes;
using HomelabMcp.Hub.Commands;

namespace HomelabMcp.Hub.Tests;

/// <summary>One command line, run in this process.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Errors)
{
    public JsonObject Json => (JsonObject)JsonNode.Parse(Output)!;

    public static Task<CommandRun> OfAsync(params string[] arguments) => InAsync(Path.GetTempPath(), new Dictionary<string, string>(), arguments);

    public static async Task<CommandRun> InAsync(string folder, IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await CommandTree.RunAsync(
            arguments,
            new() { Output = output, Errors = errors, Folder = folder, Variable = name => variables.GetValueOrDefault(name) },
            TestContext.Current.CancellationToken);
        return new(code, output.ToString(), errors.ToString());
    }
}
