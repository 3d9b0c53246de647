using System.Collections.Immutable;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>
/// Judges each step of a plan: may it be applied now, does it wait for somebody or something, or is it refused. The
/// strictest answer wins; what depends on a step that is not allowed waits with it.
/// </summary>
public static class Gate
{
    /// <summary>The steps of the plan in its order, each with its judgement.</summary>
    public static ImmutableArray<GatedStep> Judge(GateRequest request)
    {
        var freeze = FreezeCalendar.At(request.Policy.Freezes, request.Now);
        var judged = request.Plan.Steps.Select(step => Judge(step, request, freeze)).ToArray();
        Limit(judged, request, StepOperation.Delete, request.Policy.MaxDeletes, "deletes");
        Limit(judged, request, StepOperation.Replace, request.Policy.MaxReplaces, "replacements");
        return WithDependents(judged);
    }

    private static GatedStep Judge(PlanStep step, GateRequest request, (FreezeWindow Window, DateTimeOffset Until)? freeze)
    {
        if (Protection(step, request) is { } refused) return new(step, StepVerdict.Refused, refused);
        var (need, why) = NeedOf(step, request.Policy);
        if (need is Need.Never) return new(step, StepVerdict.Refused, $"The policy never lets {Article(step)} {Word(step)} of {step.Key.Short} through{Because(why)}.");
        if (request.Hold is { } hold) return new(step, StepVerdict.Waits, hold);
        var missing = MissingApproval(step, request, need, why);
        if (missing is not null) return new(step, StepVerdict.Waits, missing, NeedsApproval: true);
        return freeze is { } frozen
            ? new(step, StepVerdict.Waits, $"The freeze window '{frozen.Window.Name}' lasts until {frozen.Until.UtcDateTime:yyyy-MM-dd HH:mm} UTC.")
            : new(step, StepVerdict.Allowed, "");
    }

    private static string? Protection(PlanStep step, GateRequest request)
    {
        if (step.Operation is not (StepOperation.Delete or StepOperation.Replace)) return null;
        if (request.Policy.Protected.FirstOrDefault(pattern => ResourcePattern.Matches(pattern, step.Key)) is { } pattern)
            return $"{step.Key.Short} is protected by the policy ({pattern}): it is never deleted nor replaced. Take it out of 'protect' first; that holds from the next commit on.";
        var applied = request.Baseline.Lifecycles.TryGetValue(step.Key, out var lifecycle) && lifecycle.Protect;
        var now = request.Desired.Manifests.TryGetValue(step.Key, out var manifest) && manifest.Lifecycle.Protect;
        return applied || now
            ? $"{step.Key.Short} is protected (lifecycle.protect): it is never deleted nor replaced. Set it to false in one commit, then change it in the next."
            : null;
    }

    private static (Need Need, string Why) NeedOf(PlanStep step, Policy policy)
    {
        var rule = policy.Rules.FirstOrDefault(rule =>
            (rule.Operations.IsEmpty || rule.Operations.Contains(step.Operation)) && ResourcePattern.Matches(rule.Match, step.Key));
        var need = rule?.Needs ?? policy.Needs.GetValueOrDefault(step.Operation, Need.Approval);
        var tier = policy.Tiers.GetValueOrDefault(step.Risk, Need.Merge);
        return tier > need ? (tier, $"its risk is {step.Risk.ToString().ToLowerInvariant()}") : (need, rule?.Why ?? "");
    }

    /// <summary>What it still needs; null when it has all it needs.</summary>
    private static string? MissingApproval(PlanStep step, GateRequest request, Need need, string why)
    {
        if (request.Age is InstallationAge.NewWithSample) return null;
        var reviewers = Reviewers(step, request);
        var always = AlwaysWaits(step, request);
        if (need is Need.TwoApprovals)
        {
            return reviewers.Count >= 2
                ? null
                : $"{(Article(step) is "an" ? "An" : "A")} {Word(step)} of {step.Key.Short} needs two different reviewers{Because(why)}; {(reviewers.Count == 0 ? "none has" : $"only {reviewers.First()} has")} approved it.";
        }

        if (reviewers.Count > 0) return null;
        if (always is not null) return always;
        if (step.Cause is StepCause.Heal && step.Operation is StepOperation.Update or StepOperation.Replace) return Drift(step, request, need);
        if (need is Need.Merge) return null;
        var merged = request.Approvals.Any(approval => approval.Source is ApprovalSource.Merge && approval.StepHash == step.Hash);
        return merged ? null : $"{(Article(step) is "an" ? "An" : "A")} {Word(step)} of {step.Key.Short} needs a reviewer's approval{Because(why)}.";
    }

