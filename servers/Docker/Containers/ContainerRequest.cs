using System.Globalization;
using System.Text.Json.Nodes;
using Docker.DotNet.Models;

namespace HomelabMcp.Docker;

/// <summary>A spec as the engine's create call wants it. The library says null for what is left out, though its annotations do not.</summary>
internal static class ContainerRequest
{
    /// <summary>The label that says which fields Git named when the container was made, so that a replacement knows what it may drop.</summary>
    public const string FieldsLabel = Ownership.Prefix + "fields";

    private static readonly string[] Merged = ["env", "labels", "networks"];

    /// <param name="spec">The desired spec, with whatever is to be carried over.</param>
    /// <param name="name">The container's name.</param>
    /// <param name="labels">Our labels.</param>
    /// <param name="host">What the spec has no words for (devices, sysctls …), carried over from an older container; changed here.</param>
    public static CreateContainerParameters Build(JsonObject spec, string name, IReadOnlyDictionary<string, string> labels, HostConfig? host = null)
    {
        host ??= new HostConfig();
        var networks = Networks(spec);
        var ports = Texts(spec["ports"]).Select(Port).ToList();
        host.Binds = Texts(spec["volumes"]) is { Count: > 0 } volumes ? volumes : null!;
        host.Mounts = [.. (host.Mounts ?? []).Where(mount => mount.Type is not ("bind" or "volume"))];
        host.PortBindings = ports.GroupBy(port => port.Inside).ToDictionary(group => group.Key, group => (IList<PortBinding>)[.. group.Select(port => port.Outside)]);
        host.RestartPolicy = Restart(Text(spec["restart"]) ?? "no");
        host.NetworkMode = networks.Count > 0 ? networks[0].Name : null!;
        host.Init = spec["init"]?.GetValue<bool>();
        host.Privileged = spec["privileged"]?.GetValue<bool>() is true;
        host.CapAdd = Texts(spec["cap_add"]) is { Count: > 0 } added ? added : null!;
        host.CapDrop = Texts(spec["cap_drop"]) is { Count: > 0 } dropped ? dropped : null!;
        host.Memory = Number(spec["memory"]) is { } memory ? (long)memory : 0;
        host.MemorySwap = 0;
        host.NanoCPUs = Number(spec["cpus"]) is { } cpus ? (long)(cpus * 1_000_000_000m) : 0;
        return new CreateContainerParameters
        {
            Name = name,
            Image = Text(spec["image"])!,
            Cmd = spec["command"] is null ? null! : Texts(spec["command"]),
            Entrypoint = spec["entrypoint"] is null ? null! : Texts(spec["entrypoint"]),
            Env = [.. (spec["env"] as JsonObject ?? []).Select(pair => $"{pair.Key}={Text(pair.Value)}")],
            ExposedPorts = ports.Select(port => port.Inside).Distinct(StringComparer.Ordinal).ToDictionary(port => port, _ => default(EmptyStruct)),
            Labels = (spec["labels"] as JsonObject ?? []).Select(pair => KeyValuePair.Create(pair.Key, Text(pair.Value) ?? "")).Concat(labels).ToDictionary(StringComparer.Ordinal),
            User = Text(spec["user"])!,
            WorkingDir = Text(spec["workdir"])!,
            Hostname = Text(spec["hostname"])!,
            Healthcheck = spec["healthcheck"] is JsonObject health ? Healthcheck(health) : null!,
            HostConfig = host,
            NetworkingConfig = networks.Count == 0 || networks[0].Name is "host" or "none" ? null!
                : new NetworkingConfig { EndpointsConfig = new Dictionary<string, EndpointSettings> { [networks[0].Name] = networks[0].Settings } },
        };
    }

    /// <summary>
    /// The desired spec over what the old container has and Git never named: a field that Git named once and no longer
    /// names is dropped, all else is carried over.
    /// </summary>
    public static JsonObject Over(JsonObject desired, JsonObject old, IReadOnlySet<string> namedBefore)
    {
        var result = (JsonObject)desired.DeepClone();
        foreach (var (name, value) in old)
        {
            if (name is "state" || namedBefore.Contains(name))
                continue;
            if (!result.ContainsKey(name))
                result[name] = value?.DeepClone();
            else if (Merged.Contains(name) && name is not "networks")
                Merge(result[name] as JsonObject, value as JsonObject, name, namedBefore);
        }
        return result;
    }

    /// <summary>The paths for <see cref="FieldsLabel"/>: fields, and entries of the maps that merge.</summary>
    public static string FieldsOf(JsonObject spec) => string.Join(' ', spec.SelectMany(pair =>
        Merged.Contains(pair.Key) && pair.Value is JsonObject map && pair.Key is not "networks" ? map.Select(entry => $"{pair.Key}.{entry.Key}") : [pair.Key]));

    /// <summary>In the order of names: the first is given at creation, the others are connected before the start.</summary>
    public static IReadOnlyList<(string Name, EndpointSettings Settings)> Networks(JsonObject spec) =>
        [.. (spec["networks"] as JsonObject ?? []).Select(pair => (pair.Key, new EndpointSettings { Aliases = Texts(pair.Value?["aliases"]) is { Count: > 0 } aliases ? aliases : null! }))];

    public static RestartPolicy Restart(string text)
    {
        var parts = text.Split(':', 2);
        return new RestartPolicy
        {
            Name = parts[0] switch
            {
                "always" => RestartPolicyKind.Always,
                "unless-stopped" => RestartPolicyKind.UnlessStopped,
                "on-failure" => RestartPolicyKind.OnFailure,
                _ => RestartPolicyKind.No,
            },
            MaximumRetryCount = parts.Length > 1 ? long.Parse(parts[1], CultureInfo.InvariantCulture) : 0,
        };
    }

    public static decimal? Number(JsonNode? node) => node is null ? null : decimal.Parse(node.ToJsonString().Trim('"'), NumberStyles.Float, CultureInfo.InvariantCulture);

    public static string? Text(JsonNode? node) => node switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => node.ToJsonString(),
    };

    private static void Merge(JsonObject? wanted, JsonObject? old, string name, IReadOnlySet<string> namedBefore)
    {
        foreach (var (key, value) in old ?? [])
        {
            if (wanted is not null && !namedBefore.Contains($"{name}.{key}"))
                wanted.TryAdd(key, value?.DeepClone());
        }
    }

    private static List<string> Texts(JsonNode? node) => [.. (node as JsonArray ?? []).Select(item => Text(item) ?? "")];

    private static (string Inside, PortBinding Outside) Port(string text)
    {
        var cut = text.LastIndexOf(':');
        var inside = text[(cut + 1)..];
        var outside = cut < 0 ? "" : text[..cut];
        var colon = outside.LastIndexOf(':');
        return colon < 0
            ? (inside, new PortBinding { HostPort = outside, HostIP = "" })
            : (inside, new PortBinding { HostPort = outside[(colon + 1)..], HostIP = outside[..colon].Trim('[', ']') });
    }

    private static HealthcheckConfig Healthcheck(JsonObject health) => new()
    {
        Test = Texts(health["test"]),
        Interval = Span(health["interval"]),
        Timeout = Span(health["timeout"]),
        StartPeriod = Span(health["start_period"]),
        Retries = Number(health["retries"]) is { } retries ? (long)retries : null,
    };

    private static TimeSpan? Span(JsonNode? node) => Text(node) is { } text && ContainerValues.TryDuration(text, out var span) ? span : null;
}
