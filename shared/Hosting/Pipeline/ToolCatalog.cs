using System.Collections.Frozen;
using HomelabMcp.Core;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace HomelabMcp.Hosting;

/// <summary>All tools of the process, and which belong to which server. Wrong definitions are found at start.</summary>
internal sealed class ToolCatalog
{
    private readonly FrozenDictionary<string, ToolFacts> byName;
    private readonly HomelabMcpOptions options;

    public ToolCatalog(HomelabMcpOptions options, IEnumerable<McpServerTool> tools)
    {
        this.options = options;
        var facts = tools.Select(tool => new ToolFacts(tool)).OrderBy(tool => tool.Name, StringComparer.Ordinal).ToArray();
        if (facts.GroupBy(tool => tool.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InvalidOperationException($"Two tools are called '{twice.Key}'.");
        if (facts.FirstOrDefault(tool => SetOf(tool.Name) is null) is { } stray)
            throw new InvalidOperationException($"The tool '{stray.Name}' has no server's prefix ({string.Join(", ", options.ToolSets.Select(set => set.Prefix))}).");
        All = facts;
        byName = facts.ToFrozenDictionary(tool => tool.Name, StringComparer.Ordinal);
    }

    /// <summary>In ordinal order of names.</summary>
    public IReadOnlyList<ToolFacts> All { get; }

    public ToolFacts Of(string name) => byName[name];

    /// <summary>The tool of a call; an unknown name is a protocol error, as the specification asks.</summary>
    public ToolFacts Of(RequestContext<CallToolRequestParams> context)
    {
        var name = context.Params?.Name ?? "";
        var served = context.Server.ServerOptions.ToolCollection;
        if (byName.TryGetValue(name, out var tool) && served?.TryGetPrimitive(name, out _) is not false) return tool;
        string[] names = [.. served?.Select(one => one.ProtocolTool.Name) ?? byName.Keys];
        throw new McpProtocolException($"There is no tool '{UntrustedText.CleanOf(name)}': {Nearest.Hint(name, names)}.", McpErrorCode.InvalidParams);
    }

    /// <summary>The tools of one server.</summary>
    public McpServerPrimitiveCollection<McpServerTool> CollectionOf(ToolSet set)
    {
        var tools = new McpServerPrimitiveCollection<McpServerTool>(StringComparer.Ordinal);
        foreach (var tool in All.Where(tool => SetOf(tool.Name) == set)) tools.Add(tool.Tool);
        return tools;
    }

    private ToolSet? SetOf(string tool) => options.ToolSets.FirstOrDefault(set => tool.StartsWith(set.Prefix, StringComparison.Ordinal));
}
