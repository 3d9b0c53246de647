using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace HomelabMcp.Conformance;

/// <summary>What the fixtures ask of a client.</summary>
internal static class Questions
{
    public static InputRequest Roots => InputRequest.ForRootsList(new ListRootsRequestParams());

    public static InputRequest Ask(string message, string field) => Form(message, field, new ElicitRequestParams.StringSchema());

    public static InputRequest AskYes(string message, string field) => Form(message, field, new ElicitRequestParams.BooleanSchema());

    public static InputRequest Sample(string prompt, int tokens) => InputRequest.ForSampling(new CreateMessageRequestParams
    {
        Messages = [new() { Role = Role.User, Content = [new TextContentBlock { Text = prompt }] }],
        MaxTokens = tokens,
    });

    public static InputRequiredException Required(params (string Name, InputRequest Request)[] questions) => Required(null, questions);

    public static InputRequiredException Required(string? state, params (string Name, InputRequest Request)[] questions) =>
        new(questions.ToDictionary(question => question.Name, question => question.Request), state!);

    /// <summary>A text of an accepted form; null for anything else.</summary>
    public static string? Answer(InputResponse answer, string field)
    {
        try
        {
            return answer.Deserialize(InputResponse.ElicitResultJsonTypeInfo)?.Content is { } content
                && content.TryGetValue(field, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
        }
        catch (JsonException)
        {
            return null; // Not an answer to a form: the question is put again.
        }
    }

    private static InputRequest Form(string message, string field, ElicitRequestParams.PrimitiveSchemaDefinition schema) =>
        InputRequest.ForElicitation(new ElicitRequestParams { Message = message, RequestedSchema = new() { Properties = { [field] = schema }, Required = [field] } });
}
