using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;

namespace HomelabMcp.Hosting;

/// <summary>What leaves a tool: satisfies its schema, holds no known secret, is not too long, says which text is untrusted.</summary>
internal sealed class ReplyCheck(KnownSecrets secrets, CallLimits limits, ILogger<ReplyCheck> log)
{
    private static readonly string[] Narrowing = ["query", "fields", "limit", "detail", "since", "tail", "state", "target", "cursor"];

    public CallToolResult Checked(ToolFacts tool, CallToolResult reply)
    {
        if (reply.IsError is not true && Unsatisfied(tool, reply) is { } problem)
            throw new InvalidOperationException($"The reply of '{tool.Name}' does not satisfy its output schema: {problem}.");
        if (secrets.Any) Redact(tool, reply);
        var size = Size(reply);
        if (size > limits.ReplyBytes) return TooLong(tool, size);
        if (reply.IsError is not true && tool.Untrusted.Count > 0)
            (reply.Meta ??= [])["homelab/untrusted"] = new JsonArray([.. tool.Untrusted.Select(path => (JsonNode)path)]);
        return reply;
    }

    /// <summary>Bytes of what an assistant reads: the text blocks, or the structured content where that is longer.</summary>
    public static int Size(CallToolResult reply)
    {
        var text = reply.Content.OfType<TextContentBlock>().Sum(block => Encoding.UTF8.GetByteCount(block.Text));
        return reply.StructuredContent is { } structured ? Math.Max(text, Encoding.UTF8.GetByteCount(structured.GetRawText())) : text;
    }

    private static string? Unsatisfied(ToolFacts tool, CallToolResult reply)
    {
        if (tool.Tool.ProtocolTool.OutputSchema is not { } schema) return null;
        if (reply.StructuredContent is not { } structured) return "it has no structured content";
        // Clients before 2026-07-28 get lists and scalars wrapped in an object of one field.
        var wrapped = schema.TryGetProperty("type", out var type) && type.ValueKind is JsonValueKind.String && type.GetString() is not "object"
            && structured.ValueKind is JsonValueKind.Object && structured.TryGetProperty("result", out var inner) ? inner : structured;
        return SchemaCheck.Problems(schema, wrapped, closed: false) is [var first, ..] ? first : null;
    }

    private void Redact(ToolFacts tool, CallToolResult reply)
    {
        var hit = false;
        foreach (var block in reply.Content.OfType<TextContentBlock>())
        {
            var clean = secrets.Redacted(block.Text);
            hit |= !ReferenceEquals(clean, block.Text);
            block.Text = clean;
        }

        if (reply.StructuredContent is { } structured)
        {
            var raw = structured.GetRawText();
            var clean = secrets.Redacted(raw);
            if (!ReferenceEquals(clean, raw))
            {
                hit = true;
                reply.StructuredContent = JsonSerializer.SerializeToElement(secrets.Redacted(JsonNode.Parse(raw)));
            }
        }

        if (hit) log.LogWarning("A known secret was taken out of a reply of {Tool}", tool.Name);
    }

    private CallToolResult TooLong(ToolFacts tool, int size)
    {
        string[] ways = tool.Tool.ProtocolTool.InputSchema.TryGetProperty("properties", out var properties)
            ? [.. Narrowing.Where(name => properties.TryGetProperty(name, out _))]
            : [];
        var hint = ways.Length > 0 ? $"narrow it with {string.Join(", ", ways)}" : "ask a narrower tool";
        return CallPipeline.Error($"The reply of '{tool.Name}' would be {size / 1024} kB, more than the {limits.ReplyBytes / 1024} kB that a reply may have: {hint}.");
    }
}
