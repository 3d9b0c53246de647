using HomelabMcp.Core;
using Microsoft.Extensions.DependencyInjection;

namespace HomelabMcp.Hosting.Fixture;

/// <summary>A platform with one tool for each thing that the pipeline does.</summary>
public sealed class FixturePlatform : IPlatform
{
    public FixtureState State { get; } = new();

    public string Name => "fixture";

    public string Title => "Fixture";

    public string ToolPrefix => "fixture_";

    public string Instructions => "Use fixture_guests first.";

    public IReadOnlyList<ResourceKind> Kinds => [];

    public IReadOnlyCollection<string> TargetKeys => ["colour"];

    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton(State);
        services.AddSingleton(provider => new TargetClients<FixtureClient>(
            Name, provider.GetServices<TargetSettings>(), (target, access) => new FixtureClient(target.Credential(access)?.Reveal())));
    }

    public void AddTools(IMcpServerBuilder mcp)
    {
        mcp.WithTools<ReadingTools>(ToolJson.Options);
        mcp.WithTools<WritingTools>(ToolJson.Options);
    }

    public ITargetConnection Connect(TargetSettings settings, ConnectionContext context) => throw new NotSupportedException();
}

/// <summary>What the tools did, for tests in the same process.</summary>
public sealed class FixtureState
{
    private int rollbacks;
    private int restarts;
    private int running;
    private int mostRunning;

    public int Rollbacks => rollbacks;

    public int Restarts => restarts;

    public int MostRunning => mostRunning;

    public List<string> Cancelled { get; } = [];

    public void RolledBack() => Interlocked.Increment(ref rollbacks);

    public void Restarted() => Interlocked.Increment(ref restarts);

    public void Entered()
    {
        var now = Interlocked.Increment(ref running);
        for (var most = mostRunning; now > most; most = mostRunning)
            if (Interlocked.CompareExchange(ref mostRunning, now, most) == most) break;
    }

    public void Left() => Interlocked.Decrement(ref running);
}

/// <summary>Stands for a platform's client.</summary>
public sealed class FixtureClient(string? credential)
{
    public string? Credential { get; } = credential;
}
