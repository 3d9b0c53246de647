using System.Diagnostics;

namespace HomelabMcp.EndToEnd.Tests;

/// <summary>A person with a clone and plain git.</summary>
internal sealed class Human : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private Human(string clone) => Clone = clone;

    public string Clone { get; private set; }

    public static async Task<Human> CloneAsync(string repository, CancellationToken cancel)
    {
        var human = new Human("");
        human.Clone = System.IO.Path.Combine(human.folder.Path, "clone");
        await human.GitInAsync(human.folder.Path, cancel, "clone", "--quiet", repository, human.Clone);
        await human.GitAsync(cancel, "config", "user.name", "Owner");
        await human.GitAsync(cancel, "config", "user.email", "owner@home.test");
        return human;
    }

    public async Task MergeAsync(string branch, CancellationToken cancel)
    {
        await GitAsync(cancel, "fetch", "--quiet", "origin");
        await GitAsync(cancel, "merge", "--quiet", "--no-edit", $"origin/{branch}");
        await GitAsync(cancel, "push", "--quiet", "origin", "HEAD");
    }

    public async Task PushAsync(string message, CancellationToken cancel)
    {
        await GitAsync(cancel, "add", "--all");
        await GitAsync(cancel, "commit", "--quiet", "--message", message);
        await GitAsync(cancel, "push", "--quiet", "origin", "HEAD");
    }

    public async Task PullAsync(CancellationToken cancel) => await GitAsync(cancel, "pull", "--quiet", "--ff-only");

    public void Write(string path, string text)
    {
        var file = System.IO.Path.Combine(Clone, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    public void Delete(string path) => File.Delete(System.IO.Path.Combine(Clone, path));

    public string Find(string fileName) =>
        Directory.EnumerateFiles(Clone, fileName, SearchOption.AllDirectories).Select(file => System.IO.Path.GetRelativePath(Clone, file)).Single();

    public Task<string> GitAsync(CancellationToken cancel, params string[] arguments) => GitInAsync(Clone, cancel, arguments);

    public void Dispose() => folder.Dispose();

    private async Task<string> GitInAsync(string where, CancellationToken cancel, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = where, RedirectStandardOutput = true, RedirectStandardError = true };
        using var git = Process.Start(start)!;
        var output = git.StandardOutput.ReadToEndAsync(cancel);
        var error = git.StandardError.ReadToEndAsync(cancel);
        await git.WaitForExitAsync(cancel);
        if (git.ExitCode != 0) throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {await error}");
        return await output;
    }
}
