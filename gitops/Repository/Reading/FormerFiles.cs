using System.Collections.Immutable;
using LibGit2Sharp;
using LibRepository = LibGit2Sharp.Repository;

namespace HomelabMcp.Repository;

/// <summary>
/// Finds what ancestors of a tip had and it no longer has. A file of an ancestor that the tip lacks was changed or
/// removed between some commit and its parent, so the old sides of all those differences are a complete list; a new
/// tip adds only its own commits to what its predecessor's list holds.
/// </summary>
internal sealed class FormerFiles(RepositoryReaders readers, TreeReader trees)
{
    private const int KeptTips = 6;
    private readonly Lock gate = new();
    private ImmutableList<History> known = [];

    public ImmutableArray<FormerFile> Of(string tip)
    {
        var history = Known(tip) ?? Learn(tip);
        return history.Answer.Value;
    }

    private History? Known(string tip)
    {
        lock (gate) return known.Find(history => history.Tip == tip);
    }

    private History Learn(string tip)
    {
        ImmutableList<History> candidates;
        lock (gate) candidates = known;
        var replaced = readers.Read(repository =>
        {
            var commit = CommitReader.Require(repository, tip);
            var before = candidates.Find(history => IsAncestor(repository, history.Tip, commit));
            return Extend(repository, before, commit);
        });
        var learned = new History(tip, replaced, new(() => Answer(tip, replaced)));
        lock (gate)
        {
            known = known.RemoveAll(history => history.Tip == tip).Insert(0, learned);
            if (known.Count > KeptTips) known = known.RemoveAt(known.Count - 1);
        }

        return learned;
    }

    private static bool IsAncestor(LibRepository repository, string old, Commit tip) =>
        repository.Lookup<Commit>(old) is { } commit && repository.ObjectDatabase.FindMergeBase(commit, tip)?.Id == commit.Id;

    private ImmutableDictionary<FileVersion, Sighting> Extend(LibRepository repository, History? before, Commit tip)
    {
        var filter = new CommitFilter
        {
            IncludeReachableFrom = tip,
            SortBy = CommitSortStrategies.Topological | CommitSortStrategies.Reverse,
        };
        if (before is not null) filter.ExcludeReachableFrom = before.Tip;
        var replaced = (before?.Replaced ?? ImmutableDictionary<FileVersion, Sighting>.Empty).ToBuilder();
        var order = before is { Replaced.Count: > 0 } ? before.Replaced.Values.Max(sighting => sighting.Order) : 0;
        foreach (var commit in repository.Commits.QueryBy(filter))
        {
            order++;
            foreach (var parent in commit.Parents) Note(repository, parent, commit, order, replaced);
        }

        return replaced.ToImmutable();
    }

    private void Note(LibRepository repository, Commit parent, Commit child, int order, ImmutableDictionary<FileVersion, Sighting>.Builder replaced)
    {
        using var changes = repository.Diff.Compare<TreeChanges>(parent.Tree, child.Tree, DiffReader.Exact);
        foreach (var change in changes)
            if (change.OldExists && change.OldMode is Mode.NonExecutableFile or Mode.ExecutableFile
                && trees.Below(change.OldPath) is { } path && IsManifest(path))
                replaced[new(path, change.OldOid)] = new(parent.Sha, order);
    }

    private ImmutableArray<FormerFile> Answer(string tip, ImmutableDictionary<FileVersion, Sighting> replaced)
    {
        var present = trees.Tree(tip).Files.Select(file => (file.Path, file.ContentId)).ToHashSet();
        return
        [
            .. replaced
                .Where(pair => !present.Contains((pair.Key.Path, pair.Key.Blob.Sha)))
                .OrderByDescending(pair => pair.Value.Order)
                .ThenBy(pair => pair.Key.Path, StringComparer.Ordinal)
                .Select(pair => new FormerFile(pair.Key.Path, pair.Key.Blob.Sha, pair.Value.Commit, () => trees.Blob(pair.Key.Blob, pair.Key.Path))),
        ];
    }

    private static bool IsManifest(string path) =>
        (path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase))
        && RepositoryPath.Danger(path) is null
        && !path.Split('/').Any(part => part.StartsWith('.'));

    private readonly record struct FileVersion(string Path, ObjectId Blob);

    private readonly record struct Sighting(string Commit, int Order);

    private sealed record History(string Tip, ImmutableDictionary<FileVersion, Sighting> Replaced, Lazy<ImmutableArray<FormerFile>> Answer);
}
