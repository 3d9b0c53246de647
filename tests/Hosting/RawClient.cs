using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HomelabMcp.Hosting.Tests;

/// <summary>Speaks 2026-07-28 by hand, for what the official client would never send.</summary>
internal sealed class RawClient(Uri url) : IDisposable
{
    public const string Accepted = """{"confirm":{"action":"accept","content":{"confirm":true}}}""";

    private readonly HttpClient http = new();

    public async Task<JsonElement> CallAsync(string tool, string arguments, string? state = null, string? answers = null, string? token = null, string path = "/mcp")
    {
        var parameters = new JsonObject { ["name"] = tool, ["arguments"] = JsonNode.Parse(arguments) };
        if (state is not null) parameters["requestState"] = state;
        if (answers is not null) parameters["inputResponses"] = JsonNode.Parse(answers);
        using var response = await SendAsync("tools/call", parameters, tool, token, path);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode} {body}");
        var message = JsonElement.Parse(body.Split('\n').Last(line => line.StartsWith("data:", StringComparison.Ordinal))[5..]);
        return message.TryGetProperty("result", out var result) ? result : throw new InvalidOperationException(message.GetRawText());
    }

    public async Task<HttpResponseMessage> SendAsync(string method, JsonObject parameters, string? name = null, string? token = null, string path = "/mcp", Action<HttpRequestMessage>? change = null)
    {
        parameters["_meta"] = new JsonObject
        {
            ["io.modelcontextprotocol/protocolVersion"] = "2026-07-28",
            ["io.modelcontextprotocol/clientInfo"] = new JsonObject { ["name"] = "raw", ["version"] = "1" },
            ["io.modelcontextprotocol/clientCapabilities"] = new JsonObject { ["elicitation"] = new JsonObject { ["form"] = new JsonObject() } },
        };
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(url, path))
        {
            Content = new StringContent(
                new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method, ["params"] = parameters }.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        request.Headers.Add("MCP-Protocol-Version", "2026-07-28");
        request.Headers.Add("Mcp-Method", method);
        if (name is not null) request.Headers.Add("Mcp-Name", name);
        if (token is not null) request.Headers.Authorization = new("Bearer", token);
        change?.Invoke(request);
        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static string Text(JsonElement result) => result.GetProperty("content")[0].GetProperty("text").GetString()!;

    public static HttpStatusCode Status(HttpResponseMessage response) => response.StatusCode;

    public void Dispose() => http.Dispose();
}
