using System.Text.Json;
using System.Text.Json.Nodes;

namespace HomelabMcp.Docker;

/// <summary>The second compose file: our labels on everything that the project makes, and nothing else. JSON is YAML.</summary>
internal static class StackLabels
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Write(ComposeProject project, IReadOnlyDictionary<string, string> labels)
    {
        var file = new JsonObject { ["services"] = Labelled(project.Services, labels) };
        foreach (var section in (ReadOnlySpan<string>)["networks", "volumes"])
        {
            if (Labelled(project.Own(section), labels) is { Count: > 0 } labelled)
                file[section] = labelled;
        }
        return file.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Labelled(IEnumerable<string> names, IReadOnlyDictionary<string, string> labels) =>
        new(names.Select(name => KeyValuePair.Create(name, (JsonNode?)new JsonObject
        {
            // A dollar sign would begin a variable.
            ["labels"] = new JsonObject(labels.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value.Replace("$", "$$", StringComparison.Ordinal)))),
        })));
}
