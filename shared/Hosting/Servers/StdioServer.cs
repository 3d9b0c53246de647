using HomelabMcp.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace HomelabMcp.Hosting;

/// <summary>Serves MCP over stdin and stdout.</summary>
public static class StdioServer
{
    /// <summary>
    /// Runs until stdin ends and every call has answered, or until cancelled. stdout carries MCP frames only: anything
    /// that prints to the console meanwhile goes to stderr, and so do the logs.
    /// </summary>
    /// <param name="options">What is served; <see cref="HomelabMcpOptions.Local"/> says who asks (an operator, if not set).</param>
    /// <param name="configure">More services: a log sink, <see cref="IProposals"/>.</param>
    /// <param name="cancel">Stops at once.</param>
    public static async Task RunAsync(HomelabMcpOptions options, Action<IServiceCollection>? configure, CancellationToken cancel)
    {
        await using var input = Console.OpenStandardInput();
        await using var output = Console.OpenStandardOutput();
        var console = Console.Out;
        Console.SetOut(Console.Error);
        try
        {
            await RunAsync(options, configure, input, output, cancel);
        }
        finally
        {
            Console.SetOut(console);
        }
    }

    /// <summary>The same over any pair of streams.</summary>
    public static async Task RunAsync(HomelabMcpOptions options, Action<IServiceCollection>? configure, Stream input, Stream output, CancellationToken cancel)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddStderr());
        configure?.Invoke(services);
        services.AddHomelabMcp(options with { Local = options.Local ?? new Principal("local", Role.Operator) });
        await using var provider = services.BuildServiceProvider();
        foreach (var background in provider.GetServices<IHostedService>()) await background.StartAsync(cancel);
        var logs = provider.GetRequiredService<ILoggerFactory>();
        await using var transport = new StdioTransport(input, output, options.Limits.RequestBytes, logs);
        await using var server = McpServer.Create(transport, provider.GetRequiredService<IOptions<McpServerOptions>>().Value, logs, provider);
        try
        {
            await server.RunAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Asked to stop: that is an ordinary end.
        }
        catch (IOException broken)
        {
            throw new HomelabException($"Reading stdin failed: {broken.Message}.", broken);
        }
        finally
        {
            foreach (var background in provider.GetServices<IHostedService>()) await background.StopAsync(CancellationToken.None);
        }
    }
}
