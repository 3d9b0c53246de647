using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using HomelabMcp.Core;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace HomelabMcp.Hosting;

/// <summary>
/// Proposals of a server that runs alone: handed to the hub's own <c>/mcp/gitops</c> with the token that this process was
/// given, so the hub decides what it may do and writes who asked.
/// </summary>
internal sealed class HubProposals(Uri? hub, string? token) : IProposals, IAsyncDisposable
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(30);
    private readonly HttpClient http = new();
    private readonly SemaphoreSlim asking = new(1, 1);
    private (bool Answers, long At)? last;

    /// <summary>Whether a hub is named, we hold a token, and it answers; asked anew every half minute.</summary>
    public async ValueTask<bool> AnswersAsync(CancellationToken cancel)
    {
        if (hub is null || string.IsNullOrEmpty(token)) return false;
        await asking.WaitAsync(cancel);
        try
        {
            if (last is { } known && TimeProvider.System.GetElapsedTime(known.At) < Remembered) return known.Answers;
            var answers = await AskAsync(hub, cancel);
            last = (answers, TimeProvider.System.GetTimestamp());
            return answers;
        }
        finally
        {
            asking.Release();
        }
    }

    public async Task<ProposalAnswer> ProposeAsync(ProposalRequest request, Caller caller, CancellationToken cancel)
    {
        if (hub is null || string.IsNullOrEmpty(token))
            throw new HomelabException("Proposals need a hub: name it under 'hub' in homelab.yaml and put its token into HOMELAB_TOKEN.");
        try
        {
            await using var client = await McpClient.CreateAsync(
                new HttpClientTransport(
                    new()
                    {
                        Endpoint = new Uri(hub, "/mcp/gitops"),
                        TransportMode = HttpTransportMode.StreamableHttp,
                        AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {token}" },
                    },
                    http),
                new() { ClientInfo = new() { Name = caller.Client ?? "homelab", Version = caller.ClientVersion ?? ServerVersion.Text } },
                cancellationToken: cancel);
            var result = await client.CallToolAsync("gitops_propose", Arguments(request), cancellationToken: cancel);
            return Answer(result);
        }
        catch (Exception failure) when (failure is HttpRequestException or McpException or IOException)
        {
            throw new HomelabException($"The hub at {hub} did not take the proposal: {failure.Message}", failure);
        }
    }

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        asking.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Dictionary<string, object?> Arguments(ProposalRequest request) => new(StringComparer.Ordinal)
    {
        ["title"] = request.Title,
        ["why"] = request.Why,
        ["changes"] = new JsonArray([.. request.Changes.Select(change => (JsonNode)(change switch
        {
            ProposedChange.Upsert upsert => new JsonObject { ["op"] = "upsert", ["manifest"] = upsert.Manifest },
            ProposedChange.Delete { Target: null } delete => new JsonObject { ["op"] = "delete", ["kind"] = delete.Kind, ["name"] = delete.Name },
            ProposedChange.Delete delete => new JsonObject { ["op"] = "delete", ["kind"] = delete.Kind, ["name"] = delete.Name, ["target"] = delete.Target },
            ProposedChange.File file => new JsonObject { ["op"] = "file", ["path"] = file.Path, ["content"] = file.Content },
            _ => throw new InvalidOperationException($"A change of type {change.GetType().Name} cannot be forwarded."),
        }))]),
    };

    private static ProposalAnswer Answer(CallToolResult result)
    {
        var text = string.Join(' ', result.Content.OfType<TextContentBlock>().Select(block => block.Text));
        if (result.IsError is true) throw new HomelabException(text);
        if (result.StructuredContent is not { ValueKind: JsonValueKind.Object } content) throw new HomelabException("The hub answered a proposal without its content: are hub and server of one version?");
        var reply = JsonObject.Create(content)!;
        string Field(string name) => reply[name]?.GetValue<string>() ?? throw new HomelabException($"The hub's answer lacks '{name}': are hub and server of one version?");
        return new(
            Field("proposal"),
            Field("branch"),
            Field("commit"),
            reply["url"]?.GetValue<string>(),
            reply["diff"]?.GetValue<string>() ?? "",
            reply["plan"]?.DeepClone() as JsonObject ?? [],
            Field("risk"),
            reply["checks"].Deserialize<ImmutableArray<ProposalCheck>?>(ToolJson.Options) ?? []);
    }

    private async Task<bool> AskAsync(Uri address, CancellationToken cancel)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        time.CancelAfter(AnswerTime);
        try
        {
            using var answer = await http.GetAsync(new Uri(address, "/healthz"), time.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return false;
        }
    }
}
