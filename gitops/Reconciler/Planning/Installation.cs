using System.Collections.Immutable;
using System.Text;
using HomelabMcp.Engine;

namespace HomelabMcp.Reconciler;

/// <summary>
/// Where the installation stands: new (no store, none of its marks on any target), running, or running again after its
/// store was lost. Decided once, when every target has been seen, and remembered.
/// </summary>
internal sealed class Installation(ReconcilerSettings settings, Memory memory)
{
    private const string Fact = "installation";
    private const string Starter = "whoever started the installation";

    private string? fact;
    private ImmutableHashSet<string> looked = [];

    /// <summary>Its age as a judgement needs it.</summary>
    public InstallationAge Age => (fact, memory.AppliedCommit) switch
    {
        ("new", null) => settings.IsSample ? InstallationAge.NewWithSample : InstallationAge.New,
        _ => InstallationAge.Running,
    };

    /// <summary>
    /// The policy in force: the newest approved one whose commit the last applied commit has, else the built-in one.
    /// </summary>
    public Policy PolicyInForce()
    {
        if (memory.AppliedCommit is not { } applied) return Policy.BuiltIn;
        var approved = memory.Policies.FirstOrDefault(policy => settings.Source.IsAncestor(policy.Commit, applied));
        if (approved is null || approved.Text is "") return Policy.BuiltIn;
        var (policy, _) = PolicyReader.Read(Encoding.UTF8.GetBytes(approved.Text));
        return policy ?? Policy.BuiltIn;
    }

    /// <summary>The text of the policy that was approved last; empty where none was.</summary>
    public string ApprovedText => memory.Policies.FirstOrDefault()?.Text ?? "";

    /// <summary>Takes in what a look showed, before anything is written to those targets.</summary>
    public async Task SawAsync(ImmutableDictionary<string, ObservedTarget> observed, string commit, CancellationToken cancel)
    {
        fact ??= await settings.Store.Settings.FindAsync(Fact, cancel);
        if (fact is not null || !settings.Applies) return;
        if (memory.AppliedCommit is not null || await AnyMarkAsync(observed, cancel))
        {
            await DecideAsync("known", cancel);
            return;
        }

        if (!observed.Values.All(target => target.IsKnown)) return;
        // The approval comes first: a crash between the two leaves the question open, not the answer without it.
        await memory.ApprovePolicyAsync(commit, settings.Source.PolicyText(commit) ?? "", Starter, cancel);
        await DecideAsync("new", cancel);
    }

    // A target that was seen without marks once counts as such: what it shows later we may have made ourselves.
    private async Task<bool> AnyMarkAsync(ImmutableDictionary<string, ObservedTarget> observed, CancellationToken cancel)
    {
        foreach (var target in observed.Values.Where(target => target.IsKnown && !looked.Contains(target.Target)).OrderBy(target => target.Target, StringComparer.Ordinal))
        {
            var setting = $"unmarked:{target.Target}";
            if (await settings.Store.Settings.FindAsync(setting, cancel) is null)
            {
                if (target.ByKind.Values.Any(lives => lives.Any(live => live.Mark?.Installation == settings.Installation))) return true;
                await settings.Store.Settings.SetAsync(setting, "true", cancel);
            }

            looked = looked.Add(target.Target);
        }

        return false;
    }

    private async Task DecideAsync(string answer, CancellationToken cancel)
    {
        await settings.Store.Settings.SetAsync(Fact, answer, cancel);
        fact = answer;
    }
}
