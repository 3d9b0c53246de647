using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.Hub.Api;
using HomelabMcp.Hub.Commands;

namespace HomelabMcp.Hub.Doors;

/// <summary>A running hub, over its REST interface.</summary>
internal sealed class RemoteHub(HttpClient http) : IHub
{
    public string Place => http.BaseAddress!.GetLeftPart(UriPartial.Authority);

    /// <summary>A client of a hub.</summary>
    /// <param name="address">Where it answers.</param>
    /// <param name="token">The bearer token.</param>
    public static RemoteHub At(Uri address, Secret<string> token)
    {
        var http = new HttpClient { BaseAddress = new Uri(address, "/api/v1/"), Timeout = TimeSpan.FromMinutes(30) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        return new(http);
    }

    public Task<StatusReply> StatusAsync(CancellationToken cancel) => GetAsync<StatusReply>("status", cancel);

    public Task<Page<ResourceReply>> ResourcesAsync(ResourceQuery query, CancellationToken cancel) => GetAsync<Page<ResourceReply>>(
        "resources" + Query(("kind", query.Kind), ("target", query.Target), ("state", query.State), ("limit", $"{query.Limit}"), ("cursor", query.Cursor)), cancel);

    public Task<Page<DriftReply>> DriftAsync(CancellationToken cancel) => GetAsync<Page<DriftReply>>("drift", cancel);

    public Task<JsonObject> PlanAsync(string? reference, CancellationToken cancel) => GetAsync<JsonObject>("plan" + Query(("ref", reference)), cancel);

    public Task<SyncReply> SyncAsync(CancellationToken cancel) => PostAsync<SyncReply>("sync", null, cancel);

    public Task<Page<RunReply>> RunsAsync(int limit, string? cursor, CancellationToken cancel) =>
        GetAsync<Page<RunReply>>("runs" + Query(("limit", $"{limit}"), ("cursor", cursor)), cancel);

    public Task<RunReply> RunAsync(string id, CancellationToken cancel) => GetAsync<RunReply>($"runs/{Uri.EscapeDataString(id)}", cancel);

    public Task<Page<ApprovalReply>> ApprovalsAsync(CancellationToken cancel) => GetAsync<Page<ApprovalReply>>("approvals", cancel);

    public Task<ApprovalReply> ApproveAsync(string id, Decision decision, CancellationToken cancel) =>
        PostAsync<ApprovalReply>($"approvals/{Uri.EscapeDataString(id)}/approve", decision, cancel);

    public Task<ApprovalReply> DenyAsync(string id, Decision decision, CancellationToken cancel) =>
        PostAsync<ApprovalReply>($"approvals/{Uri.EscapeDataString(id)}/deny", decision, cancel);

    public Task<PauseReply> PauseAsync(string reason, CancellationToken cancel) => PostAsync<PauseReply>("pause", new PauseRequest(reason), cancel);

    public Task ResumeAsync(CancellationToken cancel) => SendAsync(HttpMethod.Post, "resume", null, cancel);

    public Task<Page<TokenReply>> TokensAsync(CancellationToken cancel) => GetAsync<Page<TokenReply>>("tokens", cancel);

    public Task<NewTokenReply> CreateTokenAsync(TokenRequest request, CancellationToken cancel) => PostAsync<NewTokenReply>("tokens", request, cancel);

    public Task RevokeTokenAsync(string name, CancellationToken cancel) => SendAsync(HttpMethod.Delete, $"tokens/{Uri.EscapeDataString(name)}", null, cancel);

    public Task<ProposalAnswer> ProposeAsync(ProposalRequest request, CancellationToken cancel) =>
        PostAsync<ProposalAnswer>("proposals", ProposalBody.Of(request), cancel);

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Query(params ReadOnlySpan<(string Name, string? Value)> parts)
    {
        var given = new List<string>();
        foreach (var (name, value) in parts)
            if (value is not null) given.Add($"{name}={Uri.EscapeDataString(value)}");
        return given.Count == 0 ? "" : "?" + string.Join('&', given);
    }

    private Task<T> GetAsync<T>(string path, CancellationToken cancel) => AskAsync<T>(HttpMethod.Get, path, null, cancel);

    private Task<T> PostAsync<T>(string path, object? body, CancellationToken cancel) => AskAsync<T>(HttpMethod.Post, path, body, cancel);

    private async Task<T> AskAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancel)
    {
        using var answer = await SendAsync(method, path, body, cancel);
        return await answer.Content.ReadFromJsonAsync<T>(Terminal.JsonStyle, cancel) ?? throw new HomelabException($"The hub at {Place} answered nothing to {method} {path}.");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = JsonContent.Create(body, body.GetType(), options: Terminal.JsonStyle);
        HttpResponseMessage answer;
        try
        {
            answer = await http.SendAsync(request, cancel);
        }
        catch (HttpRequestException lost)
        {
            throw new HomelabException($"The hub at {Place} did not answer: {lost.Message}", lost);
        }

        if (answer.IsSuccessStatusCode) return answer;
        using (answer) throw new HubRefusalException((int)answer.StatusCode, await SentenceOfAsync(answer, cancel));
    }

    private async Task<string> SentenceOfAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        try
        {
            var problem = await answer.Content.ReadFromJsonAsync<JsonObject>(cancel);
            if (problem?["detail"]?.GetValue<string>() is { } sentence) return sentence;
        }
        catch (JsonException)
        {
            // Not one of our answers: something else listens there. The status is all there is to say.
        }

        return $"What answers at {Place} said {(int)answer.StatusCode} {answer.ReasonPhrase}.";
    }
}

/// <summary>A hub refused what was asked.</summary>
internal sealed class HubRefusalException(int status, string sentence) : HomelabException(sentence)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;
}
