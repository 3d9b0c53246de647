using System.Net;
using System.Text.Json.Nodes;

using HomelabMcp.Simulation.Proxmox;

namespace HomelabMcp.Simulation.Tests.Proxmox;

/// <summary>Just enough of a client for these tests.</summary>
internal sealed class PveClient : IDisposable
{
    private readonly HttpClient _http;

    public PveClient(SimulatedProxmox simulator, string? token = null)
    {
        _http = new HttpClient { BaseAddress = new Uri(simulator.Url, "/api2/json/") };
        _http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"PVEAPIToken={token ?? simulator.Token}");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async Task<(int Status, string Reason, JsonNode? Json)> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] form)
    {
        using var request = new HttpRequestMessage(method, path);
        if (form.Length > 0)
            request.Content = new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)));
        using var answer = await _http.SendAsync(request, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        return ((int)answer.StatusCode, answer.ReasonPhrase ?? "", text.StartsWith('{') ? JsonNode.Parse(text) : null);
    }

    /// <summary>The data of an answer that must be 200.</summary>
    public async Task<JsonNode?> DataAsync(HttpMethod method, string path, params (string Name, string Value)[] form)
    {
        var (status, reason, json) = await SendAsync(method, path, form);
        Assert.True(status == 200, $"{method} {path}: {status} {reason} {json?.ToJsonString()}");
        return json!["data"];
    }

    public Task<JsonNode?> GetAsync(string path) => DataAsync(HttpMethod.Get, path);

    /// <summary>Starts a task and waits for its end; the answer is its exit status.</summary>
    public async Task<string> RunAsync(HttpMethod method, string path, params (string Name, string Value)[] form) =>
        await EndAsync((string)(await DataAsync(method, path, form))!);

    public async Task<string> EndAsync(string upid)
    {
        while (true)
        {
            var status = await GetAsync($"nodes/{upid.Split(':')[1]}/tasks/{Uri.EscapeDataString(upid)}/status");
            if (status!["exitstatus"] is { } exit)
                return (string)exit!;
            await Task.Delay(10, Cancellation);
        }
    }

    public void Dispose() => _http.Dispose();
}
