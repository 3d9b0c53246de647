using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace HomelabMcp.Proxmox.Tests;

/// <summary>
/// A loopback server that speaks HTTP by hand, since no web framework sends Proxmox's reason phrases: it answers each
/// request with the next answer put in, and keeps what it was sent.
/// </summary>
internal sealed class ReplayServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<string?> answers = new();
    private readonly X509Certificate2? certificate;
    private readonly Task loop;
    private readonly ConcurrentBag<Task> conversations = [];

    public ReplayServer(X509Certificate2? certificate = null)
    {
        this.certificate = certificate;
        listener.Start();
        loop = AcceptAsync();
    }

    public Uri Url => new($"{(certificate is null ? "http" : "https")}://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    public ConcurrentQueue<(string Head, string Body)> Requests { get; } = new();

    /// <summary>Answers as a recording did.</summary>
    public ReplayServer Replays(string recording)
    {
        var response = Shared.Recording(recording)["response"]!.AsObject();
        var isJson = response["json"] is not null;
        var body = isJson ? response["json"]!.ToJsonString() : response["text"]?.GetValue<string>() ?? "";
        return Answers((int)response["status"]!, response["reason"]!.GetValue<string>(), body, isJson ? "application/json;charset=UTF-8" : "text/plain");
    }

    public ReplayServer Answers(int status, string reason, string body = "", string type = "application/json;charset=UTF-8", string more = "")
    {
        var close = status >= 400 ? "Connection: close\r\n" : "";
        answers.Enqueue($"HTTP/1.1 {status} {reason}\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{close}{more}\r\n{body}");
        return this;
    }

    /// <summary>Takes the request and cuts the connection instead of answering.</summary>
    public ReplayServer HangsUp()
    {
        answers.Enqueue(null);
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await loop;
        await Task.WhenAll(conversations);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!stop.IsCancellationRequested) conversations.Add(TalkAsync(await listener.AcceptTcpClientAsync(stop.Token)));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var owned = client;
        try
        {
            await using var stream = await StreamAsync(client);
            while (!stop.IsCancellationRequested && await ReadAsync(stream) is { } request)
            {
                Requests.Enqueue(request);
                if (!answers.TryDequeue(out var answer) || answer is null) return;
                await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), stop.Token);
                if (answer.Contains("Connection: close", StringComparison.Ordinal)) return;
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The client went away, which several tests make it do.
        }
    }

    private async Task<Stream> StreamAsync(TcpClient client)
    {
        if (certificate is null) return client.GetStream();
        var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsServerAsync(certificate);
        return tls;
    }

    private async Task<(string Head, string Body)?> ReadAsync(Stream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, stop.Token) == 0) return null;
            head.Append((char)one[0]);
        }

        var length = head.ToString().Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        var body = new byte[length is null ? 0 : int.Parse(length[15..].Trim(), CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, stop.Token);
        return (head.ToString(), Encoding.UTF8.GetString(body));
    }
}
