using System.Text.Json;
using System.Text.RegularExpressions;
using HomelabMcp.Core;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace HomelabMcp.Hosting;

/// <summary>
/// Asks a human before a destructive operation runs: through the client, bound to principal, tool, arguments and time,
/// once. Where nobody can be asked nothing is done. Clients of 2026-07-28 come back with the answer; for sessions of
/// 2025-11-25 the SDK puts the question by elicitation and calls again.
/// </summary>
internal sealed partial class Confirmation(ConfirmationSeal seal)
{
    private const string Question = "confirm";

    /// <summary>Null when the operation may run; otherwise the sentence that refuses. Throws <see cref="InputRequiredException"/> to ask.</summary>
    public string? Refusal(RequestContext<CallToolRequestParams> context, ToolFacts tool, string argumentsHash)
    {
        var principal = context.Caller().Principal.Name;
        if (context.Params.RequestState is { } state)
        {
            if (seal.Broken(state, principal, tool.Name, argumentsHash) is { } broken)
                return $"The confirmation of '{tool.Name}' does not hold: {broken}. Nothing was done; call the tool again to be asked anew.";
            return Accepted(context.Params.InputResponses) ? null : $"'{tool.Name}' was not confirmed, so nothing was done.";
        }

        if (!CanAsk(context))
        {
            return $"'{tool.Name}' destroys something, so a human must confirm it, and this client cannot ask one (it offers no elicitation). "
                + "Nothing was done: use a client that can ask, or let a human do it.";
        }

        throw new InputRequiredException(
            new Dictionary<string, InputRequest>(StringComparer.Ordinal) { [Question] = InputRequest.ForElicitation(Ask(tool, context.Params.Arguments)) },
            seal.Make(principal, tool.Name, argumentsHash));
    }

    private static ElicitRequestParams Ask(ToolFacts tool, IDictionary<string, JsonElement>? arguments) => new()
    {
        Message = Message(tool, arguments),
        RequestedSchema = new()
        {
            Properties = { [Question] = new ElicitRequestParams.BooleanSchema { Title = "Yes, do it", Default = false } },
            Required = [Question],
        },
    };

    /// <summary>The question with the arguments in it; what is left out shows the schema's default.</summary>
    internal static string Message(ToolFacts tool, IDictionary<string, JsonElement>? arguments)
    {
        var template = tool.Operation?.Confirmation is { Length: > 0 } text ? text : $"{tool.Tool.ProtocolTool.Title ?? tool.Name}? This cannot be undone.";
        var filled = Placeholder().Replace(template, match => Value(tool, arguments, match.Groups["name"].Value));
        return filled;
    }

    private static string Value(ToolFacts tool, IDictionary<string, JsonElement>? arguments, string name)
    {
        if (arguments is not null && arguments.TryGetValue(name, out var given)) return Shown(given);
        return tool.Tool.ProtocolTool.InputSchema.TryGetProperty("properties", out var properties)
            && properties.TryGetProperty(name, out var property) && property.TryGetProperty("default", out var preset)
            && preset.ValueKind is not JsonValueKind.Null
                ? Shown(preset)
                : "(not given)";
    }

    // What an assistant wrote stands in a question to a human: it must not be able to look like more than one line.
    private static string Shown(JsonElement value)
    {
        var text = UntrustedText.CleanOf(value.ToString()).ReplaceLineEndings(" ").Replace('\t', ' ');
        return text.Length <= 120 ? text : $"{text[..120]}…";
    }

    private static bool CanAsk(RequestContext<CallToolRequestParams> context)
    {
        var declared = context.JsonRpcRequest.Context?.ClientCapabilities ?? context.Server.ClientCapabilities;
        return context.Server.IsMrtrSupported && declared?.Elicitation is { } elicitation && (elicitation.Form is not null || elicitation.Url is null);
    }

    private static bool Accepted(IDictionary<string, InputResponse>? answers)
    {
        if (answers is null || !answers.TryGetValue(Question, out var answer)) return false;
        try
        {
            return answer.Deserialize(InputResponse.ElicitResultJsonTypeInfo) is { IsAccepted: true, Content: { } content }
                && content.TryGetValue(Question, out var yes) && yes.ValueKind is JsonValueKind.True;
        }
        catch (JsonException)
        {
            return false; // An answer that is no answer confirms nothing.
        }
    }

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 200)]
    internal static partial Regex Placeholder();
}
