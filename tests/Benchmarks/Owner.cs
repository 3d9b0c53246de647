using System.Diagnostics;

namespace HomelabMcp.Benchmarks;

/// <summary>The owner of the desired state, with plain git.</summary>
internal sealed class Owner(string folder)
{
    private string Clone => Path.Combine(folder, "clone");

    public string Repository => Path.Combine(folder, "homelab.git");

    public async Task BeginAsync(IReadOnlyList<string> manifests)
    {
        await GitAsync(folder, "init", "--quiet", "--bare", "--initial-branch=main", Repository);
        await GitAsync(folder, "clone", "--quiet", Repository, Clone);
        await GitAsync(Clone, "checkout", "--quiet", "-B", "main");
        for (var i = 0; i < manifests.Count; i++) await File.WriteAllTextAsync(Path.Combine(Clone, $"g{i:00000}.yaml"), manifests[i]);
        await CommitAsync();
    }

    public async Task PushAsync(string file, string text)
    {
        await File.WriteAllTextAsync(Path.Combine(Clone, file), text);
        await CommitAsync();
    }

    private async Task CommitAsync()
    {
        await GitAsync(Clone, "add", "--all");
        await GitAsync(Clone, "-c", "user.name=owner", "-c", "user.email=owner@home.test", "commit", "--quiet", "--message", "What should be");
        await GitAsync(Clone, "push", "--quiet", "origin", "main");
    }

    private static async Task GitAsync(string where, params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = where })!;
        await git.WaitForExitAsync();
        if (git.ExitCode != 0) throw new InvalidOperationException($"git {string.Join(' ', arguments)} ended with {git.ExitCode}.");
    }
}
