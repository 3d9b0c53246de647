using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

using HomelabMcp.Simulation.Proxmox;
using HomelabMcp.Simulation.Proxmox.State;

namespace HomelabMcp.Simulation.Tests.Proxmox.Replay;

/// <summary>Sends a recorded request to a simulator in the recorded state and tells how the answers differ, or null.</summary>
internal static class Replay
{
    public static async Task<string?> CompareAsync(Recording recording, CancellationToken cancellation)
    {
        var now = DateTimeOffset.UtcNow;
        var state = RecordedState.Build(now);
        var running = recording.Name is "task-status-running" or "task-log-running" or "task-status-unescaped-upid" or "task-status-other-user";
        var (path, body) = (recording.Path, recording.Body);
        Situation.Arrange(state, recording, now);
        if (recording.Name is "qemu-config-put-ok")
            body = body!.Replace("91ebfe25df917f3857f522ec51f1e43942fa4d7a", state.Guests[110].Digest(), StringComparison.Ordinal);
        await using var simulator = await SimulatedProxmox.StartAsync(new ProxmoxSimulationOptions { InitialState = state, TaskDuration = running ? TimeSpan.FromMinutes(1) : TimeSpan.Zero }, cancellation);
        using var client = new HttpClient { BaseAddress = simulator.Url };
        if (path.Contains("/tasks/UPID", StringComparison.Ordinal) && recording.Name is not ("task-status-bad-upid" or "task-stop-finished"))
            path = await AfterTaskAsync(client, recording, cancellation);
        else if (recording.Name.EndsWith(".config", StringComparison.Ordinal))
            await FirstAsync(client, recording.Name[..^7], cancellation);
        using var request = Request(recording, path, body, simulator.Cluster);
        using var answer = await client.SendAsync(request, cancellation);
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        if ((int)answer.StatusCode != recording.Status || answer.ReasonPhrase != recording.Reason)
            return $"status line: recorded {recording.Status} {recording.Reason}, answered {(int)answer.StatusCode} {answer.ReasonPhrase} {text}";
        if (recording.Json is not { } json)
            return text == (recording.Text ?? "") ? null : $"body: recorded '{recording.Text}', answered '{text}'";
        var (expected, actual) = (Comparison.Normalise(json), Comparison.Normalise(JsonNode.Parse(text)));
        return expected == actual ? null : $"recorded {expected}\nanswered {actual}";
    }

    private static HttpRequestMessage Request(Recording recording, string path, string? body, Cluster cluster)
    {
        var request = new HttpRequestMessage(new HttpMethod(recording.Method), path) { Version = HttpVersion.Version11 };
        foreach (var (name, value) in recording.Headers)
            if (name is "Authorization")
                request.Headers.TryAddWithoutValidation(name, value.StartsWith("PVEAuthCookie=", StringComparison.Ordinal) ? "PVEAuthCookie=" + cluster.Tickets.Issue("mcp@pve") : value);
            else if (name is "Cookie")
                request.Headers.TryAddWithoutValidation(name, recording.Name is "auth-401-garbage-cookie" ? value : "PVEAuthCookie=" + Uri.EscapeDataString(cluster.Tickets.Issue("mcp@pve")));
            else if (name is "CSRFPreventionToken")
                request.Headers.TryAddWithoutValidation(name, recording.Name.EndsWith("bad-csrf", StringComparison.Ordinal) ? value : cluster.Tickets.IssueCsrf("mcp@pve"));
        if (recording.Headers.Count == 0 && recording.Name is "node-status")
            request.Headers.TryAddWithoutValidation("Authorization", Recording.All["version"].Headers["Authorization"]);
        if (recording.Name is "ticket-renew-password-is-ticket")
            body = $"username=mcp%40pve&password={Uri.EscapeDataString(cluster.Tickets.Issue("mcp@pve"))}";
        if (body is null)
            return request;
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (recording.Headers.GetValueOrDefault("Content-Type") is { } type)
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (recording.Headers.ContainsKey("Transfer-Encoding"))
            request.Headers.TransferEncodingChunked = true;
        return request;
    }

    /// <summary>Runs the request a task's recording belongs to, and names that task in the recorded path.</summary>
    private static async Task<string> AfterTaskAsync(HttpClient client, Recording recording, CancellationToken cancellation)
    {
        var before = recording.Name.EndsWith(".task-status", StringComparison.Ordinal) || recording.Name.EndsWith(".task-log", StringComparison.Ordinal)
            ? recording.Name[..recording.Name.LastIndexOf('.')]
            : recording.Name is "task-status-own-by-token" ? "qemu-stop-mcp" : "qemu-shutdown-running-task";
        var upid = await FirstAsync(client, before, cancellation);
        var place = recording.Path.IndexOf("/tasks/", StringComparison.Ordinal) + 7;
        return recording.Path[..place] + (recording.Name is "task-status-unescaped-upid" ? upid : Uri.EscapeDataString(upid)) + recording.Path[recording.Path.IndexOf('/', place)..];
    }

    private static async Task<string> FirstAsync(HttpClient client, string name, CancellationToken cancellation)
    {
        var (method, path, body) = Recording.All.TryGetValue(name, out var recorded)
            ? (recorded.Method, recorded.Path, recorded.Body)
            : Situation.HeldBack[name] is var (m, p, b) ? (m, "/api2/json" + p, b) : throw new InvalidOperationException(name);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation("Authorization", (recorded ?? Recording.All["version"]).Headers["Authorization"]);
        if (method is not "DELETE")
            request.Content = new StringContent(body ?? "", Encoding.UTF8, "application/x-www-form-urlencoded");
        using var answer = await client.SendAsync(request, cancellation);
        return (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellation))!["data"] ?? throw new InvalidOperationException($"{name} did not start a task: {answer.ReasonPhrase}");
    }
}
