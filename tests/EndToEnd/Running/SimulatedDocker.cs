using System.Text.Json.Nodes;

namespace HomelabMcp.EndToEnd.Tests;

/// <summary><c>homelab sandbox docker</c> in a process of its own.</summary>
internal sealed class SimulatedDocker : IAsyncDisposable
{
    private readonly HomelabProcess process;

    private SimulatedDocker(HomelabProcess process, string url) => (this.process, Url) = (process, url);

    public string Url { get; }

    public static async Task<SimulatedDocker> StartAsync(CancellationToken cancel)
    {
        var process = HomelabProcess.Start(Path.GetTempPath(), null, "sandbox", "docker", "--json");
        var target = JsonNode.Parse(await process.FirstLineAsync(cancel))!["targets"]!["docker"]!;
        return new(process, target["url"]!.GetValue<string>());
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