    private static string? Drift(PlanStep step, GateRequest request, Need need)
    {
        if (request.Kinds.Find(step.Key.Kind) is { Drift: DriftAnswer.Ask })
            return $"{step.Key.Short} was changed behind Git's back, and its kind asks a human: approve to put it back, or capture the change into Git.";
        if (request.Policy.Heal) return null;
        return need is Need.Merge ? null : $"{step.Key.Short} was changed behind Git's back, and the policy does not heal unasked: approve to put it back, or capture the change into Git.";
    }

    // These wait for a reviewer in the hub whatever the policy says; moving the branch does not approve them.
    private static string? AlwaysWaits(PlanStep step, GateRequest request) => step switch
    {
        { Operation: StepOperation.Adopt } => $"Adopting {step.Key.Short} always needs a reviewer's approval.",
        { HoldsState: true, Operation: StepOperation.Delete or StepOperation.Replace } =>
            $"{step.Key.Short} holds state: a {Word(step)} of it always needs a reviewer's approval. {(step.Backup is null ? "No backup is possible." : $"Before it: {step.Backup}.")}",
        { HoldsState: true, Cause: StepCause.Missing } =>
            $"{step.Key.Short} holds state, was there and is gone: it is made anew only with a reviewer's approval; what it held may have to be restored instead.",
        { NewSecrets.IsEmpty: false } when request.Age is InstallationAge.Running =>
            $"{step.Key.Short} gets {(step.NewSecrets.Length == 1 ? "the secret" : "the secrets")} {string.Join(", ", step.NewSecrets)} for the first time: that always needs a reviewer's approval.",
        _ => null,
    };

    private static ImmutableSortedSet<string> Reviewers(PlanStep step, GateRequest request)
    {
        var authors = request.Authors.GetValueOrDefault(step.Key);
        return [.. request.Approvals
            .Where(approval => approval.Source is ApprovalSource.Reviewer && approval.StepHash == step.Hash)
            .Select(approval => approval.By)
            .Where(by => authors?.Contains(by) != true && (request.Policy.Approvers.IsEmpty || request.Policy.Approvers.Contains(by)))];
    }

    // More at once than the limit is a sign that something went wrong, so then none of them goes unasked.
    private static void Limit(GatedStep[] judged, GateRequest request, StepOperation operation, int limit, string words)
    {
        if (request.Age is InstallationAge.NewWithSample) return;
        var unasked = judged.Count(IsUnasked);
        if (unasked <= limit) return;
        var reason = limit == 0
            ? $"The policy lets no {words} through unasked: a reviewer's approval is needed."
            : $"{unasked} {words} at once are more than the {limit} that the policy lets through unasked: a reviewer's approval is needed for each.";
        for (var i = 0; i < judged.Length; i++)
            if (IsUnasked(judged[i])) judged[i] = judged[i] with { Verdict = StepVerdict.Waits, Reason = reason, NeedsApproval = true };

        bool IsUnasked(GatedStep gated) =>
            gated.IsAllowed && gated.Step.Operation == operation && Reviewers(gated.Step, request).IsEmpty;
    }

    private static ImmutableArray<GatedStep> WithDependents(GatedStep[] judged)
    {
        var held = judged.Where(gated => !gated.IsAllowed).Select(gated => gated.Step.Key).ToHashSet();
        for (var i = 0; i < judged.Length; i++)
        {
            if (!judged[i].IsAllowed) continue;
            var blocker = judged[i].Step.After.FirstOrDefault(held.Contains);
            if (blocker == default) continue;
            judged[i] = judged[i] with { Verdict = StepVerdict.Waits, Reason = $"It comes after {blocker.Short}, which waits." };
            held.Add(judged[i].Step.Key);
        }

        return [.. judged];
    }

    private static string Word(PlanStep step) => step.Operation.ToString().ToLowerInvariant();

    private static string Article(PlanStep step) => step.Operation is StepOperation.Update or StepOperation.Adopt ? "an" : "a";

    private static string Because(string why) => why is "" ? "" : $" ({why.TrimEnd('.')})";
}
