using System.Collections.Immutable;
using LibGit2Sharp;
using LibRepository = LibGit2Sharp.Repository;

namespace HomelabMcp.Repository;

/// <summary>Reads branches and commits of the mirror.</summary>
internal sealed class CommitReader(RepositoryReaders readers)
{
    private const string Heads = "refs/heads/";

    public string? Tip(string branch) => readers.Read(repository => TipIn(repository, branch));

    public ImmutableArray<BranchTip> Branches(string prefix) => readers.Read(repository => BranchesIn(repository, prefix));

    public bool IsAncestor(string ancestor, string commit) => readers.Read(repository =>
    {
        if (Find(repository, ancestor) is not { } old || Find(repository, commit) is not { } young) return false;
        return old.Id == young.Id || repository.ObjectDatabase.FindMergeBase(old, young)?.Id == old.Id;
    });

    public string? MergeBase(string first, string second) => readers.Read(repository =>
        repository.ObjectDatabase.FindMergeBase(Require(repository, first), Require(repository, second))?.Sha);

    public CommitRecord? Commit(string id) => readers.Read(repository =>
        Find(repository, id) is { } commit ? Record(repository, commit) : null);

    public ImmutableArray<CommitRecord> Log(string? from, string to, int limit) => readers.Read(repository =>
    {
        var filter = new CommitFilter
        {
            IncludeReachableFrom = Require(repository, to),
            SortBy = CommitSortStrategies.Topological | CommitSortStrategies.Time,
        };
        if (from is not null) filter.ExcludeReachableFrom = Require(repository, from);
        return repository.Commits.QueryBy(filter).Take(limit).Select(commit => Record(repository, commit)).ToImmutableArray();
    });

    public static string? TipIn(LibRepository repository, string branch) => !Reference.IsValidName(Heads + branch)
        ? null
        : repository.Refs[Heads + branch]?.ResolveToDirectReference()?.TargetIdentifier;

    public static ImmutableArray<BranchTip> BranchesIn(LibRepository repository, string prefix) =>
    [
        .. repository.Refs
            .Where(reference => reference.CanonicalName.StartsWith(Heads + prefix, StringComparison.Ordinal))
            .Select(reference => reference.ResolveToDirectReference())
            .OfType<DirectReference>()
            .Select(reference => new BranchTip(reference.CanonicalName[Heads.Length..], reference.TargetIdentifier))
            .OrderBy(tip => tip.Name, StringComparer.Ordinal),
    ];

    public static Commit Require(LibRepository repository, string id) => Find(repository, id)
        ?? throw new GitException(GitFailure.UnknownCommit, $"Commit '{Shown(id)}' is not in the repository; give a full commit id of a branch that was fetched.");

    private static Commit? Find(LibRepository repository, string id) =>
        id.Length is 40 && id.All(char.IsAsciiHexDigit) ? repository.Lookup<Commit>(new ObjectId(id)) : null;

    private static CommitRecord Record(LibRepository repository, Commit commit) => new(
        commit.Sha,
        [.. commit.Parents.Select(parent => parent.Sha)],
        new(commit.Author.Name, commit.Author.Email),
        commit.Author.When,
        new(commit.Committer.Name, commit.Committer.Email),
        commit.Committer.When,
        commit.Message,
        CommitMessage.Trailers(commit.Message),
        Signature(repository, commit) is not null);

    /// <summary>The armoured signature of a commit; null where it has none.</summary>
    public static string? Signature(LibRepository repository, Commit commit)
    {
        try
        {
            return LibGit2Sharp.Commit.ExtractSignature(repository, commit.Id, "gpgsig").Signature is { Length: > 0 } signature ? signature : null;
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    private static string Shown(string id) => HomelabMcp.Core.UntrustedText.CleanOf(id.Length <= 64 ? id : id[..64] + "…");
}
