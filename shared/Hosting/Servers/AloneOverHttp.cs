using System.Net;
using HomelabMcp.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HomelabMcp.Hosting;

/// <summary>A server without a hub over Streamable HTTP, at <c>URL/mcp</c>.</summary>
public static class AloneOverHttp
{
    /// <summary>Name of the variable that holds the one token; without it only loopback is served, and without tokens.</summary>
    public const string TokenVariable = "HOMELAB_MCP_TOKEN";

    /// <summary>Serves until cancelled. Says on stderr where.</summary>
    public static async Task RunAsync(HomelabMcpOptions options, Uri url, Action<IServiceCollection>? configure, CancellationToken cancel)
    {
        await using var app = Build(options, url, Environment.GetEnvironmentVariable(TokenVariable), configure);
        await app.StartAsync(cancel);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? url.ToString();
        await Console.Error.WriteLineAsync($"Serving MCP at {address.TrimEnd('/')}/mcp");
        await app.WaitForShutdownAsync(cancel);
    }

    /// <summary>The application, not yet started.</summary>
    /// <param name="options">What is served.</param>
    /// <param name="url">Where; port 0 picks a free one.</param>
    /// <param name="token">The bearer token to ask for; null asks for none, on loopback only.</param>
    /// <param name="configure">More services.</param>
    public static WebApplication Build(HomelabMcpOptions options, Uri url, string? token, Action<IServiceCollection>? configure)
    {
        if (string.IsNullOrEmpty(token) && !ListenAddress.IsLoopback(url))
            throw new HomelabException($"{url} is reached from other machines: put a bearer token into ${TokenVariable}, or listen on http://127.0.0.1:{url.Port}.");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddStderr();
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, url));
        configure?.Invoke(builder.Services);
        var principal = new Principal("local", Role.Operator);
        if (string.IsNullOrEmpty(token))
        {
            builder.Services.AddHomelabMcpOverHttp(options with { Local = principal });
        }
        else
        {
            builder.Services.AddHomelabMcpOverHttp(options with { Local = null });
            builder.Services.TryAddSingleton<ITokenTable>(new OneToken(TokenHash.Of(token), principal));
            builder.Services.AddTokenAuthentication();
        }

        var app = builder.Build();
        app.UseHostGuard(ListenAddress.IsLoopback(url) ? [] : [url.Host.Trim('[', ']'), .. options.Configuration.Hub.Hosts]);
        if (!string.IsNullOrEmpty(token)) app.UseAuthentication();
        app.MapHomelabMcp();
        return app;
    }

    private static void Listen(Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions kestrel, Uri url)
    {
        if (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address)) kestrel.Listen(address, url.Port);
        else if (ListenAddress.IsLoopback(url) && url.Port is 0) kestrel.Listen(IPAddress.Loopback, 0);
        else if (ListenAddress.IsLoopback(url)) kestrel.ListenLocalhost(url.Port);
        else kestrel.ListenAnyIP(url.Port);
    }

    /// <summary>A table with one entry.</summary>
    private sealed class OneToken(byte[] hash, Principal principal) : ITokenTable
    {
        public ValueTask<Principal?> FindAsync(ReadOnlyMemory<byte> given, CancellationToken cancel) =>
            ValueTask.FromResult(TokenHash.Same(hash, given.Span) ? principal : null);
    }
}
