using ModelContextProtocol.Client;

namespace HomelabMcp.Hosting.Tests;

public sealed class StdioTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("homelab-stdio-").FullName;

    public static TheoryData<string> Eras => ["2026-07-28", "2025-11-25"];

    [Theory, MemberData(nameof(Eras))]
    public async Task A_process_of_its_own_answers_over_stdio(string version)
    {
        await using var client = await ConnectAsync(version, "--mode", "read");
        var tools = await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Contains("fixture_guests", tools.Select(tool => tool.Name));
        Assert.DoesNotContain("fixture_restart", tools.Select(tool => tool.Name));
        var reply = await client.CallAsync("fixture_prints");
        Assert.NotEqual(true, reply.IsError);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Configuration()
    {
        var file = Path.Combine(folder, "homelab.yaml");
        File.WriteAllText(file, "installation: home\ntargets:\n  one: { platform: fixture, url: http://127.0.0.1:1, token: a-secret-of-the-fixture }\n");
        return file;
    }

    private static string Program => Path.Combine(AppContext.BaseDirectory, "HomelabMcp.Hosting.Fixture.dll");

    private Task<McpClient> ConnectAsync(string version, params string[] arguments) => McpClient.CreateAsync(
        new StdioClientTransport(new() { Command = "dotnet", Arguments = [Program, "--config", Configuration(), .. arguments] }),
        Serving.ClientOptions(version, null),
        cancellationToken: TestContext.Current.CancellationToken);
}
