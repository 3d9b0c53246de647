using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Jobs;
using HomelabMcp.Engine;

namespace HomelabMcp.Benchmarks;

/// <summary>
/// Planning a quiet world, in process: reading nothing, writing nothing. The baseline compares the same trees field by
/// field and does nothing else, which is the least that any planner has to do.
/// </summary>
[MemoryDiagnoser]
[SimpleJob(RuntimeMoniker.Net10_0)]
public class PlanBenchmarks
{
    private PlanRequest request = null!;
    private (JsonObject Desired, JsonObject Live)[] pairs = [];

    /// <summary>Resources desired and live.</summary>
    [Params(100, 1_000, 10_000)]
    public int Resources { get; set; }

    /// <summary>Makes the world.</summary>
    [GlobalSetup]
    public void Build()
    {
        request = QuietWorld.Of(Resources);
        var live = request.Observed[QuietWorld.Target].Of(QuietWorld.KindName).ToDictionary(one => one.NaturalKey, one => one.Spec, StringComparer.Ordinal);
        pairs = [.. request.Desired.Manifests.Values.Select(manifest => (manifest.Spec, live[$"{manifest.Spec["vmid"]}"]))];
        if (!Planner.Plan(request).IsEmpty) throw new InvalidOperationException("The world is not quiet.");
    }

    /// <summary>The bare comparison.</summary>
    [Benchmark(Baseline = true)]
    public int Bare() => pairs.Count(pair => pair.Desired.All(field => JsonNode.DeepEquals(field.Value, pair.Live[field.Key])));

    /// <summary>The plan.</summary>
    [Benchmark]
    public Plan Plan() => Planner.Plan(request);
}
