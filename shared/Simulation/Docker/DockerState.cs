using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace HomelabMcp.Simulation.Docker;

/// <summary>Everything the simulated engine remembers; one JSON file on disk.</summary>
internal sealed class DockerState
{
    public required string EngineId { get; init; }
    public long Sequence { get; set; }
    public List<SimContainer> Containers { get; init; } = [];
    public List<SimNetwork> Networks { get; init; } = [];
    public List<SimVolume> Volumes { get; init; } = [];
    public List<SimImage> Images { get; init; } = [];
}

internal sealed class SimContainer
{
    public required string Id { get; init; }
    public required string Name { get; set; }
    public required DateTimeOffset Created { get; init; }
    public required string ImageId { get; init; }
    public required JsonObject Config { get; init; }
    public required JsonObject HostConfig { get; init; }
    public List<SimMount> Mounts { get; init; } = [];

    /// <summary>By network name as the client gave it; connected only while the container runs.</summary>
    public SortedDictionary<string, SimEndpoint> Networks { get; init; } = new(StringComparer.Ordinal);

    public string Status { get; set; } = "created";
    public int Pid { get; set; }
    public int ExitCode { get; set; }
    public string Error { get; set; } = "";
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public int RestartCount { get; set; }

    /// <summary>When the simulated process ends by itself, and with what; null: it runs until it is stopped.</summary>
    public DateTimeOffset? EndsAt { get; set; }
    public int EndsWith { get; set; }

    /// <summary>Set by a person (stop, kill): the restart policy leaves it alone.</summary>
    public bool StoppedByUser { get; set; }

    public List<SimLogLine> Logs { get; init; } = [];
    public DateTimeOffset? ChatterUntil { get; set; }
    public Dictionary<string, List<SimPort>> Ports { get; init; } = [];

    [JsonIgnore]
    public bool Running => Status is "running" or "paused";

    public string? Text(string field) => Config[field]?.GetValue<string>();
}

internal sealed record SimPort(string HostIp, string HostPort);

internal sealed record SimLogLine(DateTimeOffset At, bool Error, string Text);

internal sealed class SimEndpoint
{
    public required string NetworkId { get; set; }
    public List<string>? Aliases { get; init; }
    public string EndpointId { get; set; } = "";
    public string Address { get; set; } = "";
    public int Prefix { get; set; }
    public string Gateway { get; set; } = "";
    public string MacAddress { get; set; } = "";
}

internal sealed record SimMount(string Type, string? Name, string Source, string Destination, string Mode, bool Writable);

internal sealed class SimNetwork
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string Driver { get; init; }
    public required DateTimeOffset Created { get; init; }
    public bool Internal { get; init; }
    public bool Attachable { get; init; }
    public bool EnableIPv6 { get; init; }
    public string? Subnet { get; init; }
    public string? Gateway { get; init; }
    public JsonObject Options { get; init; } = [];
    public JsonObject Labels { get; init; } = [];
    public int NextHost { get; set; } = 2;

    [JsonIgnore]
    public bool Predefined => Name is "bridge" or "host" or "none";
}

internal sealed class SimVolume
{
    public required string Name { get; init; }
    public required DateTimeOffset Created { get; init; }
    public string Driver { get; init; } = "local";
    public JsonObject? Labels { get; init; }
    public JsonObject? Options { get; init; }
    public long Size { get; set; }

    /// <summary>Relative path to content; enough for a backup to hold something.</summary>
    public SortedDictionary<string, string> Files { get; init; } = new(StringComparer.Ordinal);

    [JsonIgnore]
    public string Mountpoint => $"/var/lib/docker/volumes/{Name}/_data";
}

internal sealed class SimImage
{
    public required string Id { get; init; }
    public List<string> Tags { get; init; } = [];
    public required DateTimeOffset Created { get; init; }
    public required long Size { get; init; }
    public required JsonObject Config { get; init; }
    public string? Digest { get; init; }
    public string Comment { get; init; } = "";
}

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(DockerState))]
internal sealed partial class DockerStateJson : JsonSerializerContext;
