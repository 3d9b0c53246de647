using System.Collections.Immutable;
using LibGit2Sharp;
using LibRepository = LibGit2Sharp.Repository;

namespace HomelabMcp.Repository;

/// <summary>Compares two commits. Renames are a removal and an addition: the engine thinks in keys, not files.</summary>
internal sealed class DiffReader(RepositoryReaders readers, TreeReader trees)
{
    /// <summary>Files beyond this are named in a diff, not shown.</summary>
    private const long LargestShownBytes = 1 << 20;

    public static CompareOptions Exact { get; } = new() { Similarity = SimilarityOptions.None, ContextLines = 3 };

    public string Text(string? from, string to) => readers.Read(repository =>
    {
        var (old, young) = Trees(repository, from, to);
        using var changes = repository.Diff.Compare<TreeChanges>(old, young, Exact);
        var large = changes.Where(change => IsLarge(repository, change)).Select(change => change.Path).ToHashSet(StringComparer.Ordinal);
        var shown = changes.Select(change => change.Path).Where(path => !large.Contains(path)).ToArray();
        if (shown.Length is 0) return Named(large);
        using var patch = repository.Diff.Compare<Patch>(old, young, shown, new ExplicitPathsOptions { ShouldFailOnUnmatchedPath = false }, Exact);
        return patch.Content + Named(large);
    });

    public ImmutableArray<ChangedPath> Paths(string? from, string to) => readers.Read(repository =>
    {
        var (old, young) = Trees(repository, from, to);
        using var changes = repository.Diff.Compare<TreeChanges>(old, young, Exact);
        return changes
            .Select(change => trees.Below(change.Path) is { } path
                ? new ChangedPath(path, change.OldExists ? change.OldOid.Sha : null, change.Exists ? change.Oid.Sha : null)
                : null)
            .OfType<ChangedPath>()
            .OrderBy(change => change.Path, StringComparer.Ordinal)
            .ToImmutableArray();
    });

    private static (Tree? Old, Tree New) Trees(LibRepository repository, string? from, string to) =>
        (from is null ? null : CommitReader.Require(repository, from).Tree, CommitReader.Require(repository, to).Tree);

    private static string Named(IEnumerable<string> paths) =>
        string.Concat(paths.Order(StringComparer.Ordinal).Select(path => $"File {path} differs; it is larger than {LargestShownBytes:N0} bytes and is not shown.\n"));

    private static bool IsLarge(LibRepository repository, TreeEntryChanges change) =>
        (change.OldExists && Size(repository, change.OldOid, change.OldMode) > LargestShownBytes)
        || (change.Exists && Size(repository, change.Oid, change.Mode) > LargestShownBytes);

    private static long Size(LibRepository repository, ObjectId id, Mode mode) =>
        mode is Mode.GitLink ? 0 : repository.ObjectDatabase.RetrieveObjectMetadata(id).Size;
}
