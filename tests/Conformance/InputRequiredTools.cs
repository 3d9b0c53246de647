using System.ComponentModel;
using System.Security.Cryptography;
using System.Text;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace HomelabMcp.Conformance;

/// <summary>Tools that need input and are called again with it.</summary>
[McpServerToolType]
internal sealed class InputRequiredTools
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    [McpServerTool(Name = "test_input_required_result_elicitation", ReadOnly = true), Description("Needs the user's name.")]
    public static string Name(RequestContext<CallToolRequestParams> context) =>
        Text(context, "user_name", "name") is { } name ? $"Hello, {name}!" : throw Questions.Required(("user_name", Questions.Ask("What is your name?", "name")));

    [McpServerTool(Name = "test_input_required_result_sampling", ReadOnly = true), Description("Needs the client's model.")]
    public static string Capital(RequestContext<CallToolRequestParams> context) =>
        context.Params.InputResponses?.TryGetValue("capital_question", out var answer) is true
        && answer.Deserialize(InputResponse.CreateMessageResultJsonTypeInfo) is { } message
            ? string.Concat(message.Content.OfType<TextContentBlock>().Select(block => block.Text))
            : throw Questions.Required(("capital_question", Questions.Sample("What is the capital of France?", 100)));

    [McpServerTool(Name = "test_input_required_result_list_roots", ReadOnly = true), Description("Needs the client's roots.")]
    public static string Roots(RequestContext<CallToolRequestParams> context) =>
        context.Params.InputResponses?.TryGetValue("client_roots", out var answer) is true
        && answer.Deserialize(InputResponse.ListRootsResultJsonTypeInfo) is { } listed
            ? $"Roots: {string.Join(", ", listed.Roots.Select(root => root.Uri))}"
            : throw Questions.Required(("client_roots", Questions.Roots));

    [McpServerTool(Name = "test_input_required_result_request_state", ReadOnly = true), Description("Needs its own state back.")]
    public static string State(RequestContext<CallToolRequestParams> context) => Rounds(context, "state") is 0
        ? throw Questions.Required(Sealed("state", 1), ("confirm", Questions.AskYes("Please confirm", "ok")))
        : "state-ok";

    [McpServerTool(Name = "test_input_required_result_tampered_state", ReadOnly = true), Description("Refuses a changed state.")]
    public static string Tampered(RequestContext<CallToolRequestParams> context) => Rounds(context, "tampered") is 0
        ? throw Questions.Required(Sealed("tampered", 1), ("confirm", Questions.AskYes("Please confirm", "ok")))
        : "state-ok";

    [McpServerTool(Name = "test_input_required_result_multiple_inputs", ReadOnly = true), Description("Needs three things at once.")]
    public static string Several(RequestContext<CallToolRequestParams> context) =>
        Rounds(context, "several") > 0 && context.Params.InputResponses is { } answers && answers.ContainsKey("user_name") && answers.ContainsKey("greeting") && answers.ContainsKey("client_roots")
            ? "All three came."
            : throw Questions.Required(
                Sealed("several", 1),
                ("user_name", Questions.Ask("What is your name?", "name")),
                ("greeting", Questions.Sample("Generate a greeting", 50)),
                ("client_roots", Questions.Roots));

    [McpServerTool(Name = "test_input_required_result_multi_round", ReadOnly = true), Description("Needs two rounds of input.")]
    public static string InRounds(RequestContext<CallToolRequestParams> context) => Rounds(context, "rounds") switch
    {
        0 => throw Questions.Required(Sealed("rounds", 1), ("step1", Questions.Ask("Step 1: What is your name?", "name"))),
        1 => throw Questions.Required(Sealed("rounds", 2), ("step2", Questions.Ask("Step 2: What is your favorite color?", "color"))),
        _ => "Both rounds are done.",
    };

    [McpServerTool(Name = "test_input_required_result_capabilities", ReadOnly = true), Description("Asks only what the client can answer.")]
    public static string Capable(RequestContext<CallToolRequestParams> context)
    {
        if (context.Params.InputResponses is { Count: > 0 }) return "The answers came.";
        var can = context.JsonRpcRequest.Context?.ClientCapabilities ?? context.Server.ClientCapabilities;
        List<(string, InputRequest)> questions = [];
        if (can?.Sampling is not null) questions.Add(("capital_question", Questions.Sample("What is the capital of France?", 100)));
        if (can?.Elicitation is not null) questions.Add(("user_name", Questions.Ask("What is your name?", "name")));
        if (can?.Roots is not null) questions.Add(("client_roots", Questions.Roots));
        return questions.Count is 0 ? "The client can answer nothing." : throw Questions.Required([.. questions]);
    }

    private static string? Text(RequestContext<CallToolRequestParams> context, string question, string field) =>
        context.Params.InputResponses?.TryGetValue(question, out var answer) is true ? Questions.Answer(answer, field) : null;

    private static string Sealed(string tool, int round) => $"{tool}.{round}.{Seal(tool, round)}";

    private static string Seal(string tool, int round) => Convert.ToHexStringLower(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes($"{tool}.{round}")));

    // The round that the state was made in; 0 where the call carries none.
    private static int Rounds(RequestContext<CallToolRequestParams> context, string tool)
    {
        if (context.Params.RequestState is not { } state) return 0;
        for (var round = 1; round <= 2; round++)
            if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(state), Encoding.UTF8.GetBytes(Sealed(tool, round)))) return round;
        throw new McpProtocolException("This requestState was not made by this server, or was changed.", McpErrorCode.InvalidParams);
    }
}
