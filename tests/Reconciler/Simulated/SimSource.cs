using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.Engine;

namespace HomelabMcp.Reconciler.Tests;

/// <summary>A repository that is a list in memory: the twin of the Git one.</summary>
internal sealed class SimSource : DesiredSource
{
    /// <summary>Lets everything through that holds no state, so that a schedule needs few humans.</summary>
    public const string Lenient = """
        limits: { deletes: 100, replaces: 100 }
        needs: { create: merge, update: merge, delete: merge, replace: merge, release: merge }
        """;

    private readonly Dictionary<string, SimCommit> commits = new(StringComparer.Ordinal);
    private readonly DesiredReader reader = new(SimKinds.Set);

    public SimCommit? Tip { get; private set; }

    public override string Branch => "main";

    public override string? KnownTip => Tip?.Id;

    public IReadOnlyCollection<SimCommit> All => commits.Values;

    /// <summary>A commit that nobody has merged.</summary>
    public SimCommit Write(SimCommit? parent, string policy, params string[] manifests)
    {
        var commit = new SimCommit($"{commits.Count + 1:d40}", parent, policy, manifests);
        commits[commit.Id] = commit;
        return commit;
    }

    /// <summary>A commit on the protected branch.</summary>
    public SimCommit Push(params string[] manifests) => Push(Write(Tip, Tip?.Policy ?? Lenient, manifests));

    public SimCommit Push(SimCommit commit) => Tip = commit;

    public override Task<string?> FetchAsync(CancellationToken cancel) => Task.FromResult(KnownTip);

    public override string? Resolve(string reference) => commits.ContainsKey(reference) ? reference : null;

    public override DesiredReading Read(string commit) => commits[commit].Reading ??= reader.Read(TreeOf(commits[commit]));

    public override string? PolicyText(string commit) => commits[commit].Policy is "" ? null : commits[commit].Policy;

    public override bool IsAncestor(string ancestor, string commit) => commits.ContainsKey(ancestor) && Line(commit).Any(one => one.Id == ancestor);

    public override string AuthorOf(string commit) => "somebody";

    public override ImmutableDictionary<ResourceKey, Manifest> Former(string commit)
    {
        var found = ImmutableDictionary.CreateBuilder<ResourceKey, Manifest>();
        var present = Read(commit).State.Manifests;
        foreach (var one in Line(commit).Skip(1))
            foreach (var (key, manifest) in Read(one.Id).State.Manifests)
                if (!present.ContainsKey(key)) found.TryAdd(key, manifest);
        return found.ToImmutable();
    }

    public override Task WatchAsync(TimeSpan interval, Action moved, CancellationToken cancel) => Task.CompletedTask;

    private IEnumerable<SimCommit> Line(string commit)
    {
        for (var one = commits.GetValueOrDefault(commit); one is not null; one = one.Parent) yield return one;
    }

    private static SourceTree TreeOf(SimCommit commit)
    {
        var files = commit.Manifests.Select((text, number) => File($"m{number:d3}.yaml", text)).ToList();
        if (commit.Policy is not "") files.Add(File("policy.yaml", commit.Policy));
        return new(commit.Id, [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)]);
    }

    private static SourceFile File(string path, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return new(path, text, bytes.Length, IsLink: false, () => bytes);
    }
}

/// <summary>A commit of the in-memory repository.</summary>
internal sealed record SimCommit(string Id, SimCommit? Parent, string Policy, IReadOnlyList<string> Manifests)
{
    public DesiredReading? Reading { get; set; }

    public bool Has(string name) => Manifests.Any(text => text.Contains($"name: {name}\n", StringComparison.Ordinal));
}
