using System.Reflection;
using System.Text.Json;
using ModelContextProtocol.Server;

namespace HomelabMcp.Hosting;

/// <summary>What the pipeline knows of one tool; computed once, when its shown schemas are made.</summary>
internal sealed class ToolFacts
{
    public ToolFacts(McpServerTool tool)
    {
        Tool = tool;
        Operation = tool.Metadata.OfType<OperationAttribute>().FirstOrDefault();
        Nature = Operation is not null ? ToolNature.Operation
            : tool.Metadata.OfType<ProposalAttribute>().Any() ? ToolNature.Proposal
            : ToolNature.Read;
        Untrusted = tool.Metadata.OfType<MethodInfo>().FirstOrDefault() is { } method
            ? UntrustedPaths.Of(method.ReturnType, ToolJson.Options)
            : [];
        // The title stands beside the annotations already; saying it twice only costs tokens.
        if (tool.ProtocolTool is { Title: not null, Annotations: { } annotations }) annotations.Title = null;
        Arguments = tool.ProtocolTool.InputSchema;
        tool.ProtocolTool.InputSchema = ShownSchemas.Input(Arguments);
        if (tool.ProtocolTool.OutputSchema is { } output) tool.ProtocolTool.OutputSchema = ShownSchemas.Output(output, Untrusted);
    }

    public McpServerTool Tool { get; }

    public string Name => Tool.ProtocolTool.Name;

    public ToolNature Nature { get; }

    /// <summary>What arguments are checked against: the generated schema, which still lets an optional one be null.</summary>
    public JsonElement Arguments { get; }

    public OperationAttribute? Operation { get; }

    /// <summary>A write whose author did not say that it destroys nothing.</summary>
    public bool AsksFirst => Nature is ToolNature.Operation && Tool.ProtocolTool.Annotations?.DestructiveHint is not false;

    /// <summary>JSON paths of reply fields whose text somebody outside controls.</summary>
    public IReadOnlyList<string> Untrusted { get; }
}
