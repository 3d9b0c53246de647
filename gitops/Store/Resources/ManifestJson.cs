using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Store;

/// <summary>A manifest as the text of one column. Lines and native files stay out: Git has both.</summary>
internal static class ManifestJson
{
    public static string Write(Manifest manifest) => new JsonObject
    {
        ["spec"] = manifest.Spec.DeepClone(),
        ["dependsOn"] = new JsonArray([.. manifest.DependsOn.Select(key => (JsonNode)key.ToString())]),
        ["protect"] = manifest.Lifecycle.Protect,
        ["adopt"] = manifest.Lifecycle.Adopt,
        ["prune"] = manifest.Lifecycle.Prune.Column(),
        ["ignoreChanges"] = new JsonArray([.. manifest.Lifecycle.IgnoreChanges.Select(field => (JsonNode)field)]),
        ["description"] = manifest.Description,
        ["file"] = manifest.Source.File,
        ["line"] = manifest.Source.Line,
        ["commit"] = manifest.Source.Commit,
    }.ToJsonString();

    public static Manifest Read(ResourceKey key, string text)
    {
        var json = JsonNode.Parse(text)!.AsObject();
        return new()
        {
            Key = key,
            Spec = json["spec"]!.DeepClone().AsObject(),
            DependsOn = [.. json["dependsOn"]!.AsArray().Select(Key)],
            Lifecycle = new(
                (bool)json["protect"]!, (bool)json["adopt"]!, Columns.Enum<PruneMode>((string)json["prune"]!),
                [.. json["ignoreChanges"]!.AsArray().Select(field => (string)field!)]),
            Description = (string?)json["description"],
            Source = new((string)json["file"]!, (int)json["line"]!, (string?)json["commit"]),
        };
    }

    private static ResourceKey Key(JsonNode? text) => ResourceKey.TryParse((string)text!, out var key)
        ? key.Value
        : throw new HomelabException($"The store holds a dependency that cannot be read ('{text}'): start with an empty store; nothing live depends on it.");
}
