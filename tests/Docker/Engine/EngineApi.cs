using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using HomelabMcp.Docker.Testing;

namespace HomelabMcp.Docker.Tests;

/// <summary>An answer of an engine.</summary>
internal sealed record EngineAnswer(int Status, string Text, HttpResponseMessage Raw)
{
    public JsonNode? Body => Text.Length > 0 ? JsonNode.Parse(Text) : null;

    public string? Message => Text.StartsWith('{') ? JsonNode.Parse(Text)?["message"]?.GetValue<string>() : null;
}

/// <summary>Plain calls of the Engine API, so that tests ask the engine itself and not our code.</summary>
internal sealed class EngineApi(HttpClient http) : IDisposable
{
    public Task<EngineAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<EngineAnswer> PostAsync(string path, JsonNode? body = null) => SendAsync(HttpMethod.Post, path, body);

    public Task<EngineAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    public HttpClient Http => http;

    /// <summary>Creates a container of the test image and fails the test when the engine refuses.</summary>
    public async Task<string> CreateAsync(string name, string command, JsonObject? more = null)
    {
        var body = new JsonObject
        {
            ["Image"] = RealEngine.Image,
            ["Cmd"] = new JsonArray("sh", "-c", command),
            ["HostConfig"] = new JsonObject { ["Init"] = true, ["NetworkMode"] = "none" },
        };
        foreach (var (key, value) in more ?? [])
            body[key] = value?.DeepClone();
        var answer = await PostAsync($"containers/create?name={name}", body);
        Assert.True(answer.Status == 201, answer.Text);
        return answer.Body!["Id"]!.GetValue<string>();
    }

    public async Task<string> RunAsync(string name, string command, JsonObject? more = null)
    {
        var id = await CreateAsync(name, command, more);
        var started = await PostAsync($"containers/{id}/start");
        Assert.True(started.Status == 204, started.Text);
        return id;
    }

    /// <summary>Waits until a container has written so many lines: a real engine's log comes a little after the program's end.</summary>
    public async Task<byte[]> LogsAsync(string id, int lines, CancellationToken cancel)
    {
        for (var attempt = 0; ; attempt++)
        {
            var bytes = await http.GetByteArrayAsync($"containers/{id}/logs?stdout=1&stderr=1", cancel);
            if (bytes.Count(b => b == '\n') >= lines || attempt == 100)
                return bytes;
            await Task.Delay(50, cancel);
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<EngineAnswer> SendAsync(HttpMethod method, string path, JsonNode? body)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = JsonContent.Create(body, options: JsonSerializerOptions.Default);
        var response = await http.SendAsync(request);
        return new EngineAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response);
    }
}
