using System.Diagnostics;
using System.Text.Json.Nodes;

namespace HomelabMcp.EndToEnd.Tests;

/// <summary>The MCP inspector's command line, the same that the README tells people to debug with.</summary>
internal static class Inspector
{
    /// <summary>Skips the test when the inspector is not installed.</summary>
    public static string Require()
    {
        if (Environment.GetEnvironmentVariable("HOMELAB_TEST_INSPECTOR") is { Length: > 0 } program && File.Exists(program)) return program;
        const string Reason = "HOMELAB_TEST_INSPECTOR names no mcp-inspector program (npm package @modelcontextprotocol/inspector).";
        if (Environment.GetEnvironmentVariable("HOMELAB_REQUIRE_ALL") is "1") throw new InvalidOperationException(Reason);
        Assert.Skip(Reason);
        return "";
    }

    public static Task<JsonObject> StdioAsync(string config, string server, CancellationToken cancel, params string[] method) =>
        RunAsync(
            ["--cli", "dotnet", HomelabProcess.Program, "mcp", server, "-e", $"HOMELAB_CONFIG={config}", .. method], cancel);

    public static Task<JsonObject> HttpAsync(Uri url, string token, CancellationToken cancel, params string[] method) =>
        RunAsync(
            ["--cli", "--server-url", url.ToString(), "--transport", "http", "--header", $"Authorization: Bearer {token}", .. method], cancel);

    private static async Task<JsonObject> RunAsync(string[] arguments, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(Require(), arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var error = process.StandardError.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        if (process.ExitCode != 0) throw new InvalidOperationException($"The inspector ended with {process.ExitCode}: {await error} {await output}");
        return JsonNode.Parse(await output)!.AsObject();
    }
}
