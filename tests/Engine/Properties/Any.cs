using System.Text.Json.Nodes;
using CsCheck;
using HomelabMcp.Core;

namespace HomelabMcp.Engine.Tests;

/// <summary>Generators of small worlds.</summary>
internal static class Any
{
    public static Gen<T> Of<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>Up to <paramref name="most"/> fields with different names.</summary>
    public static Gen<Dictionary<string, T>> Fields<T>(Gen<string> names, Gen<T> values, int least, int most) =>
        Gen.Select(names, values).Array[least, most].Select(pairs => pairs.DistinctBy(pair => pair.Item1).ToDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal));

    /// <summary>Manifests of up to six resources, as YAML; references and dependencies only lead to earlier ones.</summary>
    public static Gen<string> Source { get; } =
        Gen.Select(Gen.Int[0, 7], Gen.Int[1, 3], Gen.Bool, Gen.Int[0, 5]).Array[1, 6].Select(picks => string.Join("---\n", picks.Select((pick, i) => Document(pick.Item1, pick.Item2, pick.Item3, pick.Item4, i))));

    /// <summary>What may stand on the target before anybody planned: strangers, copies, things of other installations.</summary>
    public static Gen<LiveResourceOf[]> Strangers { get; } = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 4]).Array[0, 5].Select(picks => picks.Select(pick => Stranger(pick.Item1, pick.Item2)).DistinctBy(item => (item.Kind, item.Live.NaturalKey)).ToArray());

    private static string Document(int shape, int number, bool more, int back, int i)
    {
        var depends = back < i ? $"dependsOn: [{Short(i)}]\n".Replace(Short(i), Short(back), StringComparison.Ordinal) : "";
        return (i % 3) switch
        {
            0 => $"kind: lab.net\nname: r{i}\nspec: {{ driver: d{number}{(more ? ", subnet: 10.0.0.0/8" : "")} }}\n{depends}",
            1 => $"kind: lab.app\nname: r{i}\nspec: {{ image: \"i{number}-{(back == 0 ? "${lab.net.r0.driver}" : "x")}\", environment: {{ A: {number}{(more ? ", b.c: x" : "")} }}, ports: [{{ host: {number}, inner: 80 }}] }}\n{depends}",
            _ => $"kind: lab.vm\nname: r{i}\nspec: {{ vmid: {100 + i}, memory: {number}G, tags: [{(more ? "b, a" : "a")}]{(shape > 3 ? ", network: { net0: { bridge: v" + number + " } }" : "")} }}\nlifecycle: {{ protect: {(shape == 7 ? "true" : "false")} }}\n{depends}",
        };
    }

    private static string Short(int i) => (i % 3) switch { 0 => $"lab.net/r{i}", 1 => $"lab.app/r{i}", _ => $"lab.vm/r{i}" };

    private static LiveResourceOf Stranger(int i, int sort)
    {
        var kind = (i % 3) switch { 0 => "lab.net", 1 => "lab.app", _ => "lab.vm" };
        var (name, natural, spec) = kind == "lab.vm" ? ($"r{i}", $"{100 + i}", $$"""{"vmid":{{100 + i}},"memory":7}""") : ($"r{i}", $"r{i}", "{}");
        return sort switch
        {
            0 => World.Live(kind, name, spec, naturalKey: natural),
            1 => World.Live(kind, name, spec, $"{kind}/r{i}", natural, installation: "neighbour"),
            2 => World.Live(kind, "copy", spec, $"{kind}/long-gone", natural + "9"),
            _ => World.Live(kind, "free" + i, spec, naturalKey: natural + "7"),
        };
    }
}

/// <summary>A target that does what it is told at once.</summary>
internal sealed class ModelTarget(IEnumerable<LiveResourceOf> start)
{
    public List<LiveResourceOf> Live { get; } = [.. start];

    public void Apply(PlanRequest request, PlanStep step)
    {
        var kind = request.Kinds[step.Key.Kind];
        var at = Live.FindIndex(item => item.Kind == step.Key.Kind && item.Live.Id == step.LiveId);
        if (step.Operation is StepOperation.Delete)
        {
            Live.RemoveAt(at);
            return;
        }

        if (step.Operation is StepOperation.Release)
        {
            Live[at] = Live[at] with { Live = Live[at].Live with { Mark = null } };
            return;
        }

        var manifest = request.Desired.Manifests[step.Key];
        var spec = new SpecResolver(request.Kinds, request.Desired, request.Secrets, Owned).ForWriting(manifest);
        if (step.Operation is StepOperation.Update)
        {
            var changed = (JsonObject)Live[at].Live.Spec.DeepClone();
            SpecComparison.Apply(changed, step.Changes);
            Live[at] = Live[at] with { Live = Live[at].Live with { Spec = changed } };
            return;
        }

        if (step.Operation is StepOperation.Replace) Live.RemoveAt(at);
        var natural = kind.NaturalKey(step.Key, spec)!;
        Live.Add(new(kind.Name, new()
        {
            Id = $"{kind.Name}:{natural}",
            Name = step.Key.Name,
            NaturalKey = natural,
            Detailed = true,
            Fingerprint = "",
            Spec = (JsonObject)spec.DeepClone(),
            Mark = OwnershipMark.For(request.Installation, step.Key, kind.MarkScope(natural)),
        }));

        JsonObject? Owned(ResourceKey key) => Live.Find(item => item.Live.Mark == OwnershipMark.For(request.Installation, key, request.Kinds[key.Kind].MarkScope(item.Live.NaturalKey)))?.Live.Spec;
    }
}
