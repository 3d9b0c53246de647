using System.Diagnostics;
using HomelabMcp.Simulation.Proxmox;

namespace HomelabMcp.Benchmarks;

/// <summary>The Proxmox simulator in a process of its own, so that its memory and work are not counted as ours.</summary>
internal sealed class SimulatorProcess : IAsyncDisposable
{
    public const string Verb = "serve-proxmox";
    private readonly Process process;

    private SimulatorProcess(Process process, Uri url, string token) => (this.process, Url, Token) = (process, url, token);

    public Uri Url { get; }

    public string Token { get; }

    public static async Task<SimulatorProcess> StartAsync(int guests)
    {
        var running = Self.Start(Verb, $"{guests}");
        var line = await running.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The simulator did not start.");
        var parts = line.Split(' ');
        return new(running, new Uri(parts[0]), parts[1]);
    }

    /// <summary>What the child does: serves until its standard input closes.</summary>
    public static async Task<int> ServeAsync(int guests)
    {
        await using var simulator = await SimulatedProxmox.StartAsync(
            new() { Home = ProxmoxHome.Empty, Scale = guests, TaskDuration = TimeSpan.Zero }, CancellationToken.None);
        await Console.Out.WriteLineAsync($"{simulator.Url} {simulator.Token}");
        await Console.In.ReadToEndAsync();
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
