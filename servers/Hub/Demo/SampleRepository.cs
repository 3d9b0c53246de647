using HomelabMcp.Core;
using LibGit2Sharp;
using BareRepository = LibGit2Sharp.Repository;

namespace HomelabMcp.Hub.Demo;

/// <summary>The demo's desired state: a bare repository with one commit made from the files shipped beside the program.</summary>
internal static class SampleRepository
{
    private const string Branch = "refs/heads/main";

    // One moment for every machine: equal files give an equal commit.
    private static readonly DateTimeOffset Written = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Where the files lie.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "sample");

    /// <summary>Makes the repository where there is none yet; one that is there stays as its user left it.</summary>
    /// <param name="path">The bare repository's folder.</param>
    /// <param name="include">Which of the files, by their path with forward slashes.</param>
    public static void Ensure(string path, Func<string, bool> include)
    {
        if (BareRepository.IsValid(path)) return;
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
            throw new HomelabException($"{path} is there already and is no Git repository; choose another folder with --data.");

        // Made beside its place and moved there whole, so that a start broken off in between leaves no half repository.
        var making = path + ".new";
        if (Directory.Exists(making)) Directory.Delete(making, recursive: true);
        BareRepository.Init(making, isBare: true);
        using (var repository = new BareRepository(making)) Fill(repository, include);
        if (Directory.Exists(path)) Directory.Delete(path);
        Directory.Move(making, path);
    }

    private static void Fill(BareRepository repository, Func<string, bool> include)
    {
        var tree = new TreeDefinition();
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(Folder, file).Replace('\\', '/');
            if (!include(name)) continue;
            using var content = File.OpenRead(file);
            tree.Add(name, repository.ObjectDatabase.CreateBlob(content), Mode.NonExecutableFile);
        }

        var author = new Signature("HomelabMcp", "sample@homelab.example", Written);
        var commit = repository.ObjectDatabase.CreateCommit(
            author, author, "Describe the sample home\n", repository.ObjectDatabase.CreateTree(tree), [], prettifyMessage: false);
        repository.Refs.Add(Branch, commit.Id);
        repository.Refs.UpdateTarget("HEAD", Branch);
    }
}
