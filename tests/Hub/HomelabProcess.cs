using System.Diagnostics;
using System.Text;

namespace HomelabMcp.Hub.Tests;

/// <summary>The program as users run it: a process of its own.</summary>
internal sealed class HomelabProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder errors = new();

    private HomelabProcess(Process process)
    {
        this.process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors) errors.AppendLine(line.Data);
        };
        process.BeginErrorReadLine();
    }

    public string Errors
    {
        get
        {
            lock (errors) return errors.ToString();
        }
    }

    public static HomelabProcess Start(string folder, params string[] arguments)
    {
        var how = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder };
        how.ArgumentList.Add(typeof(Installation).Assembly.Location);
        foreach (var argument in arguments) how.ArgumentList.Add(argument);
        return new(Process.Start(how)!);
    }

    public async Task<string> LineAsync() => await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
        ?? throw new InvalidOperationException($"It ended without a line: {Errors}");

    /// <summary>Asks it to stop, as a service manager does, and answers with what else it wrote and how it ended.</summary>
    public async Task<(int ExitCode, string Output, TimeSpan Took)> StopAsync()
    {
        var begun = Stopwatch.GetTimestamp();
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        var rest = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, rest, Stopwatch.GetElapsedTime(begun));
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
    }
}
