using System.Diagnostics;

namespace HomelabMcp.Benchmarks;

/// <summary>This program again, in another process.</summary>
internal static class Self
{
    public static Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "HomelabMcp.Benchmarks.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        }) ?? throw new InvalidOperationException("dotnet could not be started.");
}
