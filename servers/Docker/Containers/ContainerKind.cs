using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Docker;

/// <summary>The schema of <c>docker.container</c>: Docker's own words, flat, with the short spellings of the docker command.</summary>
internal static class ContainerKind
{
    public const string Name = "docker.container";

    /// <summary>Docker's container and volume names.</summary>
    public const string NamePattern = "[a-zA-Z0-9][a-zA-Z0-9_.-]+";

    private const string DurationPattern = "0|([0-9]+(\\.[0-9]+)?(h|ms|us|m|s))+";

    public static ResourceKind Kind { get; } = new()
    {
        Name = Name,
        Summary = "One container on a Docker Engine, made from an image that is pulled when missing. restart, memory, cpus, networks and state change on the living container; everything else replaces it (the old one is kept aside until the new one is up).",
        Fields = Fields(),
        Adoption = AdoptionMode.Recorded,
        KeySpace = "docker.container",
        MarkScope = static name => name,
        Check = Check,
        Example =
            """
            kind: docker.container
            name: whoami
            spec:
              image: traefik/whoami:v1.10
              ports: ["8088:80/tcp"]
              networks: [edge]
              restart: unless-stopped
              memory: 64m
              labels: { traefik.enable: "true" }
              state: running
            dependsOn: [docker.network/edge]
            """,
    };

    private static ImmutableArray<Field> Fields() =>
    [
        Text("image", "Image reference; a name without a tag means :latest. Pulled when the engine lacks it.", Mutability.Replace) with { Required = true, Normalise = ContainerValues.Image },
        List("command", "What to run, as a list or as one line; absent: the image's.") with { Normalise = ContainerValues.Words },
        List("entrypoint", "What runs the command, as a list or as one line; absent: the image's.") with { Normalise = ContainerValues.Words },
        new() { Name = "env", Type = FieldType.Map, Summary = "Environment variables; values may be ${secret:NAME}.", Mutability = Mutability.Replace, Items = Item(), KeyPattern = "[^=\\s]+", Normalise = ContainerValues.Environment },
        Set("ports", "Published ports: [ip:]host:container[/tcp|udp], or container[/tcp|udp] for a host port of the engine's choice.",
            Item("(([0-9.]+|\\[[0-9a-fA-F:]+\\]):)?([0-9]{1,5}:)?[0-9]{1,5}/(tcp|udp|sctp)", ContainerValues.Port)),
        Set("volumes", "Mounts: volume:/path[:ro] for a named volume, /host/path:/path[:ro] for a folder of the engine's machine.",
            Item("(/[^:]*|[a-zA-Z0-9][a-zA-Z0-9_.-]+):/[^:]*(:[a-zA-Z,]+)?", ContainerValues.Volume)),
        new()
        {
            Name = "networks",
            Type = FieldType.Map,
            Summary = "Networks by name, as a list or as a map with aliases; absent: the engine's default bridge.",
            KeyPattern = NamePattern,
            Normalise = ContainerValues.Networks,
            Items = new() { Name = "", Type = FieldType.Object, Members = [Set("aliases", "Further names inside that network.", Item()) with { Mutability = Mutability.Live }] },
        },
        Text("restart", "no, always, unless-stopped, on-failure or on-failure:N.", Mutability.Live) with { Default = "no", Pattern = "no|always|unless-stopped|on-failure(:[0-9]+)?", Normalise = ContainerValues.Restart },
        new() { Name = "labels", Type = FieldType.Map, Summary = "Labels; those that begin with io.homelab. are ours.", Mutability = Mutability.Replace, Items = Item(), KeyPattern = "(?!io\\.homelab\\.)[^\\s=]+", Normalise = ContainerValues.Environment },
        Text("user", "User, or user:group; absent: the image's.", Mutability.Replace),
        Text("workdir", "Working directory; absent: the image's.", Mutability.Replace),
        Text("hostname", "Host name inside; absent: the container's short id.", Mutability.Replace),
        Flag("init", "Runs a small init as process 1 that forwards signals."),
        Flag("privileged", "All capabilities and devices of the host."),
        Set("cap_add", "Capabilities to add, without CAP_.", Item("[A-Z_]+", ContainerValues.Capability)),
        Set("cap_drop", "Capabilities to drop, without CAP_.", Item("[A-Z_]+", ContainerValues.Capability)),
        new() { Name = "memory", Type = FieldType.Integer, Summary = "Memory limit in bytes, or with b, k, m, g; at least 6m. Swap may take as much again.", Minimum = 6 * 1024 * 1024, Normalise = ContainerValues.Bytes },
        new() { Name = "cpus", Type = FieldType.Number, Summary = "How many CPUs' worth of time.", Minimum = 0.01m },
        Healthcheck(),
        new() { Name = "state", Type = FieldType.Text, Summary = "running or stopped; absent: started once when it is made.", Choices = ["running", "stopped"] },
    ];

