using System.ComponentModel;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace HomelabMcp.Conformance;

/// <summary>The suite's prompts.</summary>
[McpServerPromptType]
internal sealed class Prompts
{
    [McpServerPrompt(Name = "test_simple_prompt"), Description("A prompt without arguments.")]
    public static PromptMessage Simple() => Said("This is a simple prompt for testing.");

    [McpServerPrompt(Name = "test_prompt_with_arguments"), Description("A prompt with two arguments.")]
    public static PromptMessage WithArguments([Description("First test argument")] string arg1, [Description("Second test argument")] string arg2) =>
        Said($"Prompt with arguments: arg1='{arg1}', arg2='{arg2}'");

    [McpServerPrompt(Name = "test_prompt_with_embedded_resource"), Description("A prompt that holds a resource.")]
    public static PromptMessage[] WithResource([Description("URI of the resource to embed")] string resourceUri) =>
    [
        new()
        {
            Role = Role.User,
            Content = new EmbeddedResourceBlock { Resource = new TextResourceContents { Uri = resourceUri, MimeType = "text/plain", Text = "Embedded resource content for testing." } },
        },
        Said("Please process the embedded resource above."),
    ];

    [McpServerPrompt(Name = "test_prompt_with_image"), Description("A prompt that holds an image.")]
    public static PromptMessage[] WithImage() =>
    [
        new() { Role = Role.User, Content = new ImageContentBlock { Data = Fixtures.Image, MimeType = "image/png" } },
        Said("Please analyze the image above."),
    ];

    [McpServerPrompt(Name = "test_input_required_result_prompt"), Description("A prompt that needs input.")]
    public static PromptMessage NeedsInput(RequestContext<GetPromptRequestParams> context) =>
        context.Params.InputResponses?.TryGetValue("user_context", out var answer) is true && Questions.Answer(answer, "context") is { } told
            ? Said($"Use this context: {told}")
            : throw Questions.Required(("user_context", Questions.Ask("What context should the prompt use?", "context")));

    private static PromptMessage Said(string text) => new() { Role = Role.User, Content = new TextContentBlock { Text = text } };
}
