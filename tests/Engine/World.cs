using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Engine.Tests;

/// <summary>A small installation: two kinds with a shared key space and state, one that is always replaced, one network.</summary>
internal static class World
{
    public const string Installation = "home";

    public static ResourceKind Vm { get; } = new()
    {
        Name = "lab.vm",
        Summary = "A machine.",
        Fields =
        [
            new() { Name = "vmid", Type = FieldType.Integer, Origin = Origin.Generated, Mutability = Mutability.Replace, Minimum = 100, Maximum = 999_999 },
            new() { Name = "cores", Type = FieldType.Integer, Default = 1, Minimum = 1, Maximum = 128 },
            new() { Name = "memory", Type = FieldType.Integer, Required = true, Normalise = Size },
            new() { Name = "description", Type = FieldType.Text },
            new() { Name = "onboot", Type = FieldType.Boolean, Default = false },
            new() { Name = "state", Type = FieldType.Text, Choices = ["running", "stopped"] },
            new() { Name = "tags", Type = FieldType.List, IsSet = true, Items = new() { Name = "", Type = FieldType.Text } },
            new() { Name = "password", Type = FieldType.Text, Origin = Origin.WriteOnly },
            new()
            {
                Name = "network", Type = FieldType.Map, KeyPattern = "net[0-9]+",
                Items = new()
                {
                    Name = "", Type = FieldType.Object,
                    Members =
                    [
                        new() { Name = "bridge", Type = FieldType.Text },
                        new() { Name = "ip", Type = FieldType.Text },
                        new() { Name = "mac", Type = FieldType.Text, Origin = Origin.Generated },
                    ],
                },
            },
        ],
        Example = "kind: lab.vm",
        HoldsState = static _ => true,
        KeySpace = "vmid",
        NaturalKey = static (_, spec) => SpecValue.ScalarText(spec["vmid"]),
        MarkScope = static natural => natural,
        ChosenFields = ["vmid"],
    };

    public static ResourceKind Box { get; } = Vm with { Name = "lab.box", Summary = "A box in the machines' key space." };

    public static ResourceKind App { get; } = new()
    {
        Name = "lab.app",
        Summary = "A program, replaced when its image changes.",
        Fields =
        [
            new() { Name = "image", Type = FieldType.Text, Required = true, Mutability = Mutability.Replace },
            new() { Name = "version", Type = FieldType.Text },
            new() { Name = "environment", Type = FieldType.Map, Items = new() { Name = "", Type = FieldType.Text } },
            new() { Name = "labels", Type = FieldType.Map, Items = new() { Name = "", Type = FieldType.Text } },
            new() { Name = "restart", Type = FieldType.Text, Default = "no", Choices = ["no", "always"] },
            new() { Name = "ports", Type = FieldType.List, IsSet = true, Items = new() { Name = "", Type = FieldType.Object, Members = [new() { Name = "host", Type = FieldType.Integer }, new() { Name = "inner", Type = FieldType.Integer }] } },
            new() { Name = "address", Type = FieldType.Text, Origin = Origin.Generated },
        ],
        Example = "kind: lab.app",
        Adoption = AdoptionMode.Recorded,
    };

    public static ResourceKind Net { get; } = new()
    {
        Name = "lab.net",
        Summary = "A network.",
        Fields = [new() { Name = "driver", Type = FieldType.Text, Default = "bridge" }, new() { Name = "subnet", Type = FieldType.Text }],
        Example = "kind: lab.net",
        Drift = DriftAnswer.Ask,
    };

    public static ResourceKind Stack { get; } = new()
    {
        Name = "lab.stack",
        Summary = "A folder of files.",
        Fields = [new() { Name = "path", Type = FieldType.Text, Required = true }, new() { Name = "files", Type = FieldType.Map, Items = new() { Name = "", Type = FieldType.Text } }],
        Example = "kind: lab.stack",
        NativePath = "path",
    };

    public static KindSet Kinds { get; } = new([Vm, Box, App, Net, Stack], [KeyValuePair.Create("lab1", "lab")]);

    public static KindSet TwoTargets { get; } = new([Vm, Box, App, Net, Stack], [KeyValuePair.Create("lab1", "lab"), KeyValuePair.Create("lab2", "lab")]);

    public static SecretBook Secrets { get; } = new(
        [new SecretEntry("web-db", new("s3cret"), ["lab.app/web"]), new SecretEntry("other", new("0ther"), [])], Encoding.UTF8.GetBytes("key"));

    public static DateTimeOffset Noon { get; } = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static SourceTree Tree(params (string Path, string Text)[] files) => new("c0ffee", [.. files
        .OrderBy(file => file.Path, StringComparer.Ordinal)
        .Select(file => FileOf(file.Path, Encoding.UTF8.GetBytes(file.Text)))]);

    public static SourceFile FileOf(string path, byte[] bytes, bool isLink = false) =>
        new(path, Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes)), bytes.Length, isLink, () => bytes);

    public static DesiredReading Read(params (string Path, string Text)[] files) => new DesiredReader(Kinds, Secrets).Read(Tree(files));

    public static DesiredState Desired(string yaml)
    {
        var reading = Read(("all.yaml", yaml));
        Assert.Empty(reading.Faults);
        return reading.State;
    }

    public static ResourceKey Key(string text) => ResourceKey.TryParse(text, out var key) ? key.Value with { Target = "lab1" } : throw new ArgumentException(text);

    public static PlanRequest Request(DesiredState desired, params LiveResourceOf[] live) => new()
    {
        Installation = Installation,
        Kinds = Kinds,
        Desired = desired,
        Observed = Observed(live),
        Secrets = Secrets,
        Policy = Policy.BuiltIn,
    };

    public static ImmutableDictionary<string, ObservedTarget> Observed(params LiveResourceOf[] live) =>
        ImmutableDictionary<string, ObservedTarget>.Empty.Add("lab1", new("lab1", null,
            live.GroupBy(item => item.Kind, StringComparer.Ordinal).ToImmutableDictionary(group => group.Key, group => group.Select(item => item.Live).ToImmutableArray()), Noon, Noon));

    /// <summary>A live object; <paramref name="owner"/> is the resource whose mark it bears.</summary>
    public static LiveResourceOf Live(string kind, string name, string spec, string? owner = null, string? naturalKey = null, string? id = null, string installation = Installation)
    {
        var natural = naturalKey ?? name;
        OwnershipMark? mark = owner is null ? null : OwnershipMark.For(installation, Key(owner), Kinds[kind].MarkScope(natural));
        return new(kind, new()
        {
            Id = id ?? $"{kind}:{natural}",
            Name = name,
            NaturalKey = natural,
            Detailed = true,
            Fingerprint = "",
            Spec = (JsonObject)JsonNode.Parse(spec)!,
            Mark = mark,
        });
    }

    private static JsonNode Size(JsonNode node) => node.GetValueKind() is System.Text.Json.JsonValueKind.String
        && node.GetValue<string>() is { } text && text.EndsWith('G') && long.TryParse(text[..^1], out var gib) ? JsonValue.Create(gib * 1024) : node;
}

internal sealed record LiveResourceOf(string Kind, LiveResource Live);
