using System.ComponentModel;
using HomelabMcp.Core;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace HomelabMcp.Conformance;

/// <summary>Tools that answer with each type of content.</summary>
[McpServerToolType]
internal sealed class ContentTools
{
    [McpServerTool(Name = "test_simple_text", ReadOnly = true), Description("Answers with text.")]
    public static string Text() => "This is a simple text response for testing.";

    [McpServerTool(Name = "test_image_content", ReadOnly = true), Description("Answers with an image.")]
    public static ImageContentBlock Picture() => new() { Data = Fixtures.Image, MimeType = "image/png" };

    [McpServerTool(Name = "test_audio_content", ReadOnly = true), Description("Answers with a sound.")]
    public static AudioContentBlock Sound() => new() { Data = Fixtures.Sound, MimeType = "audio/wav" };

    [McpServerTool(Name = "test_embedded_resource", ReadOnly = true), Description("Answers with a resource.")]
    public static EmbeddedResourceBlock Embedded() => Resource("test://embedded-resource", "text/plain", "This is an embedded resource content.");

    [McpServerTool(Name = "test_multiple_content_types", ReadOnly = true), Description("Answers with three types of content.")]
    public static ContentBlock[] Mixed() =>
    [
        new TextContentBlock { Text = "Multiple content types test:" },
        Picture(),
        Resource("test://mixed-content-resource", "application/json", """{"test":"data","value":123}"""),
    ];

    [McpServerTool(Name = "test_error_handling", ReadOnly = true), Description("Fails.")]
    public static string Fail() => throw new HomelabException("This tool intentionally returns an error for testing");

    [McpServerTool(Name = "test_header_params", ReadOnly = true), Description("Takes an argument that is also sent as a header.")]
    public static string Region([Description("The region."), McpHeader("Region")] string region) => region;

    [McpServerTool(Name = "test_missing_capability", ReadOnly = true), Description("Needs a client that samples.")]
    public static string NeedsSampling(RequestContext<CallToolRequestParams> context) =>
        (context.JsonRpcRequest.Context?.ClientCapabilities ?? context.Server.ClientCapabilities)?.Sampling is not null
            ? "The client can sample."
            : throw new ModelContextProtocol.MissingRequiredClientCapabilityException(new ClientCapabilities { Sampling = new() }, "This tool needs a client that can sample.");

    [McpServerTool(Name = "test_streaming_elicitation", ReadOnly = true), Description("Answers without asking anything.")]
    public static string AsksNothing() => "Nothing was asked.";

    private static EmbeddedResourceBlock Resource(string uri, string type, string text) =>
        new() { Resource = new TextResourceContents { Uri = uri, MimeType = type, Text = text } };
}
