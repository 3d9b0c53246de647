using System.Text.Json.Nodes;

namespace HomelabMcp.Proxmox.Tests;

/// <summary>The folder of recordings beside the project; tests skip, and say why, where it is missing.</summary>
internal static class Shared
{
    public static string? Root { get; } = Find();

    public static JsonObject Recording(string name) => (JsonObject)Read($"recordings/proxmox/{name}.json");

    public static JsonNode Read(string path)
    {
        Assert.SkipWhen(Root is null, "No ../shared beside the project: the recordings are not here.");
        return JsonNode.Parse(File.ReadAllText(Path.Combine(Root!, path)))!;
    }

    public static JsonObject Config(string recording) => (JsonObject)Recording(recording)["response"]!["json"]!["data"]!;

    private static string? Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "HomelabMcp.sln"))) folder = folder.Parent;
        var shared = folder?.Parent is { } parent ? Path.Combine(parent.FullName, "shared") : null;
        return Directory.Exists(Path.Combine(shared ?? "", "recordings")) ? shared : null;
    }
}
