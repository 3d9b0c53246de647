using System.Text.Json;
using System.Text.RegularExpressions;
using HomelabMcp.Core;
using HomelabMcp.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace HomelabMcp.Laws;

/// <summary>
/// What holds for every tool of every server. Link this file into a room's tests
/// (<c>&lt;Compile Include="../Hosting/Laws/*.cs" LinkBase="Laws" /&gt;</c>) and assert that nothing is broken.
/// </summary>
public static partial class ToolLaws
{
    private static readonly string[] Confirming = ["confirm", "confirmed", "confirmation", "force", "yes", "sure", "approve", "approved", "dryRun", "dry_run", "dryrun", "really"];

    /// <summary>The tools of a set, in ordinal order, as the host would serve them.</summary>
    public static IReadOnlyList<McpServerTool> ToolsOf(ToolSet set)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddHomelabMcp(new HomelabMcpOptions
        {
            Configuration = new() { File = "homelab.yaml", Installation = "laws", StorePath = "homelab.db", DataFolder = "." },
            ToolSets = [set],
            Mode = ServerMode.Operate,
        });
        using var provider = services.BuildServiceProvider();
        // The host makes the schemas that clients are shown when it composes its options.
        _ = provider.GetRequiredService<IOptions<McpServerOptions>>().Value;
        return [.. provider.GetServices<McpServerTool>().OrderBy(tool => tool.ProtocolTool.Name, StringComparer.Ordinal)];
    }

    /// <summary>Every law that a tool of the set breaks, one sentence each.</summary>
    /// <param name="set">The set; <see cref="ToolSet.Of"/> makes one of a platform.</param>
    /// <param name="longestDescription">Characters that a tool's description may have.</param>
    public static IReadOnlyList<string> Broken(ToolSet set, int longestDescription = 400) =>
        [.. ToolsOf(set).SelectMany(tool => BrokenBy(tool, set.Prefix, longestDescription).Select(law => $"{tool.ProtocolTool.Name}: {law}"))];

    private static IEnumerable<string> BrokenBy(McpServerTool tool, string prefix, int longestDescription)
    {
        var shown = tool.ProtocolTool;
        if (!shown.Name.StartsWith(prefix, StringComparison.Ordinal)) yield return $"its name must begin with '{prefix}'";
        if (!Name().IsMatch(shown.Name)) yield return "its name must be lower-case words joined by '_'";
        if (string.IsNullOrWhiteSpace(shown.Title)) yield return "it has no title";
        if (string.IsNullOrWhiteSpace(shown.Description)) yield return "it has no description";
        if (shown.Description?.Length > longestDescription) yield return $"its description has {shown.Description.Length} characters, more than {longestDescription}";
        if (shown.OutputSchema is null) yield return "it has no output schema (UseStructuredContent = true)";
        foreach (var law in BrokenHints(tool)) yield return law;
        foreach (var law in BrokenParameters(shown)) yield return law;
        foreach (var law in BrokenQuestion(tool)) yield return law;
    }

    private static IEnumerable<string> BrokenHints(McpServerTool tool)
    {
        var hints = tool.ProtocolTool.Annotations;
        if (hints?.ReadOnlyHint is null) yield return "ReadOnly is not set";
        if (hints?.DestructiveHint is null) yield return "Destructive is not set";
        if (hints?.IdempotentHint is null) yield return "Idempotent is not set";
        if (hints?.OpenWorldHint is null) yield return "OpenWorld is not set";
        var operation = tool.Metadata.OfType<OperationAttribute>().Any();
        var proposal = tool.Metadata.OfType<ProposalAttribute>().Any();
        if (operation && proposal) yield return "it is an [Operation] and a [Proposal]: it can be one";
        if (hints?.ReadOnlyHint is true && (operation || proposal)) yield return "it is ReadOnly and marked as a write";
        if (hints?.ReadOnlyHint is false && !operation && !proposal) yield return "it writes but is marked neither [Operation] nor [Proposal]";
        if (hints is { ReadOnlyHint: true, DestructiveHint: true }) yield return "it is ReadOnly and Destructive";
    }

    private static IEnumerable<string> BrokenParameters(Tool shown)
    {
        var properties = shown.InputSchema.TryGetProperty("properties", out var all) ? all : default;
        foreach (var parameter in properties.ValueKind is JsonValueKind.Object ? properties.EnumerateObject().AsEnumerable() : [])
        {
            if (parameter.Value.ValueKind is not JsonValueKind.Object || !parameter.Value.TryGetProperty("description", out var text) || string.IsNullOrWhiteSpace(text.GetString()))
                yield return $"its parameter '{parameter.Name}' has no description";
            if (Confirming.Contains(parameter.Name, StringComparer.OrdinalIgnoreCase))
                yield return $"its parameter '{parameter.Name}' looks as if it confirmed something: no argument ever does";
        }
    }

    private static IEnumerable<string> BrokenQuestion(McpServerTool tool)
    {
        if (tool.Metadata.OfType<OperationAttribute>().FirstOrDefault() is not { } operation) yield break;
        var destroys = tool.ProtocolTool.Annotations?.DestructiveHint is not false;
        if (destroys && operation.Confirmation is "") yield return "it is destructive and its [Operation] has no question to ask";
        if (!destroys && operation.Confirmation is not "") yield return "its [Operation] has a question but it is not Destructive, so nobody would be asked";
        foreach (Match place in Placeholder().Matches(operation.Confirmation))
        {
            if (!tool.ProtocolTool.InputSchema.TryGetProperty("properties", out var properties) || !properties.TryGetProperty(place.Groups["name"].Value, out _))
                yield return $"its question names '{place.Value}', which is no parameter";
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+)+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex Name();

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.None, matchTimeoutMilliseconds: 200)]
    private static partial Regex Placeholder();
}
