using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Docker.Tests;

/// <summary>A connection to an engine as the reconciler opens it, with one kind's driver and the data folder beside.</summary>
internal sealed class KindHarness : IAsyncDisposable
{
    private const string Installation = "home";
    private readonly ITargetConnection connection;

    public KindHarness(EngineUnderTest engine, string kind)
    {
        connection = new DockerPlatform().Connect(
            new TargetSettings { Name = "docker", Platform = "docker", Url = engine.Url, Credential = _ => null },
            new ConnectionContext(Installation, Data, Access.Apply, TimeProvider.System));
        Driver = connection.Drivers.Single(driver => driver.Kind.Name == kind);
    }

    public string Data { get; } = Directory.CreateTempSubdirectory("homelab-docker-").FullName;

    public ITargetConnection Connection => connection;

    public IKindDriver Driver { get; }

    public List<string> Told { get; } = [];

    public WriteCall Call(string name, string spec, params (string Path, string Text)[] files)
    {
        var key = new ResourceKey(Driver.Kind.Name, name, "docker");
        var parsed = JsonNode.Parse(spec)!.AsObject();
        foreach (var field in Driver.Kind.Fields.Where(field => field.Normalise is not null && parsed[field.Name] is not null))
            parsed[field.Name] = field.Normalise!(parsed[field.Name]!).DeepClone();
        return new WriteCall(key, OwnershipMark.For(Installation, key, Driver.Kind.MarkScope(name)), parsed,
            files.ToImmutableSortedDictionary(file => file.Path, file => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(file.Text), StringComparer.Ordinal), new Collected(Told));
    }

    /// <summary>Changes of whole top-level fields between a live object and a wanted spec.</summary>
    public static ImmutableArray<FieldChange> Changes(LiveResource live, JsonObject wanted, params string[] fields) =>
        [.. fields.Select(field => new FieldChange(field, live.Spec[field], wanted[field]))];

    /// <summary>Fields of the wanted spec that the live object does not have as wanted.</summary>
    public static string[] Differing(JsonObject wanted, LiveResource live) =>
        [.. wanted.Where(pair => !JsonNode.DeepEquals(Sorted(pair.Value), Sorted(live.Spec[pair.Key])) && !Contains(live.Spec[pair.Key], pair.Value)).Select(pair => $"{pair.Key}: {live.Spec[pair.Key]?.ToJsonString()}")];

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        Directory.Delete(Data, recursive: true);
    }

    private static JsonNode? Sorted(JsonNode? node) => node is JsonArray list && list.All(item => item is JsonValue)
        ? new JsonArray([.. list.Select(item => item!.ToJsonString()).Order(StringComparer.Ordinal).Select(text => (JsonNode?)text)])
        : node is null ? null : JsonNode.Parse(CanonicalJson.Text(node));

    private static bool Contains(JsonNode? live, JsonNode? wanted) => live is JsonObject have && wanted is JsonObject want
        && want.All(pair => CanonicalJson.Text(have[pair.Key]) == CanonicalJson.Text(pair.Value));

    private sealed class Collected(List<string> told) : IProgress<string>
    {
        public void Report(string value) => told.Add(value);
    }
}
