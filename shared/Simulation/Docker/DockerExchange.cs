using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace HomelabMcp.Simulation.Docker;

/// <summary>One request to the simulated engine and the ways to answer it.</summary>
internal sealed class DockerExchange(HttpContext http, string name)
{
    public HttpContext Http { get; } = http;

    /// <summary>The name or id in the path, undecoded slashes included.</summary>
    public string Name { get; } = name;

    public CancellationToken Aborted => Http.RequestAborted;

    public string? Query(string key) => Http.Request.Query.TryGetValue(key, out var value) ? value.ToString() : null;

    /// <summary>Go's reading of a boolean: everything but "", 0, no, false and none is true.</summary>
    public bool Flag(string key) =>
        Query(key)?.Trim().ToLowerInvariant() is { } text and not ("" or "0" or "no" or "false" or "none") && text.Length > 0;

    public async Task<JsonObject> BodyAsync()
    {
        using var reader = new StreamReader(Http.Request.Body);
        var text = await reader.ReadToEndAsync(Aborted);
        if (text.Length == 0)
            return [];
        try
        {
            return JsonNode.Parse(text) as JsonObject
                ?? throw new DockerFault(400, "json: cannot unmarshal value into Go value of type container.Config");
        }
        catch (JsonException)
        {
            throw new DockerFault(500, "unexpected EOF");
        }
    }

    public Task JsonAsync(JsonNode body, int status = 200)
    {
        Http.Response.StatusCode = status;
        Http.Response.ContentType = "application/json";
        return Http.Response.WriteAsync(body.ToJsonString() + "\n", Aborted);
    }

    public Task EmptyAsync(int status = 204)
    {
        Http.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
