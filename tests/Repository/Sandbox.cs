using System.Diagnostics;
using System.Text;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using LibGit2Sharp;
using LibRepository = LibGit2Sharp.Repository;

namespace HomelabMcp.Repository.Tests;

/// <summary>A temporary folder with a bare repository, a clone that a human works in, and the real git command.</summary>
internal sealed class Sandbox : IAsyncDisposable
{
    // Starting git is what these tests spend their time on: what every one begins with is made once and copied.
    private static readonly Lazy<string> Template = new(() =>
    {
        var folder = Directory.CreateTempSubdirectory("homelab-repository-template-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        Git(folder, "init", "--quiet", "--bare", "--template=", "--initial-branch=main", "served/home.git");
        Git(folder, "init", "--quiet", "--template=", "--initial-branch=main", "work");
        Git(Path.Combine(folder, "work"), "remote", "add", "origin", "../served/home.git");
        return folder;
    });

    private static readonly Lazy<string> Begun = new(() =>
    {
        var sandbox = new Sandbox();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(sandbox.Folder, recursive: true);
        sandbox.Push("main", "Begin", ("a.yaml", "kind: a\n"), ("docker/b.yaml", "kind: b\n"));
        return sandbox.Folder;
    });

    private readonly List<GitRepository> opened = [];

    public Sandbox()
    {
        Folder = Directory.CreateTempSubdirectory("homelab-repository-").FullName;
        Bare = Path.Combine(Folder, "served", "home.git");
        Work = Path.Combine(Folder, "work");
        Data = Path.Combine(Folder, "data");
        Copy(Template.Value, Folder);
    }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static GitIdentity Ada { get; } = new("Ada", "ada@lan");

    public string Folder { get; }

    /// <summary>The bare repository.</summary>
    public string Bare { get; }

    /// <summary>A human's clone.</summary>
    public string Work { get; }

    /// <summary>The program's data folder.</summary>
    public string Data { get; }

    public RepositoryAccess Access => new() { Url = Bare, Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Opens the repository, with one commit on main unless told otherwise.</summary>
    public static async Task<(Sandbox Sandbox, GitRepository Repository)> OpenAsync(bool empty = false, Func<RepositoryAccess, RepositoryAccess>? access = null)
    {
        var sandbox = new Sandbox();
        if (!empty) Copy(Begun.Value, sandbox.Folder);
        return (sandbox, await sandbox.OpenHereAsync(access));
    }

    public async Task<GitRepository> OpenHereAsync(Func<RepositoryAccess, RepositoryAccess>? access = null)
    {
        var repository = await GitRepository.OpenAsync(access?.Invoke(Access) ?? Access, Data, TimeProvider.System, Cancel);
        opened.Add(repository);
        return repository;
    }

    /// <summary>A human commits files (null: removes them) and has a branch of the bare repository point there; answers the commit.</summary>
    public string Push(string branch, string message, params (string Path, string? Content)[] files)
    {
        var commit = Commit(message, files);
        using var bare = new LibRepository(Bare);
        // A name of this sandbox's own: what was copied from the template names the template's clone.
        var clone = "clone-" + Path.GetFileName(Folder);
        if (bare.Network.Remotes[clone] is null) bare.Network.Remotes.Add(clone, Work);
        bare.Network.Fetch(clone, [$"+HEAD:refs/heads/{branch}"], new FetchOptions { TagFetchMode = TagFetchMode.None });
        return commit;
    }

    /// <summary>A commit on the clone's HEAD; its work tree and index stay as they are.</summary>
    public string Commit(string message, params (string Path, string? Content)[] files)
    {
        using var work = new LibRepository(Work);
        var parent = work.Head.Tip;
        var tree = parent is null ? new TreeDefinition() : TreeDefinition.From(parent);
        foreach (var (path, content) in files)
        {
            if (content is null) tree.Remove(path);
            else tree.Add(path, work.ObjectDatabase.CreateBlob(new MemoryStream(Encoding.UTF8.GetBytes(content))), Mode.NonExecutableFile);
        }

        var ada = new Signature(Ada.Name, Ada.Email, TimeProvider.System.GetUtcNow());
        var commit = work.ObjectDatabase.CreateCommit(ada, ada, message, work.ObjectDatabase.CreateTree(tree), parent is null ? [] : [parent], prettifyMessage: true);
        var head = work.Refs.Head is SymbolicReference { TargetIdentifier: var branch } ? branch : "HEAD";
        work.Refs.Add(head, commit.Id, allowOverwrite: true);
        return commit.Sha;
    }

    /// <summary>A branch's commit as the bare repository itself says; null where it has none.</summary>
    public string? BareTip(string branch)
    {
        using var bare = new LibRepository(Bare);
        return bare.Refs["refs/heads/" + branch]?.ResolveToDirectReference()?.TargetIdentifier;
    }

    /// <summary>Runs git as a human would, with no configuration of this machine; its output.</summary>
    public static string Git(string folder, params string[] arguments)
    {
        var (code, text) = TryGit(folder, null, arguments);
        return code is 0 ? text : throw new InvalidOperationException($"git {string.Join(' ', arguments)} in {folder} ended with {code}: {text}");
    }

    public static (int Code, string Text) TryGit(string folder, byte[]? input, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)
        [
            ("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_CONFIG_GLOBAL", "/dev/null"), ("LC_ALL", "C"),
            ("GIT_AUTHOR_NAME", "Ada"), ("GIT_AUTHOR_EMAIL", "ada@lan"), ("GIT_COMMITTER_NAME", "Ada"), ("GIT_COMMITTER_EMAIL", "ada@lan"),
        ]) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = new StringBuilder();
        process.ErrorDataReceived += (_, line) => error.AppendLine(line.Data);
        process.BeginErrorReadLine();
        if (input is not null) process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, process.ExitCode is 0 ? output : output + error);
    }

    /// <summary>Has the clone's index and work tree follow its HEAD.</summary>
    public void CheckOut() => Git(Work, "reset", "--quiet", "--hard");

    /// <summary>A commit in the bare repository of a tree that git's porcelain would refuse; pushed onto main.</summary>
    public string CommitTree(params (string Mode, byte[] Name, string Id)[] entries)
    {
        var tree = new MemoryStream();
        foreach (var (mode, name, id) in entries)
        {
            tree.Write(Encoding.ASCII.GetBytes(mode + " "));
            tree.Write(name);
            tree.WriteByte(0);
            tree.Write(Convert.FromHexString(id));
        }

        var treeId = TryGit(Bare, tree.ToArray(), "hash-object", "-t", "tree", "-w", "--literally", "--stdin").Text.Trim();
        var commit = Git(Bare, "commit-tree", treeId, "-m", "By hand").Trim();
        Git(Bare, "update-ref", "refs/heads/main", commit);
        return commit;
    }

    public string Blob(string content) => TryGit(Bare, Encoding.UTF8.GetBytes(content), "hash-object", "-w", "--stdin").Text.Trim();

    public static BranchWrite Write(string branch, string? onto, params (string Path, string? Content)[] files) => new()
    {
        Branch = branch,
        Base = onto,
        Changes = [.. files.Select(file => new FileChange(file.Path, file.Content is null ? null : Encoding.UTF8.GetBytes(file.Content)))],
        Message = "Change it\n\nBecause.",
        Trailers = [new("Assisted-by", "client/1.0 (call 42)")],
        Author = new("assistant", "assistant@homelab"),
    };

    public static string Text(ReadOnlyMemory<byte> content) => Encoding.UTF8.GetString(content.Span);

    public static string[] Paths(SourceTree tree) => [.. tree.Files.Select(file => file.Path)];

    /// <summary>The text of every file of a folder, to look for what must not be there.</summary>
    public static string Everything(string folder) => string.Concat(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(File.ReadAllText));

    public static Secret<string> Secret(string text) => new(text);

    private static void Copy(string from, string to)
    {
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)), overwrite: true);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var repository in opened) await repository.DisposeAsync();
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)) File.SetAttributes(file, FileAttributes.Normal);
        Directory.Delete(Folder, recursive: true);
    }
}
