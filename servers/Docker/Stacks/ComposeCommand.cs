using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Docker;

/// <summary>The docker compose v2 command, run with arguments as a list; nothing goes through a shell.</summary>
internal sealed class ComposeCommand(DockerOptions options)
{
    private static readonly string[][] Ways = [["docker", "compose"], ["docker-compose"]];

    private string[]? way;

    /// <exception cref="PlatformException">There is no compose v2, or it failed; its last words are in the sentence.</exception>
    public async Task<string> RunAsync(string what, string folder, IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        way ??= await FindAsync(cancel);
        var (code, output, errors) = await StartAsync([.. way, .. arguments], folder, cancel);
        if (code == 0)
            return output;
        var words = UntrustedText.CleanOf(errors.Trim());
        throw new PlatformException(PlatformFailure.Failed, $"docker compose would not {what}: {(words.Length > 600 ? words[^600..] : words).ReplaceLineEndings(" ")}");
    }

    private async Task<string[]> FindAsync(CancellationToken cancel)
    {
        foreach (var candidate in Ways)
        {
            try
            {
                var (code, output, _) = await StartAsync([.. candidate, "version", "--short"], Path.GetTempPath(), cancel);
                if (code == 0 && output.Trim().TrimStart('v').Split('.') is [var major, ..] && int.TryParse(major, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= 2)
                    return candidate;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // There is no such program on this machine; the next way may be there.
            }
        }
        throw new PlatformException(PlatformFailure.Invalid, "docker.stack needs docker compose v2 on this machine, and neither 'docker compose' nor 'docker-compose' 2 answers: install the docker-compose-plugin, or write the services as docker.container.");
    }

    private async Task<(int Code, string Output, string Errors)> StartAsync(IReadOnlyList<string> command, string folder, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(command[0])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var argument in command.Skip(1))
            start.ArgumentList.Add(argument);
        start.Environment["DOCKER_HOST"] = options.DockerHost;
        start.Environment["COMPOSE_ANSI"] = "never";
        start.Environment["COMPOSE_PROGRESS"] = "plain";
        if (options.Certificate is { } certificate)
        {
            start.Environment["DOCKER_TLS_VERIFY"] = "1";
            start.Environment["DOCKER_CERT_PATH"] = Path.GetDirectoryName(Path.GetFullPath(certificate));
        }
        using var process = Process.Start(start) ?? throw new PlatformException(PlatformFailure.Failed, $"'{command[0]}' did not start.");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var errors = process.StandardError.ReadToEndAsync(cancel);
        try
        {
            await process.WaitForExitAsync(cancel);
            return (process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}

/// <summary>A compose project as compose itself resolves it.</summary>
internal sealed record ComposeProject(JsonObject Json)
{
    public static ComposeProject Parse(string text)
    {
        try
        {
            return new ComposeProject(JsonNode.Parse(text)!.AsObject());
        }
        catch (JsonException error)
        {
            throw new PlatformException(PlatformFailure.Failed, $"docker compose answered with something that is no JSON: {error.Message}", error);
        }
    }

    public IEnumerable<string> Services => Names("services");

    /// <summary>Volumes and networks that the project makes itself; external ones are not ours to label.</summary>
    public IEnumerable<string> Own(string section) => (Json[section] as JsonObject ?? [])
        .Where(pair => pair.Value?["external"]?.GetValueKind() is not JsonValueKind.True).Select(pair => pair.Key);

    /// <summary>Bind mounts that lie in the project's folder: they mean something on the engine's own machine only.</summary>
    public IEnumerable<string> BindsUnder(string folder) =>
        from service in Json["services"] as JsonObject ?? []
        from mount in service.Value?["volumes"] as JsonArray ?? []
        where mount?["type"]?.GetValue<string>() is "bind"
        let source = mount["source"]?.GetValue<string>() ?? ""
        where source == folder || source.StartsWith(folder + "/", StringComparison.Ordinal)
        select $"{service.Key}: {source}";

    private IEnumerable<string> Names(string section) => (Json[section] as JsonObject ?? []).Select(pair => pair.Key);
}
