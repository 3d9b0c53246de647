using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ModelContextProtocol.Client;

namespace HomelabMcp.EndToEnd.Tests;

/// <summary>A started <c>homelab demo</c> and the ways to it that a user has.</summary>
internal sealed partial class RunningDemo : IAsyncDisposable
{
    private readonly HomelabProcess process;
    private readonly TemporaryFolder? ownFolder;

    private RunningDemo(HomelabProcess process, JsonObject said, string data, TemporaryFolder? ownFolder) =>
        (this.process, Said, Data, this.ownFolder) = (process, said, data, ownFolder);

    /// <summary>The one line of <c>--json</c>.</summary>
    public JsonObject Said { get; }

    public string Data { get; }

    public Uri Hub => new(Said["hub"]!.GetValue<string>());

    public string Config => Said["config"]!.GetValue<string>();

    public string Repository => Said["repository"]!.GetValue<string>();

    public string Errors => process.Errors;

    public static async Task<RunningDemo> StartAsync(CancellationToken cancel, string? data = null, params string[] more)
    {
        var folder = data is null ? new TemporaryFolder() : null;
        var where = data ?? folder!.Path;
        var process = HomelabProcess.Start(where, null, ["demo", "--json", "--port", "0", "--data", where, .. more]);
        try
        {
            var said = JsonNode.Parse(await process.FirstLineAsync(cancel))!.AsObject();
            return new(process, said, where, folder);
        }
        catch
        {
            await process.DisposeAsync();
            folder?.Dispose();
            throw;
        }
    }

    public string Token(string role) => Said["tokens"]![role]!.GetValue<string>();

    public HttpClient Rest(string role)
    {
        var client = new HttpClient { BaseAddress = new Uri(Hub, "/api/v1/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token(role));
        return client;
    }

    public async Task<McpClient> McpAsync(string role, string path, CancellationToken cancel, string? era = null) =>
        await McpClient.CreateAsync(
            new HttpClientTransport(new()
            {
                Endpoint = new Uri(Hub, path),
                TransportMode = HttpTransportMode.StreamableHttp,
                AdditionalHeaders = new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = $"Bearer {Token(role)}" },
            }),
            new() { ProtocolVersion = era, DiscoverProbeTimeout = TimeSpan.FromSeconds(30), ClientInfo = new() { Name = "end-to-end", Version = "1.0" } },
            cancellationToken: cancel);

    /// <summary>The simulated Proxmox, asked directly with the token that the written configuration holds.</summary>
    public ProxmoxApi Proxmox() =>
        new(new Uri(Said["targets"]!["proxmox"]!.GetValue<string>()), ApiToken().Match(File.ReadAllText(Config)).Value);

    /// <summary>A resource as the hub shows it, or null when neither Git nor the live system has it.</summary>
    public async Task<JsonObject?> ResourceAsync(string kind, string name, CancellationToken cancel)
    {
        using var rest = Rest("viewer");
        using var answer = await rest.GetAsync(new Uri($"resources/{kind}/{name}", UriKind.Relative), cancel);
        if (answer.StatusCode == System.Net.HttpStatusCode.NotFound) return null;
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonObject>(cancel);
    }

    public Task<(int ExitCode, TimeSpan Took)> StopAsync() => process.StopAsync();

    public Task KillAsync() => process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        ownFolder?.Dispose();
    }

    [GeneratedRegex("[a-z0-9-]+@[a-z]+![A-Za-z0-9_-]+=[0-9a-f-]{36}", RegexOptions.None, 1000)]
    private static partial Regex ApiToken();
}
