using BenchmarkDotNet.Running;
using HomelabMcp.Benchmarks;

const string Usage = """
    Benchmarks, run by hand in Release:

      plan [BenchmarkDotNet options]   time and allocations of planning 100, 1,000 and 10,000 resources,
                                       as ratios to a bare comparison of the same trees
      whole [N...]                     one process a size: first and quiet runs against the Proxmox simulator in a
                                       process of its own: time, API calls, resident memory, merge to first write,
                                       beside bare reads of the same lists (default: 100 1000 10000)

    dotnet run --project tests/Benchmarks -c Release -- whole 1000
    """;

switch (args)
{
    case ["plan", .. var options]:
        BenchmarkSwitcher.FromTypes([typeof(PlanBenchmarks)]).Run(options.Length == 0 ? ["--filter", "*"] : options);
        return 0;
    case ["whole", .. var sizes]:
        return await WholeProcess.RunAsync(sizes.Length == 0 ? [100, 1_000, 10_000] : [.. sizes.Select(int.Parse)]);
    case [SimulatorProcess.Verb, var scale]:
        return await SimulatorProcess.ServeAsync(int.Parse(scale));
    case [Installation.Verb, var scale, var url, var token]:
        return await Installation.MeasureAsync(int.Parse(scale), new Uri(url), token);
    default:
        await Console.Out.WriteLineAsync(Usage);
        return args is [] or ["--help"] or ["-h"] ? 0 : 64;
}
