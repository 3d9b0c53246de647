using System.Collections.Immutable;
using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using HomelabMcp.Simulation.Proxmox;

namespace HomelabMcp.Proxmox.Tests;

/// <summary>A simulated cluster with a connection to it.</summary>
internal sealed class SimulatedHome : IAsyncDisposable
{
    public const string Installation = "home";

    private SimulatedHome(SimulatedProxmox simulator, ProxmoxConnection connection) => (Simulator, Connection) = (simulator, connection);

    public SimulatedProxmox Simulator { get; }

    public ProxmoxConnection Connection { get; }

    public IKindDriver Vms => Connection.Drivers.Single(driver => driver.Kind.Name == "proxmox.vm");

    public IKindDriver Containers => Connection.Drivers.Single(driver => driver.Kind.Name == "proxmox.container");

    public IKindDriver Pools => Connection.Drivers.Single(driver => driver.Kind.Name == "proxmox.pool");

    public static async Task<SimulatedHome> StartAsync(ProxmoxHome home = ProxmoxHome.Demo, int scale = 0)
    {
        var simulator = await SimulatedProxmox.StartAsync(
            new() { Home = home, Scale = scale, TaskDuration = TimeSpan.FromMilliseconds(5) }, TestContext.Current.CancellationToken);
        return new(simulator, Connect(simulator, simulator.Token));
    }

    public static TargetSettings Settings(SimulatedProxmox simulator, string token) => new()
    {
        Name = "pve",
        Platform = "proxmox",
        Url = simulator.Url,
        Credential = _ => new Secret<string>(token),
        Extra = new JsonObject { ["shutdownTimeout"] = 1 },
    };

    public static ProxmoxConnection Connect(SimulatedProxmox simulator, string token, Access access = Access.Apply) =>
        new(Settings(simulator, token), new(Installation, "", access, TimeProvider.System));

    public static WriteCall Call(IKindDriver driver, string name, JsonObject spec)
    {
        var key = new ResourceKey(driver.Kind.Name, name, "pve");
        var normal = SpecNormaliser.Normalise(driver.Kind.Fields, spec);
        var natural = driver.Kind.NaturalKey(key, normal)!;
        return new(key, OwnershipMark.For(Installation, key, driver.Kind.MarkScope(natural)), normal, ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>.Empty, NoProgress.Instance);
    }

    /// <summary>What the engine would do about one resource, given what is live.</summary>
    public static PlanStep? Step(IKindDriver driver, string name, JsonObject desired, LiveResource live, JsonObject? former = null, bool adopt = false)
    {
        var manifest = Manifest(driver, name, desired, adopt);
        var plan = Planner.Plan(new()
        {
            Installation = Installation,
            Kinds = new([driver.Kind], [KeyValuePair.Create("pve", "proxmox")]),
            Desired = new("1", ImmutableSortedDictionary<ResourceKey, Manifest>.Empty.Add(manifest.Key, manifest), null),
            Observed = ImmutableDictionary<string, ObservedTarget>.Empty.Add("pve", new("pve", null, ImmutableDictionary<string, ImmutableArray<LiveResource>>.Empty.Add(driver.Kind.Name, [live]), default, default)),
            Baseline = Baseline.None with
            {
                Verified = former is null ? ImmutableDictionary<ResourceKey, Manifest>.Empty : ImmutableDictionary<ResourceKey, Manifest>.Empty.Add(manifest.Key, Manifest(driver, name, former, adopt)),
            },
            Policy = Policy.BuiltIn,
        });
        return plan.Steps.SingleOrDefault();
    }

    /// <summary>Brings a live object to a spec as the engine and the reconciler would, and reads it back.</summary>
    public async Task<LiveResource> BringAsync(IKindDriver driver, string name, JsonObject desired, JsonObject? former = null)
    {
        var cancel = TestContext.Current.CancellationToken;
        var call = Call(driver, name, desired);
        var live = (await driver.FindAsync(driver.Kind.NaturalKey(call.Key, call.Spec)!, cancel))!;
        var step = Step(driver, name, desired, live, former);
        Assert.NotNull(step);
        Assert.Equal(StepOperation.Update, step.Operation);
        await driver.UpdateAsync(call, live, step.Changes, cancel);
        var after = (await driver.ReadAsync(live.Id, cancel))!;
        Assert.Null(Step(driver, name, desired, after, desired));
        return after;
    }

    private static Manifest Manifest(IKindDriver driver, string name, JsonObject spec, bool adopt) => new()
    {
        Key = new(driver.Kind.Name, name, "pve"),
        Spec = SpecNormaliser.Normalise(driver.Kind.Fields, spec),
        Source = new("x.yaml", 1),
        Lifecycle = Lifecycle.Default with { Adopt = adopt },
    };

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        await Simulator.DisposeAsync();
    }
}
