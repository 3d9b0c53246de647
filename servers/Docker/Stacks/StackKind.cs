using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HomelabMcp.Core;

namespace HomelabMcp.Docker;

/// <summary>The schema of <c>docker.stack</c>: a compose file, run by docker compose v2 as anybody would run it by hand.</summary>
internal static partial class StackKind
{
    /// <summary>Compose files by the names that compose looks for, in its order.</summary>
    public static readonly string[] FileNames = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

    public static ResourceKind Kind { get; } = new()
    {
        Name = "docker.stack",
        Summary = "A compose project on a Docker Engine. Its folder is laid out beside the store and run with docker compose v2, which must be installed. Volumes that it names go with it when it is deleted, after a backup.",
        Adoption = AdoptionMode.Recorded,
        MarkScope = static name => name,
        NativePath = "path",
        InFlight = TimeSpan.FromMinutes(10),
        HoldsState = static spec => spec["volumes"] is JsonArray { Count: > 0 },
        Fields =
        [
            new() { Name = "path", Type = FieldType.Text, Summary = "A compose file, or a folder that holds one, relative to the repository.", Required = true },
            new() { Name = "profiles", Type = FieldType.List, Summary = "Profiles to switch on.", IsSet = true, Items = new() { Name = "", Type = FieldType.Text, Pattern = "[a-zA-Z0-9][a-zA-Z0-9_.-]*" } },
            new() { Name = "files", Type = FieldType.Map, Summary = "Filled from path: each file and its hash.", Items = new() { Name = "", Type = FieldType.Text } },
            new() { Name = "volumes", Type = FieldType.List, Summary = "Named volumes of the running project; shown, not written.", IsSet = true, Origin = Origin.Generated, Items = new() { Name = "", Type = FieldType.Text } },
        ],
        Check = static manifest => ProjectName().IsMatch(manifest.Key.Name) ? []
            : [("name", $"'{manifest.Key.Name}' is no compose project name: lower-case letters, digits, '-' and '_', beginning with a letter or digit.")],
        Example =
            """
            kind: docker.stack
            name: monitoring
            spec:
              path: stacks/monitoring/compose.yaml
            """,
    };

    [GeneratedRegex("^[a-z0-9][a-z0-9_-]*$", RegexOptions.None, 1000)]
    private static partial Regex ProjectName();
}
