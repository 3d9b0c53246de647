using System.Text.Json;

namespace HomelabMcp.Benchmarks;

/// <summary>Runs each size in a fresh process and writes the table.</summary>
internal static class WholeProcess
{
    public static async Task<int> RunAsync(int[] sizes)
    {
        await Console.Out.WriteLineAsync("| resources | adopt all s | first look ms | calls | quiet look ms | calls | bare reads ms | quiet / bare | merge to first write ms | resident MB | peak MB |");
        await Console.Out.WriteLineAsync("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var size in sizes)
        {
            await using var simulator = await SimulatorProcess.StartAsync(size);
            using var child = Self.Start(Installation.Verb, $"{size}", simulator.Url.ToString(), simulator.Token);
            var output = await child.StandardOutput.ReadToEndAsync();
            await child.WaitForExitAsync();
            if (child.ExitCode != 0) return child.ExitCode;
            await Console.Out.WriteLineAsync(Row(size, JsonSerializer.Deserialize<Figures>(output)!));
        }

        return 0;
    }

    private static string Row(int size, Figures f) =>
        $"| {size:N0} | {f.AdoptSeconds:0.0} | {f.FirstLookMs:0} | {f.FirstCalls:N0} | {f.QuietLookMs:0.0} | {f.QuietCalls} | {f.BareReadsMs:0.0} "
        + $"| {f.QuietLookMs / f.BareReadsMs:0.0} | {f.MergeToFirstWriteMs:0} | {f.ResidentMb:0} | {f.PeakMb:0} |";
}

/// <summary>What one process measured. Times are medians where there were several.</summary>
internal sealed record Figures(
    double AdoptSeconds,
    double FirstLookMs,
    int FirstCalls,
    double QuietLookMs,
    int QuietCalls,
    double BareReadsMs,
    double MergeToFirstWriteMs,
    double ResidentMb,
    double PeakMb);
