using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace HomelabMcp.EndToEnd.Tests;

/// <summary>A real Docker Engine asked directly over its socket, without any client of ours.</summary>
internal sealed class Engine : IDisposable
{
    private readonly HttpClient http;

    private Engine(string socket)
    {
        Url = $"unix://{socket}";
        http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancel) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancel);
                return new NetworkStream(connection, ownsSocket: true);
            },
        })
        { BaseAddress = new Uri("http://engine/v1.41/") };
    }

    public string Url { get; }

    /// <summary>The engine of <c>HOMELAB_TEST_DOCKER</c> or the usual socket; skips the test when none answers.</summary>
    public static async Task<Engine> RequireAsync(CancellationToken cancel)
    {
        var url = Environment.GetEnvironmentVariable("HOMELAB_TEST_DOCKER") ?? "unix:///var/run/docker.sock";
        var engine = new Engine(url["unix://".Length..]);
        try
        {
            (await engine.http.GetAsync(new Uri("_ping", UriKind.Relative), cancel)).EnsureSuccessStatusCode();
            await engine.MakeImageAsync(cancel);
            return engine;
        }
        catch (HttpRequestException reason)
        {
            engine.Dispose();
            if (Environment.GetEnvironmentVariable("HOMELAB_REQUIRE_ALL") is "1") throw;
            Assert.Skip($"No Docker Engine answers at {url}: {reason.Message}");
            throw;
        }
    }

    public async Task<JsonObject?> ContainerAsync(string name, CancellationToken cancel)
    {
        using var answer = await http.GetAsync(new Uri($"containers/{name}/json", UriKind.Relative), cancel);
        if (answer.StatusCode == HttpStatusCode.NotFound) return null;
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonObject>(cancel);
    }

    public async Task<IReadOnlyList<string>> NamesAsync(string prefix, CancellationToken cancel)
    {
        var all = await http.GetFromJsonAsync<JsonArray>(new Uri("containers/json?all=true", UriKind.Relative), cancel);
        return [.. all!.SelectMany(one => one!["Names"]!.AsArray().Select(name => name!.GetValue<string>().TrimStart('/')))
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    public async Task<IReadOnlyList<string>> NetworksAsync(string prefix, CancellationToken cancel)
    {
        var all = await http.GetFromJsonAsync<JsonArray>(new Uri("networks", UriKind.Relative), cancel);
        return [.. all!.Select(one => one!["Name"]!.GetValue<string>()).Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];
    }

    public async Task PostAsync(string path, JsonNode? body, CancellationToken cancel)
    {
        using var answer = await http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body ?? new JsonObject(), cancel);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Removes what a test left, by name; what is gone already is fine.</summary>
    public async Task RemoveAsync(string name)
    {
        using var container = await http.DeleteAsync(new Uri($"containers/{name}?force=true&v=true", UriKind.Relative), CancellationToken.None);
        using var network = await http.DeleteAsync(new Uri($"networks/{name}", UriKind.Relative), CancellationToken.None);
        using var volume = await http.DeleteAsync(new Uri($"volumes/{name}?force=true", UriKind.Relative), CancellationToken.None);
    }

    public void Dispose() => http.Dispose();

    /// <summary>An image from the machine's static busybox: no registry is asked.</summary>
    private async Task MakeImageAsync(CancellationToken cancel)
    {
        using var there = await http.GetAsync(new Uri("images/homelab/busybox:1/json", UriKind.Relative), cancel);
        if (there.IsSuccessStatusCode) return;
        using var archive = BusyboxArchive.Create();
        using var content = new StreamContent(archive);
        content.Headers.ContentType = new("application/x-tar");
        using var answer = await http.PostAsync(
            new Uri("images/create?fromSrc=-&repo=homelab/busybox&tag=1&changes=" + Uri.EscapeDataString("CMD [\"/bin/sh\"]"), UriKind.Relative), content, cancel);
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsStringAsync(cancel);
    }
}
