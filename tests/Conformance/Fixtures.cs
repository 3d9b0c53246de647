using System.Collections.Concurrent;
using HomelabMcp.Hosting;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace HomelabMcp.Conformance;

/// <summary>Everything the suite calls.</summary>
internal static class Fixtures
{
    /// <summary>A red dot of one pixel.</summary>
    public static ReadOnlyMemory<byte> Image { get; } = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=="u8.ToArray();

    /// <summary>A WAV file without samples.</summary>
    public static ReadOnlyMemory<byte> Sound { get; } = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA="u8.ToArray();

    public static void Add(IMcpServerBuilder mcp)
    {
        var watched = new ConcurrentDictionary<(string? Session, string Uri), byte>();
        mcp.WithTools<ContentTools>(ToolJson.Options)
            .WithTools<NotifyingTools>(ToolJson.Options)
            .WithTools<AskingTools>(ToolJson.Options)
            .WithTools<InputRequiredTools>(ToolJson.Options)
            .WithTools([SchemaTool.Create()])
            .WithPrompts<Prompts>()
            .WithResources<Resources>()
            .WithCompleteHandler((_, _) => ValueTask.FromResult(new CompleteResult { Completion = new() { Values = ["paris", "park"], Total = 2, HasMore = false } }))
            .WithSubscribeToResourcesHandler((context, _) =>
            {
                watched[(context.Server.SessionId, context.Params.Uri)] = 0;
                return ValueTask.FromResult(new EmptyResult());
            })
            .WithUnsubscribeFromResourcesHandler((context, _) =>
            {
                watched.TryRemove((context.Server.SessionId, context.Params.Uri), out byte _);
                return ValueTask.FromResult(new EmptyResult());
            });
    }
}
