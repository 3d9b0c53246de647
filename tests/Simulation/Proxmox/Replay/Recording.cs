using System.Text.Json.Nodes;

namespace HomelabMcp.Simulation.Tests.Proxmox.Replay;

/// <summary>One exchange recorded from the real server.</summary>
internal sealed record Recording(string Name, string Method, string Path, IReadOnlyDictionary<string, string> Headers, string? Body, int Status, string Reason, JsonNode? Json, string? Text, bool IsArtefact)
{
    public static string? Folder { get; } = Find("recordings/proxmox");

    public static string? SharedFile(string path) => Find(path);

    public static IReadOnlyDictionary<string, Recording> All { get; } = Folder is null
        ? new Dictionary<string, Recording>()
        : Directory.EnumerateFiles(Folder, "*.json").Select(Read).OfType<Recording>().ToDictionary(recording => recording.Name);

    public JsonNode Data => Json!["data"]!;

    private static string? Find(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "HomelabMcp.sln")))
            {
                var place = System.IO.Path.Combine(folder.Parent!.FullName, "shared", path);
                return System.IO.Path.Exists(place) ? place : null;
            }
        return null;
    }

    private static Recording? Read(string file)
    {
        var node = JsonNode.Parse(File.ReadAllText(file))!;
        if (node["response"] is not { } response)
            return null;
        var request = node["request"]!;
        var headers = request["headers"]?.AsObject().ToDictionary(pair => pair.Key, pair => (string)pair.Value!) ?? [];
        return new Recording((string)node["name"]!, (string)request["method"]!, (string)request["path"]!, headers, (string?)request["body"],
            (int)response["status"]!, (string)response["reason"]!, response["json"], (string?)response["text"], node["harness_artefact"] is not null);
    }
}
