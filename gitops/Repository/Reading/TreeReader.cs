using System.Collections.Concurrent;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using LibGit2Sharp;
using LibRepository = LibGit2Sharp.Repository;

namespace HomelabMcp.Repository;

/// <summary>Reads the files of a commit below the configured folder.</summary>
internal sealed class TreeReader(RepositoryReaders readers, string folder)
{
    /// <summary>No file of a desired state is that big; one that is must not be pulled into memory by a look.</summary>
    public const long LargestFileBytes = 32 << 20;

    private const int MostFiles = 200_000;
    private const int DeepestFolder = 64;
    private const int KeptTrees = 4;
    private readonly ConcurrentDictionary<ObjectId, long> sizes = new();
    private readonly Lock keptGate = new();
    private readonly LinkedList<SourceTree> kept = new();

    /// <summary>A <see cref="FaultsException"/> names every path that is dangerous; nothing is read then.</summary>
    public SourceTree Tree(string commit)
    {
        if (FromKept(commit) is { } known) return known;
        var tree = readers.Read(repository => Collect(repository, commit));
        Keep(tree);
        return tree;
    }

    public ReadOnlyMemory<byte>? FileAt(string commit, string path) => readers.Read(repository =>
    {
        if (RepositoryPath.Danger(path) is { } danger)
            throw new HomelabException($"'{UntrustedText.CleanOf(path)}' cannot be read: {danger}.");
        var entry = CommitReader.Require(repository, commit).Tree[Inside(path)];
        return entry is { TargetType: TreeEntryTargetType.Blob } && entry.Mode is not Mode.SymbolicLink
            ? Content(repository, entry.Target.Id, path)
            : (ReadOnlyMemory<byte>?)null;
    });

    public ReadOnlyMemory<byte> Blob(ObjectId id, string path) => readers.Read(repository => Content(repository, id, path));

    /// <summary>The path in the repository of one below the configured folder.</summary>
    public string Inside(string path) => folder is "" ? path : $"{folder}/{path}";

    /// <summary>The path below the configured folder of one in the repository; null where it lies elsewhere.</summary>
    public string? Below(string path)
    {
        if (folder is "") return path;
        return path.Length > folder.Length + 1 && path.StartsWith(folder, StringComparison.Ordinal) && path[folder.Length] is '/'
            ? path[(folder.Length + 1)..]
            : null;
    }

    private SourceTree Collect(LibRepository repository, string commit)
    {
        var root = CommitReader.Require(repository, commit).Tree;
        if (folder is not "")
        {
            if (root[folder]?.Target is not Tree below) return new(commit, []);
            root = below;
        }

        List<SourceFile> files = [];
        List<Fault> faults = [];
        Walk(repository, root, "", 0, files, faults);
        if (faults.Count > 0) throw new FaultsException(faults);
        files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return new(commit, files);
    }

    private void Walk(LibRepository repository, Tree tree, string prefix, int depth, List<SourceFile> files, List<Fault> faults)
    {
        if (depth > DeepestFolder || files.Count > MostFiles)
            throw new FaultsException([new(prefix, 0, "", $"the tree is deeper than {DeepestFolder} folders or has more than {MostFiles:N0} files; that is no desired state.")]);
        foreach (var entry in tree)
        {
            var path = prefix + entry.Name;
            if (entry.Name.Contains('/', StringComparison.Ordinal) || RepositoryPath.Danger(path) is not null)
                faults.Add(new(UntrustedText.CleanOf(path), 0, "", $"{RepositoryPath.Danger(path) ?? "a name holds '/'"}; rename or remove it."));
            else if (entry.TargetType is TreeEntryTargetType.Tree)
                Walk(repository, (Tree)entry.Target, path + "/", depth + 1, files, faults);
            else
                files.Add(File(repository, entry, path));
        }
    }

    private SourceFile File(LibRepository repository, TreeEntry entry, string path)
    {
        if (entry.TargetType is TreeEntryTargetType.GitLink)
            return new(path, entry.Target.Sha, 0, IsLink: true, static () => default);
        var id = entry.Target.Id;
        var size = sizes.GetOrAdd(id, static (key, from) => from.ObjectDatabase.RetrieveObjectMetadata(key).Size, repository);
        return new(path, id.Sha, size, entry.Mode is Mode.SymbolicLink, () => Blob(id, path));
    }

    private static byte[] Content(LibRepository repository, ObjectId id, string path)
    {
        if (repository.ObjectDatabase.RetrieveObjectMetadata(id) is not { Type: ObjectType.Blob } metadata)
            throw new GitException(GitFailure.Broken, $"'{path}' is no file in our copy of the repository; it is made anew at the next start.");
        if (metadata.Size > LargestFileBytes)
            throw new FaultsException([new(path, 0, "", $"the file has {metadata.Size:N0} bytes; at most {LargestFileBytes:N0} are read.")]);
        using var content = repository.Lookup<Blob>(id).GetContentStream();
        var bytes = new byte[metadata.Size];
        content.ReadExactly(bytes);
        return bytes;
    }

    private SourceTree? FromKept(string commit)
    {
        lock (keptGate)
        {
            for (var node = kept.First; node is not null; node = node.Next)
            {
                if (node.Value.Commit != commit) continue;
                kept.Remove(node);
                kept.AddFirst(node);
                return node.Value;
            }
        }

        return null;
    }

    private void Keep(SourceTree tree)
    {
        lock (keptGate)
        {
            kept.AddFirst(tree);
            if (kept.Count > KeptTrees) kept.RemoveLast();
        }
    }
}
