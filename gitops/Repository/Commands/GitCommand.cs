using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace HomelabMcp.Repository;

/// <summary>One call of git.</summary>
/// <param name="Step">What it is for, as an error names it.</param>
/// <param name="Arguments">Without the program's name; never a secret.</param>
internal sealed record GitCall(string Step, params string[] Arguments)
{
    /// <summary>Written to its standard input.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>Further environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Further configuration of this call alone.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Configuration { get; init; } = [];

    /// <summary>Whether it talks to the repository's host and so is given the credentials.</summary>
    public bool Remote { get; init; }

    /// <summary>When it is stopped; null: the access's own.</summary>
    public TimeSpan? Timeout { get; init; }
}

/// <summary>What a call of git came to.</summary>
internal sealed record GitResult(int ExitCode, byte[] Output, string Error)
{
    public string Text => Encoding.UTF8.GetString(Output);
}

/// <summary>Runs git: no shell, no prompt, nothing inherited but what is named, both pipes drained while input is written.</summary>
internal sealed class GitCommand(GitEnvironment environment, TimeProvider clock)
{
    private const int OutputLimit = 64 << 20;
    private const int ErrorLimit = 64 << 10;

    /// <summary>The result of a call that must succeed; a <see cref="GitException"/> otherwise.</summary>
    public async Task<GitResult> RunAsync(GitCall call, CancellationToken cancel)
    {
        var result = await TryAsync(call, cancel);
        return result.ExitCode is 0 ? result : throw Explain(call, result);
    }

    public GitException Explain(GitCall call, GitResult result) =>
        GitDiagnosis.Explain(call.Step, result.Error, environment.Address.Url, environment.Mask);

    /// <summary>The result of a call, whatever its exit code.</summary>
    public async Task<GitResult> TryAsync(GitCall call, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var limit = call.Timeout ?? environment.Access.Timeout;
        using var expiry = new CancellationTokenSource(limit, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, expiry.Token);
        using var process = Start(call);
        try
        {
            var output = DrainAsync(process.StandardOutput.BaseStream, OutputLimit, stop.Token);
            var error = DrainAsync(process.StandardError.BaseStream, ErrorLimit, stop.Token);
            await FeedAsync(process, call.Input, stop.Token);
            await process.WaitForExitAsync(stop.Token);
            return new(process.ExitCode, await output, Encoding.UTF8.GetString(await error));
        }
        catch (OperationCanceledException cause) when (!cancel.IsCancellationRequested)
        {
            throw new GitException(GitFailure.TimedOut,
                $"{call.Step} ({environment.Address.Url}) took longer than {limit.TotalSeconds:0} s and was stopped; check that the host answers.", cause);
        }
        finally
        {
            await EndAsync(process);
        }
    }

    private Process Start(GitCall call)
    {
        var start = new ProcessStartInfo("git")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = environment.Home,
            CreateNoWindow = true,
        };
        foreach (var argument in call.Arguments) start.ArgumentList.Add(argument);
        environment.Fill(start.Environment, call);
        try
        {
            return Process.Start(start) ?? throw NotInstalled(null);
        }
        catch (Win32Exception cause)
        {
            throw NotInstalled(cause);
        }
    }

    private static GitException NotInstalled(Exception? cause)
    {
        const string Sentence = "The git command could not be started; install git 2.39 or newer and see that it is on PATH.";
        return cause is null ? new(GitFailure.NotInstalled, Sentence) : new(GitFailure.NotInstalled, Sentence, cause);
    }

    private static async Task FeedAsync(Process process, ReadOnlyMemory<byte> input, CancellationToken stop)
    {
        try
        {
            if (!input.IsEmpty) await process.StandardInput.BaseStream.WriteAsync(input, stop);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all of its input; its exit code and words tell why.
        }
    }

    private static async Task<byte[]> DrainAsync(Stream pipe, int limit, CancellationToken stop)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[16 << 10];
        int read;
        while ((read = await pipe.ReadAsync(buffer, stop)) > 0)
            if (kept.Length < limit)
                kept.Write(buffer, 0, (int)Math.Min(read, limit - kept.Length));
        return kept.ToArray();
    }

    private static async Task EndAsync(Process process)
    {
        if (process.HasExited) return;
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            return; // It ended in between.
        }

        await process.WaitForExitAsync(CancellationToken.None);
    }
}
