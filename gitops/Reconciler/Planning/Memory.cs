using System.Collections.Immutable;
using HomelabMcp.Core;
using HomelabMcp.Store;

namespace HomelabMcp.Reconciler;

/// <summary>
/// What the store remembers, kept in memory as well, since this process is the only one that writes it. A quiet run
/// reads nothing of it from disk.
/// </summary>
internal sealed class Memory(HomelabStore store)
{
    private readonly Lock gate = new();
    private ResourceRecords records = ResourceRecords.Empty;
    private ImmutableList<Intent> intents = [];
    private bool loaded;

    /// <summary>Verified, adopted and parked resources.</summary>
    public ResourceRecords Records
    {
        get
        {
            lock (gate) return records;
        }
    }

    /// <summary>Intents without an end.</summary>
    public ImmutableList<Intent> Intents
    {
        get
        {
            lock (gate) return intents;
        }
    }

    /// <summary>The newest applied commit.</summary>
    public string? AppliedCommit { get; private set; }

    /// <summary>The policies that somebody approved, newest first.</summary>
    public ImmutableArray<ApprovedPolicy> Policies { get; private set; } = [];

    /// <summary>Reads everything once. Says how many runs a former process left unfinished.</summary>
    public async Task LoadAsync(bool mayWrite, CancellationToken cancel)
    {
        if (loaded) return;
        var known = await store.Resources.LoadAsync(cancel);
        var open = await store.Intents.OpenAsync(cancel);
        AppliedCommit = (await store.Commits.LastAppliedAsync(cancel))?.Commit;
        Policies = await store.Commits.PoliciesAsync(cancel);
        if (mayWrite) await store.Runs.CloseInterruptedAsync(cancel);
        lock (gate) (records, intents, loaded) = (known, [.. open], true);
    }

    /// <summary>Records the beginning of a step, on disk before it returns.</summary>
    public async Task<Intent> BeginAsync(Intent intent, RunStep step, CancellationToken cancel)
    {
        await store.Audit.AppendAsync(StepAudit.Begun(intent), cancel);
        var begun = await store.BeginStepAsync(intent, step, cancel);
        lock (gate) intents = intents.Add(begun);
        return begun;
    }

    /// <summary>Gives an intent whose answer was lost the time in which it may still take effect.</summary>
    public async Task ExtendAsync(Intent intent, DateTimeOffset deadline, CancellationToken cancel)
    {
        if (deadline <= intent.Deadline) return;
        await store.Intents.ExtendAsync(intent.Id, deadline, cancel);
        lock (gate) intents = [.. intents.Select(one => one.Id == intent.Id ? one with { Deadline = deadline } : one)];
    }

    /// <summary>Records the end of a step.</summary>
    public async Task EndAsync(StepEnd end, CancellationToken cancel)
    {
        await store.EndStepAsync(end, cancel);
        if (end is { Intent: { } ended, Outcome: { } outcome })
            await store.Audit.AppendAsync(StepAudit.Ended(ended, outcome, end.Step?.Detail ?? end.Detail), cancel);
        lock (gate)
        {
            if (end.Intent is { } intent && end.Outcome is not null) intents = intents.RemoveAll(one => one.Id == intent.Id);
            if (end.Forget)
                records = new(records.Verified.Remove(end.Key), records.Adopted.Remove(end.Key), records.Parked.Remove(end.Key));
            if (end.Verified is { } verified) records = records with { Verified = records.Verified.SetItem(end.Key, verified) };
            if (end.Adopted is { } adopted) records = records with { Adopted = records.Adopted.SetItem(end.Key, adopted) };
            if (end.Parked is { } parked) records = records with { Parked = records.Parked.SetItem(end.Key, parked) };
            else if (end.Unpark) records = records with { Parked = records.Parked.Remove(end.Key) };
        }
    }

    /// <summary>Records resources that were found as Git wants them.</summary>
    public async Task VerifyAsync(IReadOnlyCollection<VerifiedResource> resources, CancellationToken cancel)
    {
        if (resources.Count == 0) return;
        await store.Resources.VerifyAsync(resources, cancel);
        lock (gate) records = records with { Verified = records.Verified.SetItems(resources.Select(one => KeyValuePair.Create(one.Manifest.Key, one))) };
    }

    /// <summary>Takes resources out of the park whose failed step is no longer planned.</summary>
    public async Task UnparkAsync(IEnumerable<ResourceKey> keys, CancellationToken cancel)
    {
        foreach (var key in keys)
        {
            await store.Resources.UnparkAsync(key, cancel);
            lock (gate) records = records with { Parked = records.Parked.Remove(key) };
        }
    }

    /// <summary>Records an applied commit.</summary>
    public async Task ApplyAsync(string commit, CancellationToken cancel)
    {
        if (AppliedCommit == commit) return;
        await store.Commits.ApplyAsync(commit, cancel);
        AppliedCommit = commit;
    }

    /// <summary>Records that a policy was approved.</summary>
    public async Task ApprovePolicyAsync(string commit, string text, string who, CancellationToken cancel)
    {
        await store.Commits.ApprovePolicyAsync(commit, text, who, cancel);
        Policies = await store.Commits.PoliciesAsync(cancel);
    }
}
