using System.Collections.Immutable;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Store;

/// <summary>Field changes as the text of one column.</summary>
internal static class ChangesJson
{
    public static string Write(ImmutableArray<FieldChange> changes) => new JsonArray([.. changes.Select(change => new JsonObject
    {
        ["path"] = change.Path, ["before"] = change.Before?.DeepClone(), ["after"] = change.After?.DeepClone(),
    })]).ToJsonString();

    public static ImmutableArray<FieldChange> Read(string text) => [.. JsonNode.Parse(text)!.AsArray().Select(change =>
        new FieldChange((string)change!["path"]!, change["before"]?.DeepClone(), change["after"]?.DeepClone()))];
}
