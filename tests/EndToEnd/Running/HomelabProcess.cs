using System.Diagnostics;
using System.Text;

namespace HomelabMcp.EndToEnd.Tests;

/// <summary>The real <c>homelab</c> program in a process of its own, as a user would start it.</summary>
internal sealed class HomelabProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder errors = new();
    private readonly TaskCompletionSource<string> firstLine = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HomelabProcess(Process process) => this.process = process;

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "homelab.dll");

    public string Errors
    {
        get
        {
            lock (errors) return errors.ToString();
        }
    }

    /// <summary>Starts it and returns at once.</summary>
    public static HomelabProcess Start(string folder, IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        var start = StartInfo(folder, environment, arguments);
        var running = new HomelabProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        running.process.OutputDataReceived += (_, line) => running.SawLine(line.Data);
        running.process.ErrorDataReceived += (_, line) => running.SawError(line.Data);
        running.process.Start();
        running.process.BeginOutputReadLine();
        running.process.BeginErrorReadLine();
        return running;
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<Outcome> RunAsync(
        string folder, IReadOnlyDictionary<string, string>? environment, CancellationToken cancel, params string[] arguments)
    {
        using var process = Process.Start(StartInfo(folder, environment, arguments))!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var error = process.StandardError.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return new(process.ExitCode, await output, await error);
    }

    /// <summary>The first line of standard output.</summary>
    public async Task<string> FirstLineAsync(CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(90));
        try
        {
            return await firstLine.Task.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new InvalidOperationException($"homelab printed nothing in 90 s. Its errors: {Errors}");
        }
    }

    /// <summary><c>kill -9</c>: no handler of the program runs.</summary>
    public async Task KillAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>SIGTERM, and the time it took to end.</summary>
    public async Task<(int ExitCode, TimeSpan Took)> StopAsync()
    {
        var begun = Stopwatch.GetTimestamp();
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"])) await kill.WaitForExitAsync(CancellationToken.None);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, Stopwatch.GetElapsedTime(begun));
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await KillAsync();
        process.Dispose();
    }

    private static ProcessStartInfo StartInfo(string folder, IReadOnlyDictionary<string, string>? environment, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("HOMELAB_CONFIG");
        start.Environment.Remove("HOMELAB_TOKEN");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal)) start.Environment[name] = value;
        return start;
    }

    private void SawLine(string? line)
    {
        if (line is not null) firstLine.TrySetResult(line);
        else firstLine.TrySetException(new InvalidOperationException($"homelab ended without a line. Its errors: {Errors}"));
    }

    private void SawError(string? line)
    {
        if (line is null) return;
        lock (errors) errors.AppendLine(line);
    }
}

/// <summary>How a command ended.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Error);
