using System.ComponentModel;
using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Schemas = ModelContextProtocol.Protocol.ElicitRequestParams;

namespace HomelabMcp.Conformance;

/// <summary>Tools that ask the client in the middle of a call, as sessions can.</summary>
[McpServerToolType]
internal sealed class AskingTools
{
    [McpServerTool(Name = "test_sampling", ReadOnly = true), Description("Lets the client's model answer.")]
    public static async Task<string> Sample(McpServer server, [Description("What to ask it.")] string prompt, CancellationToken cancel)
    {
        var answer = await server.SampleAsync(
            new CreateMessageRequestParams { Messages = [new() { Role = Role.User, Content = [new TextContentBlock { Text = prompt }] }], MaxTokens = 100 }, cancel);
        return $"LLM response: {string.Concat(answer.Content.OfType<TextContentBlock>().Select(block => block.Text))}";
    }

    [McpServerTool(Name = "test_elicitation", ReadOnly = true), Description("Asks the user.")]
    public static Task<string> Ask(McpServer server, [Description("What to ask.")] string message, CancellationToken cancel) => AskAsync(server, message, new()
    {
        Properties =
        {
            ["username"] = new Schemas.StringSchema { Description = "User's response" },
            ["email"] = new Schemas.StringSchema { Description = "User's email address" },
        },
        Required = ["username", "email"],
    }, cancel);

    [McpServerTool(Name = "test_elicitation_sep1034_defaults", ReadOnly = true), Description("Asks with defaults.")]
    public static Task<string> AskWithDefaults(McpServer server, CancellationToken cancel) => AskAsync(server, "Please check these values", new()
    {
        Properties =
        {
            ["name"] = new Schemas.StringSchema { Default = "John Doe" },
            ["age"] = new Schemas.NumberSchema { Type = "integer", Default = 30 },
            ["score"] = new Schemas.NumberSchema { Default = 95.5 },
            ["status"] = new Schemas.UntitledSingleSelectEnumSchema { Enum = ["active", "inactive", "pending"], Default = "active" },
            ["verified"] = new Schemas.BooleanSchema { Default = true },
        },
    }, cancel);

    [McpServerTool(Name = "test_elicitation_sep1330_enums", ReadOnly = true), Description("Asks with every sort of choice.")]
    public static Task<string> AskWithChoices(McpServer server, CancellationToken cancel)
    {
        string[] plain = ["option1", "option2", "option3"];
        return AskAsync(server, "Please choose", new()
        {
            Properties =
            {
                ["untitledSingle"] = new Schemas.UntitledSingleSelectEnumSchema { Enum = plain },
                ["titledSingle"] = new Schemas.TitledSingleSelectEnumSchema { OneOf = Titled("Option") },
#pragma warning disable MCP9001 // The suite asks for the deprecated form as well.
                ["legacyEnum"] = new Schemas.LegacyTitledEnumSchema { Enum = ["opt1", "opt2", "opt3"], EnumNames = ["Option One", "Option Two", "Option Three"] },
#pragma warning restore MCP9001
                ["untitledMulti"] = new Schemas.UntitledMultiSelectEnumSchema { Items = new() { Enum = plain } },
                ["titledMulti"] = new Schemas.TitledMultiSelectEnumSchema { Items = new() { AnyOf = Titled("Choice") } },
            },
        }, cancel);
    }

    private static List<Schemas.EnumSchemaOption> Titled(string noun) =>
        [.. new[] { "First", "Second", "Third" }.Select((ordinal, index) => new Schemas.EnumSchemaOption { Const = $"value{index + 1}", Title = $"{ordinal} {noun}" })];

    private static async Task<string> AskAsync(McpServer server, string message, Schemas.RequestSchema schema, CancellationToken cancel)
    {
        var answer = await server.ElicitAsync(new ElicitRequestParams { Message = message, RequestedSchema = schema }, cancel);
        return $"Elicitation completed: action={answer.Action}, content={JsonSerializer.Serialize(answer.Content)}";
    }
}
