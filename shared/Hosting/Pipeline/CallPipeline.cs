using System.Text.Json;
using System.Text.Json.Nodes;
using HomelabMcp.Core;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using CallHandler = ModelContextProtocol.Server.McpRequestHandler<ModelContextProtocol.Protocol.CallToolRequestParams, ModelContextProtocol.Protocol.CallToolResult>;

namespace HomelabMcp.Hosting;

/// <summary>What every call of every tool goes through, on every transport.</summary>
internal sealed class CallPipeline(
    HomelabMcpOptions options,
    ToolCatalog catalog,
    Admission admission,
    CallGate gate,
    Confirmation confirmation,
    ReplyCheck replies,
    ILogger<CallPipeline> log)
{
    /// <summary>The steps from the outside in.</summary>
    public IReadOnlyList<Func<CallHandler, CallHandler>> Steps =>
    [
        Identified,
        Answered,
        Recorded,
        Admitted,
        ArgumentsChecked,
        Limited,
        Confirmed,
        ReplyChecked,
    ];

    /// <summary>An error that an assistant reads.</summary>
    public static CallToolResult Error(string sentence) => new() { IsError = true, Content = [new TextContentBlock { Text = sentence }] };

    private CallHandler Identified(CallHandler next) => (context, cancel) =>
    {
        var tool = catalog.Of(context);
        var (principal, mode) = admission.Of(context.User);
        var client = context.JsonRpcRequest.Context?.ClientInfo ?? context.Server.ClientInfo;
        var id = Guid.CreateVersion7(options.Clock.GetUtcNow()).ToString("n");
        context.Set(new Caller(principal, Named(client?.Name), Named(client?.Version), id), mode);
        context.MatchedPrimitive = tool.Tool;
        return next(context, cancel);
    };

    private CallHandler Answered(CallHandler next) => async (context, cancel) =>
    {
        try
        {
            return await next(context, cancel);
        }
        catch (Exception known) when (known is HomelabException or McpException and not McpProtocolException)
        {
            return Error(UntrustedText.CleanOf(options.Configuration.KnownSecrets.Redacted(known.Message)));
        }
        catch (Exception unknown) when (unknown is not (InputRequiredException or McpProtocolException)
            && !(unknown is OperationCanceledException && cancel.IsCancellationRequested))
        {
            var id = context.Caller().CallId;
            log.LogError(unknown, "{CallId}: {Tool} failed", id, context.Params.Name);
            return Error($"'{context.Params.Name}' failed with an internal error; the server's log tells more under {id}.");
        }
    };

    private CallHandler Recorded(CallHandler next) => async (context, cancel) =>
    {
        var tool = catalog.Of(context);
        var arguments = Arguments(context);
        var call = new AuditedCall(
            context.Caller(), options.Clock.GetUtcNow(), tool.Name, tool.Nature,
            options.Configuration.KnownSecrets.Redacted(arguments) as JsonObject ?? [], CanonicalJson.Hash(arguments));
        context.Items[HashKey] = call.ArgumentsHash;
        var started = options.Clock.GetTimestamp();
        await options.Audit.BeginAsync(call, cancel);
        var outcome = new CallOutcome(CallEnd.Cancelled);
        try
        {
            var reply = await next(context, cancel);
            outcome = reply.IsError is true
                ? new(CallEnd.Failed, string.Join(' ', reply.Content.OfType<TextContentBlock>().Select(block => block.Text)), ReplyCheck.Size(reply))
                : new(CallEnd.Done, null, ReplyCheck.Size(reply));
            return reply;
        }
        catch (InputRequiredException)
        {
            outcome = new(CallEnd.Asked);
            throw;
        }
        catch (Exception failure) when (!(failure is OperationCanceledException && cancel.IsCancellationRequested))
        {
            outcome = new(CallEnd.Failed, failure is HomelabException ? options.Configuration.KnownSecrets.Redacted(failure.Message) : failure.GetType().Name);
            throw;
        }
        finally
        {
            await options.Audit.EndAsync(call, outcome, options.Clock.GetElapsedTime(started));
        }
    };

    private CallHandler Admitted(CallHandler next) => async (context, cancel) =>
        await admission.RefusalAsync(catalog.Of(context), context.Caller().Principal, context.Mode(), cancel) is { } refusal
            ? Error(refusal)
            : await next(context, cancel);

    private CallHandler ArgumentsChecked(CallHandler next) => async (context, cancel) =>
    {
        var problems = SchemaCheck.Problems(
            catalog.Of(context).Arguments, JsonSerializer.SerializeToElement(Arguments(context)), closed: true);
        return problems.Count > 0
            ? Error($"'{context.Params.Name}' was not called: {string.Join("; ", problems)}.")
            : await next(context, cancel);
    };

    private CallHandler Limited(CallHandler next) => async (context, cancel) =>
    {
        using var place = await gate.EnterAsync(context.Caller().Principal.Name, cancel);
        return await next(context, cancel);
    };

    private CallHandler Confirmed(CallHandler next) => async (context, cancel) =>
    {
        var tool = catalog.Of(context);
        return tool.AsksFirst && confirmation.Refusal(context, tool, (string)context.Items[HashKey]!) is { } refusal
            ? Error(refusal)
            : await next(context, cancel);
    };

    private CallHandler ReplyChecked(CallHandler next) => async (context, cancel) =>
        replies.Checked(catalog.Of(context), await next(context, cancel));

    private const string HashKey = "homelab.arguments";

    private static JsonObject Arguments(RequestContext<CallToolRequestParams> context) =>
        new((context.Params.Arguments ?? new Dictionary<string, JsonElement>()).Select(argument =>
            KeyValuePair.Create(argument.Key, JsonSerializer.SerializeToNode(argument.Value))));

    private static string? Named(string? text)
    {
        if (text is null) return null;
        var clean = UntrustedText.CleanOf(text).ReplaceLineEndings(" ").Trim();
        return clean.Length <= 60 ? clean : clean[..60];
    }
}
