using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using HomelabMcp.Store;

namespace HomelabMcp.Reconciler;

/// <summary>
/// What a move of the protected branch means for approvals: a fast-forward is one human's consent, nobody knows whose,
/// to the steps that its diff brings about; anything else holds all writing until a reviewer agrees.
/// </summary>
internal sealed class BranchMoves(ReconcilerSettings settings)
{
    private const string SeenFact = "seen-commit";
    private const string LateFact = "unjudged-change";

    private string? seen;
    private bool loaded;

    /// <summary>What a reviewer has to agree to before anything is written at this commit; null where nothing.</summary>
    public async Task<Approval?> RewindAsync(string commit, CancellationToken cancel)
    {
        await LoadAsync(cancel);
        if (seen is null || seen == commit || settings.Source.IsAncestor(seen, commit)) return null;
        return new()
        {
            Id = "",
            Key = new("branch", settings.Source.Branch, ""),
            Operation = "rewind",
            PlanHash = "",
            StepHash = CanonicalJson.Hash(new JsonArray("rewind", seen, commit)),
            Why = $"{settings.Source.Branch} went from {Short(seen)} to {Short(commit)}, which does not descend from it: history was rewritten, so nothing is written until a reviewer agrees.",
        };
    }

    /// <summary>A reviewer agreed to a move that was not a fast-forward.</summary>
    public Task AcceptAsync(string commit, CancellationToken cancel) => SeeAsync(commit, cancel);

    /// <summary>
    /// Records the consent that a fast-forward is, at the first sight of a plan for it. What a target that cannot be
    /// seen keeps out of the plan is consented to when it is first seen.
    /// </summary>
    public async Task ConsentAsync(World world, Plan plan, CancellationToken cancel)
    {
        await LoadAsync(cancel);
        var commit = world.Desired.Commit;
        var late = await LateAsync(commit, cancel);
        if (seen == commit && late.Count == 0) return;
        HashSet<ResourceKey> touched = seen is null || seen == commit ? [] : Touched(settings.Source.Read(seen).State, world.Desired, plan);
        touched.UnionWith(late);
        var unseen = touched.Where(key => world.Observed.TryGetValue(key.Target, out var target) && !target.IsKnown).ToHashSet();
        var now = settings.Clock.GetUtcNow();
        var known = await settings.Store.Approvals.GrantsAsync(cancel);
        var grants = plan.Steps
            .Where(step => touched.Contains(step.Key) && step.Cause is StepCause.Change or StepCause.Prune && !known.ContainsKey(step.Hash))
            .Select(step => new Grant(step.Hash, $"{settings.Source.AuthorOf(commit)} (unverified: may write to the repository)", Verified: false, $"git:{commit}", plan.Hash, now))
            .ToList();
        if (grants.Count > 0) await settings.Store.Approvals.GrantAsync(grants, cancel);
        if (!unseen.SetEquals(late) || seen != commit)
            await settings.Store.Settings.SetAsync(LateFact, unseen.Count == 0 ? null : JsonSerializer.Serialize(new Late(commit, [.. unseen.Select(key => key.ToString())])), cancel);
        if (seen != commit) await SeeAsync(commit, cancel);
    }

    /// <summary>Resources whose manifest differs between two states, and what depends on them.</summary>
    internal static HashSet<ResourceKey> Touched(DesiredState before, DesiredState after, Plan plan)
    {
        var touched = before.Manifests.Keys.Union(after.Manifests.Keys)
            .Where(key => !Same(before.Manifests.GetValueOrDefault(key), after.Manifests.GetValueOrDefault(key)))
            .ToHashSet();
        var dependents = plan.Resources.SelectMany(status => status.DependsOn.Select(needed => (needed, status.Key))).ToLookup(pair => pair.needed, pair => pair.Key);
        var open = new Queue<ResourceKey>(touched);
        while (open.TryDequeue(out var key))
            foreach (var dependent in dependents[key])
                if (touched.Add(dependent)) open.Enqueue(dependent);
        return touched;
    }

    internal static bool Same(Manifest? a, Manifest? b) =>
        ReferenceEquals(a?.Spec, b?.Spec) && a?.Lifecycle == b?.Lifecycle
        || (a is not null && b is not null && JsonNode.DeepEquals(a.Spec, b.Spec) && a.DependsOn.SequenceEqual(b.DependsOn)
            && a.Lifecycle with { IgnoreChanges = [] } == b.Lifecycle with { IgnoreChanges = [] }
            && a.Lifecycle.IgnoreChanges.SequenceEqual(b.Lifecycle.IgnoreChanges));

    private async Task LoadAsync(CancellationToken cancel)
    {
        if (loaded) return;
        seen = await settings.Store.Settings.FindAsync(SeenFact, cancel);
        loaded = true;
    }

    private async Task SeeAsync(string commit, CancellationToken cancel)
    {
        await settings.Store.Settings.SetAsync(SeenFact, commit, cancel);
        seen = commit;
    }

    private async Task<HashSet<ResourceKey>> LateAsync(string commit, CancellationToken cancel)
    {
        if (await settings.Store.Settings.FindAsync(LateFact, cancel) is not { } text) return [];
        var late = JsonSerializer.Deserialize<Late>(text)!;
        if (!settings.Source.IsAncestor(late.Commit, commit)) return [];
        return [.. late.Keys.Select(key => ResourceKey.TryParse(key, out var parsed) ? parsed : null).OfType<ResourceKey>()];
    }

    private static string Short(string commit) => commit.Length > 10 ? commit[..10] : commit;

    private sealed record Late(string Commit, string[] Keys);
}
