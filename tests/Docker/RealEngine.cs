using System.Formats.Tar;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace HomelabMcp.Docker.Testing;

/// <summary>
/// A real Docker Engine for tests: the one that HOMELAB_TEST_DOCKER names, else /var/run/docker.sock when it answers.
/// Needs nothing of the product, so that other test projects can link this file.
/// </summary>
public sealed class RealEngine : IDisposable
{
    /// <summary>The image that tests run; made from the machine's static busybox where it is missing.</summary>
    public const string Image = "homelab/busybox:1";

    private const string Variable = "HOMELAB_TEST_DOCKER";
    private const string DefaultSocket = "unix:///var/run/docker.sock";

    private static readonly SemaphoreSlim Preparing = new(1, 1);
    private static readonly string[] Applets =
        ["sh", "sleep", "cat", "echo", "ls", "httpd", "nc", "ping", "wget", "true", "false", "env", "id", "mkdir", "tail", "printf", "kill"];

    private static bool prepared;
    private static Task<string?>? networkProblem;

    private RealEngine(Uri url)
    {
        Url = url;
        Http = Client(url);
    }

    /// <summary>As a target's <c>url</c>: unix:///… or tcp://….</summary>
    public Uri Url { get; }

    /// <summary>A plain client of its API; relative addresses such as <c>containers/json</c>.</summary>
    public HttpClient Http { get; }

    /// <summary>
    /// The engine, with the test image. Without an engine the test is skipped with the reason, or fails where
    /// HOMELAB_REQUIRE_ALL=1.
    /// </summary>
    public static async Task<RealEngine> RequireAsync(CancellationToken cancel)
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        var engine = new RealEngine(new Uri(string.IsNullOrEmpty(named) ? DefaultSocket : named));
        try
        {
            using var ping = await engine.Http.GetAsync("_ping", cancel);
            ping.EnsureSuccessStatusCode();
        }
        catch (Exception error) when (error is HttpRequestException or SocketException or IOException)
        {
            engine.Dispose();
            Missing($"No Docker Engine answers at {engine.Url} ({error.Message}): start one or set {Variable}=unix:///path/docker.sock.");
        }
        await engine.PrepareAsync(cancel);
        return engine;
    }

    /// <summary>Skips (or fails) a test that needs a bridge network of its own, where this engine cannot make one.</summary>
    public async Task RequireNetworksAsync(CancellationToken cancel)
    {
        await Preparing.WaitAsync(cancel);
        try
        {
            networkProblem ??= ProbeNetworksAsync(cancel);
        }
        finally
        {
            Preparing.Release();
        }
        if (await networkProblem is { } problem)
            Missing($"This Docker Engine cannot make user-defined bridge networks ({problem}): run dockerd as root under `unshare -n`, without --bridge=none and --iptables=false.");
    }

    /// <inheritdoc/>
    public void Dispose() => Http.Dispose();

    /// <summary>A client for unix:// and tcp:// addresses alike.</summary>
    public static HttpClient Client(Uri url)
    {
        if (url.Scheme != "unix")
            return new HttpClient { BaseAddress = new UriBuilder(url) { Scheme = "http", Port = url.Port > 0 ? url.Port : 2375 }.Uri };
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(url.AbsolutePath), cancel);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        return new HttpClient(handler) { BaseAddress = new Uri("http://docker/") };
    }

    /// <summary>Imports the test image into any engine that lacks it.</summary>
    public static async Task EnsureImageAsync(HttpClient http, CancellationToken cancel)
    {
        using var present = await http.GetAsync($"images/{Image}/json", cancel);
        if (present.StatusCode == HttpStatusCode.OK)
            return;
        if (!File.Exists("/bin/busybox"))
            Missing("The test image is made of /bin/busybox: install busybox-static.");
        using var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true))
        {
            await writer.WriteEntryAsync("/bin/busybox", "bin/busybox", cancel);
            foreach (var applet in Applets)
                await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, $"bin/{applet}") { LinkName = "busybox" }, cancel);
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, "tmp/"), cancel);
        }
        tar.Position = 0;
        var change = Uri.EscapeDataString("CMD [\"/bin/sh\"]");
        using var imported = await http.PostAsync($"images/create?fromSrc=-&repo=homelab/busybox&tag=1&changes={change}", new StreamContent(tar), cancel);
        var answer = await imported.Content.ReadAsStringAsync(cancel);
        if (!imported.IsSuccessStatusCode || answer.Contains("errorDetail", StringComparison.Ordinal))
            throw new InvalidOperationException($"The engine did not import {Image}: {answer}");
    }

    private async Task PrepareAsync(CancellationToken cancel)
    {
        await Preparing.WaitAsync(cancel);
        try
        {
            if (!prepared)
                await EnsureImageAsync(Http, cancel);
            prepared = true;
        }
        finally
        {
            Preparing.Release();
        }
    }

    private async Task<string?> ProbeNetworksAsync(CancellationToken cancel)
    {
        var name = $"homelab-probe-{Guid.NewGuid():N}";
        try
        {
            using var network = await Http.PostAsJsonAsync("networks/create", new JsonObject { ["Name"] = name, ["CheckDuplicate"] = true }, cancel);
            if (!network.IsSuccessStatusCode)
                return await network.Content.ReadAsStringAsync(cancel);
            var body = new JsonObject { ["Image"] = Image, ["Cmd"] = new JsonArray("true"), ["HostConfig"] = new JsonObject { ["NetworkMode"] = name } };
            using var created = await Http.PostAsJsonAsync($"containers/create?name={name}", body, cancel);
            using var started = await Http.PostAsync($"containers/{name}/start", null, cancel);
            return started.IsSuccessStatusCode ? null : await started.Content.ReadAsStringAsync(cancel);
        }
        finally
        {
            using var container = await Http.DeleteAsync($"containers/{name}?force=1", CancellationToken.None);
            using var network = await Http.DeleteAsync($"networks/{name}", CancellationToken.None);
        }
    }

    private static void Missing(string reason)
    {
        if (Environment.GetEnvironmentVariable("HOMELAB_REQUIRE_ALL") == "1")
            Assert.Fail(reason);
        Assert.Skip(reason);
    }
}
