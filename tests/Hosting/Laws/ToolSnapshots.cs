using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using HomelabMcp.Hosting;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace HomelabMcp.Laws;

/// <summary>
/// Tool definitions as committed text, one file a tool in <c>tests/ROOM/tools</c>: a changed definition shows in review.
/// <c>HOMELAB_UPDATE_SNAPSHOTS=1</c> rewrites them.
/// </summary>
public static class ToolSnapshots
{
    private static readonly JsonSerializerOptions Indented = new(McpJsonUtilities.DefaultOptions)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What differs between the set's tools and the snapshots of a room; empty when nothing does.</summary>
    /// <param name="set">The tools.</param>
    /// <param name="room">The folder under <c>tests</c>.</param>
    public static IReadOnlyList<string> Differences(ToolSet set, string room)
    {
        var folder = Path.Combine(Root(), "tests", room, "tools");
        var wanted = ToolLaws.ToolsOf(set).ToDictionary(tool => $"{tool.ProtocolTool.Name}.json", tool => Text(tool.ProtocolTool), StringComparer.Ordinal);
        if (Environment.GetEnvironmentVariable("HOMELAB_UPDATE_SNAPSHOTS") is "1") Rewrite(folder, set.Prefix, wanted);
        var found = Existing(folder, set.Prefix);
        return
        [
            .. wanted.Where(tool => !found.ContainsKey(tool.Key)).Select(tool => $"{tool.Key} is new: run the tests with HOMELAB_UPDATE_SNAPSHOTS=1 and commit it"),
            .. found.Keys.Where(file => !wanted.ContainsKey(file)).Select(file => $"{file} is of a tool that is gone: run the tests with HOMELAB_UPDATE_SNAPSHOTS=1"),
            .. wanted.Where(tool => found.TryGetValue(tool.Key, out var before) && before != tool.Value)
                .Select(tool => $"{tool.Key} differs from the tool: if that is meant, run the tests with HOMELAB_UPDATE_SNAPSHOTS=1 and commit it. Now:\n{tool.Value}"),
        ];
    }

    private static string Text(Tool tool) => $"{JsonSerializer.SerializeToNode(tool, Indented)!.AsObject().ToJsonString(Indented)}\n";

    private static Dictionary<string, string> Existing(string folder, string prefix) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, $"{prefix}*.json").ToDictionary(file => Path.GetFileName(file), File.ReadAllText, StringComparer.Ordinal)
        : [];

    private static void Rewrite(string folder, string prefix, Dictionary<string, string> wanted)
    {
        Directory.CreateDirectory(folder);
        foreach (var stale in Existing(folder, prefix).Keys.Where(file => !wanted.ContainsKey(file))) File.Delete(Path.Combine(folder, stale));
        foreach (var (file, text) in wanted) File.WriteAllText(Path.Combine(folder, file), text);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "HomelabMcp.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the project's folder.");
    }
}