    private static Field Healthcheck() => new()
    {
        Name = "healthcheck",
        Type = FieldType.Object,
        Summary = "How the engine finds out whether it works; absent: the image's.",
        Mutability = Mutability.Replace,
        Members =
        [
            List("test", "A shell line, or [CMD, …], or [NONE] to switch the image's off.") with { Required = true, Normalise = ContainerValues.HealthTest },
            Duration("interval", "Time between two tests."),
            Duration("timeout", "How long one test may take."),
            Duration("start_period", "Time after the start in which failures do not count."),
            new() { Name = "retries", Type = FieldType.Integer, Summary = "Failures in a row that make it unhealthy.", Mutability = Mutability.Replace, Minimum = 0 },
        ],
    };

    private static IEnumerable<(string Field, string Message)> Check(Manifest manifest)
    {
        if (manifest.Key.Name.Length < 2)
            yield return ("name", "Docker wants container names of two characters and more.");
        if (manifest.Spec["networks"] is JsonObject { Count: > 1 } networks && networks.Select(pair => pair.Key).FirstOrDefault(name => name is "host" or "none") is { } alone)
            yield return ("spec.networks", $"'{alone}' cannot be combined with other networks: name it alone or leave it out.");
        if (manifest.Spec["networks"] is JsonObject single && (single.ContainsKey("host") || single.ContainsKey("none")) && manifest.Spec["ports"] is JsonArray { Count: > 0 })
            yield return ("spec.ports", "Ports cannot be published on the networks 'host' and 'none': leave 'ports' out.");
        foreach (var (name, value) in manifest.Spec["env"] as JsonObject ?? [])
        {
            if (value?.GetValueKind() is JsonValueKind.String && value.GetValue<string>().Contains('\0', StringComparison.Ordinal))
                yield return ($"spec.env.{name}", "A value cannot hold a NUL character.");
        }
    }

    private static Field Text(string name, string summary, Mutability mutability) => new() { Name = name, Type = FieldType.Text, Summary = summary, Mutability = mutability };

    private static Field Flag(string name, string summary) => new() { Name = name, Type = FieldType.Boolean, Summary = summary, Default = false, Mutability = Mutability.Replace };

    private static Field List(string name, string summary) => new() { Name = name, Type = FieldType.List, Summary = summary, Mutability = Mutability.Replace, Items = Item() };

    private static Field Set(string name, string summary, Field items) => new() { Name = name, Type = FieldType.List, Summary = summary, Mutability = Mutability.Replace, IsSet = true, Items = items };

    private static Field Duration(string name, string summary) => new() { Name = name, Type = FieldType.Text, Summary = $"{summary} 30s, 1m30s.", Mutability = Mutability.Replace, Pattern = DurationPattern, Normalise = ContainerValues.Duration };

    private static Field Item(string? pattern = null, Func<JsonNode, JsonNode>? normalise = null) => new() { Name = "", Type = FieldType.Text, Pattern = pattern, Normalise = normalise };
}
