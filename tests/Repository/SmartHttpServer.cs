using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace HomelabMcp.Repository.Tests;

/// <summary>
/// Serves every bare repository below a folder over smart HTTP on a free loopback port: git's own <c>http-backend</c>
/// behind Kestrel, with basic authentication where a password is named.
/// </summary>
internal sealed class SmartHttpServer : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly string folder;
    private readonly string? username;
    private readonly string? password;

    private SmartHttpServer(WebApplication application, string folder, string? username, string? password) =>
        (this.application, this.folder, this.username, this.password) = (application, folder, username, password);

    /// <summary>Where it listens, without a slash at the end.</summary>
    public string Url => application.Urls.First().TrimEnd('/');

    /// <summary>Method, path and query of each request that was let in.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Awaited before each request is handed to git; may answer by itself.</summary>
    public Func<HttpContext, Task>? Before { get; set; }

    public static async Task<SmartHttpServer> StartAsync(string folder, string? username, string? password, CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        var web = builder.Build();
        var server = new SmartHttpServer(web, folder, username, password);
        web.Run(server.AnswerAsync);
        await web.StartAsync(cancel);
        return server;
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (password is not null && context.Request.Headers.Authorization != Basic(username, password))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"git\"";
            return;
        }

        Requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
        if (Before is { } before) await before(context);
        if (context.Response.HasStarted || context.Response.StatusCode is not StatusCodes.Status200OK) return;
        using var process = Process.Start(Backend(context.Request)) ?? throw new InvalidOperationException("git did not start");
        try
        {
            var answer = AnswerAsync(process.StandardOutput.BaseStream, context.Response, context.RequestAborted);
            var words = process.StandardError.ReadToEndAsync(context.RequestAborted);
            await context.Request.Body.CopyToAsync(process.StandardInput.BaseStream, context.RequestAborted);
            process.StandardInput.Close();
            await answer;
            await words;
            await process.WaitForExitAsync(context.RequestAborted);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private ProcessStartInfo Backend(HttpRequest request)
    {
        var start = new ProcessStartInfo("git", ["-c", "http.receivepack=true", "-c", "safe.directory=*", "http-backend"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_PROJECT_ROOT"] = folder;
        start.Environment["GIT_HTTP_EXPORT_ALL"] = "1";
        start.Environment["REQUEST_METHOD"] = request.Method;
        start.Environment["PATH_INFO"] = request.Path.Value;
        start.Environment["QUERY_STRING"] = request.QueryString.Value?.TrimStart('?') ?? "";
        start.Environment["CONTENT_TYPE"] = request.ContentType ?? "";
        start.Environment["REMOTE_USER"] = username ?? "anonymous";
        start.Environment["REMOTE_ADDR"] = "127.0.0.1";
        if (request.ContentLength is { } length) start.Environment["CONTENT_LENGTH"] = length.ToString(CultureInfo.InvariantCulture);
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding) start.Environment["HTTP_CONTENT_ENCODING"] = encoding.ToString();
        if (request.Headers["Git-Protocol"] is { Count: > 0 } protocol) start.Environment["GIT_PROTOCOL"] = protocol.ToString();
        return start;
    }

    private static async Task AnswerAsync(Stream output, HttpResponse response, CancellationToken cancel)
    {
        while (await LineAsync(output, cancel) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = (line[..colon], line[(colon + 1)..].Trim());
            if (name is "Status") response.StatusCode = int.Parse(value.Split(' ')[0], CultureInfo.InvariantCulture);
            else response.Headers[name] = value;
        }

        await output.CopyToAsync(response.Body, cancel);
    }

    private static async Task<string?> LineAsync(Stream output, CancellationToken cancel)
    {
        List<byte> line = [];
        var one = new byte[1];
        while (await output.ReadAsync(one, cancel) is 1)
        {
            if (one[0] is (byte)'\n') return Encoding.ASCII.GetString([.. line]).TrimEnd('\r');
            line.Add(one[0]);
        }

        return null;
    }

    private static string Basic(string? username, string password) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}"));
}
