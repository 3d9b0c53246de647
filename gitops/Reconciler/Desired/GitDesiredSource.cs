using System.Collections.Immutable;
using System.Text;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using HomelabMcp.Repository;

namespace HomelabMcp.Reconciler;

/// <summary>What should be, as a Git repository says it. The caller disposes of the repository.</summary>
/// <param name="repository">The repository.</param>
/// <param name="kinds">Kinds and targets.</param>
/// <param name="secrets">Secrets that may be used; null: their use is judged by the plan alone.</param>
public sealed class GitDesiredSource(GitRepository repository, KindSet kinds, SecretBook? secrets = null) : DesiredSource
{
    private const int KeptReadings = 8;
    private const int FormerTrees = 50;

    private readonly DesiredReader reader = new(kinds, secrets);
    private readonly DesiredReader formerReader = new(kinds);
    private readonly Lock gate = new();
    private ImmutableList<(string Commit, DesiredReading Reading)> readings = [];
    private (string Commit, ImmutableDictionary<ResourceKey, Manifest> Manifests)? former;

    /// <inheritdoc/>
    public override string Branch => repository.Branch;

    /// <inheritdoc/>
    public override string? KnownTip => repository.Tip(repository.Branch);

    /// <inheritdoc/>
    public override async Task<string?> FetchAsync(CancellationToken cancel)
    {
        await repository.FetchAsync(cancel);
        return KnownTip;
    }

    /// <inheritdoc/>
    public override string? Resolve(string reference) => repository.Tip(reference) ?? repository.Commit(reference)?.Id;

    /// <inheritdoc/>
    public override DesiredReading Read(string commit)
    {
        lock (gate)
            if (readings.Find(one => one.Commit == commit) is { Reading: { } known }) return known;
        var reading = ReadAnew(commit);
        lock (gate)
        {
            readings = readings.Insert(0, (commit, reading));
            if (readings.Count > KeptReadings) readings = readings.RemoveAt(readings.Count - 1);
        }

        return reading;
    }

    /// <inheritdoc/>
    public override string? PolicyText(string commit) =>
        repository.ReadFile(commit, PolicyReader.File) is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;

    /// <inheritdoc/>
    public override bool IsAncestor(string ancestor, string commit) => repository.IsAncestor(ancestor, commit);

    /// <inheritdoc/>
    public override string AuthorOf(string commit) =>
        repository.Commit(commit) is { } known ? UntrustedText.CleanOf(known.Committer.Name) : "somebody";

    /// <inheritdoc/>
    public override ImmutableDictionary<ResourceKey, Manifest> Former(string commit)
    {
        if (former is { } known && known.Commit == commit) return known.Manifests;
        var present = Read(commit).State.Manifests;
        var found = ImmutableDictionary.CreateBuilder<ResourceKey, Manifest>();
        var trees = new HashSet<string>(StringComparer.Ordinal);
        // Newest first, so the last version of a manifest wins. A file that was refused when it was the tip may still
        // hold a manifest that an earlier version of it had made live; its faults are no longer anybody's concern.
        foreach (var file in repository.FormerFilesOf(commit))
        {
            var bytes = file.Read();
            var tree = new SourceTree(file.Commit, [new SourceFile(file.Path, file.ContentId, bytes.Length, IsLink: false, () => bytes)]);
            var reading = formerReader.Read(tree);
            // A native kind's manifest is nothing without the folder beside it: then its whole commit is read.
            if (reading.State.Manifests.IsEmpty && !reading.IsValid && trees.Count < FormerTrees && trees.Add(file.Commit)) reading = ReadAnew(file.Commit);
            foreach (var (key, manifest) in reading.State.Manifests)
                if (!present.ContainsKey(key)) found.TryAdd(key, manifest);
        }

        var manifests = found.ToImmutable();
        former = (commit, manifests);
        return manifests;
    }

    /// <inheritdoc/>
    public override async Task WatchAsync(TimeSpan interval, Action moved, CancellationToken cancel)
    {
        await foreach (var _ in repository.WatchAsync(interval, cancel)) moved();
    }

    /// <inheritdoc/>
    public override void Wake() => repository.Wake();

    private DesiredReading ReadAnew(string commit)
    {
        try
        {
            return reader.Read(repository.ReadTree(commit));
        }
        catch (FaultsException refused)
        {
            return new(DesiredState.Empty with { Commit = commit }, [.. refused.Faults]);
        }
    }
}
