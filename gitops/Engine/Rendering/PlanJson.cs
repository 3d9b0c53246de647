using System.Collections.Immutable;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>
/// A plan in the shape that tools, routes and commands answer with:
/// <c>{hash, commit, creates, updates, adopts, replaces, deletes, steps: […]}</c>.
/// </summary>
public static class PlanJson
{
    /// <summary>The plan, steps in the order of application.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="gated">Judgements by step hash order of the plan; empty: none are told.</param>
    public static JsonObject Of(Plan plan, ImmutableArray<GatedStep> gated = default)
    {
        var counts = plan.Counts;
        var verdicts = (gated.IsDefault ? [] : gated).ToLookup(judged => judged.Step.Hash);
        return new()
        {
            ["hash"] = plan.Hash,
            ["commit"] = plan.Commit,
            ["policy"] = plan.PolicyId,
            ["creates"] = counts.Creates,
            ["updates"] = counts.Updates,
            ["adopts"] = counts.Adopts,
            ["replaces"] = counts.Replaces,
            ["deletes"] = counts.Deletes,
            ["steps"] = new JsonArray([.. plan.Steps.Select(step => (JsonNode)Step(step, verdicts[step.Hash].FirstOrDefault()))]),
        };
    }

    /// <summary>One step.</summary>
    public static JsonObject Step(PlanStep step, GatedStep? gated = null)
    {
        var json = new JsonObject
        {
            ["kind"] = step.Key.Kind,
            ["name"] = step.Key.Name,
            ["target"] = step.Key.Target,
            ["operation"] = Word(step.Operation),
            ["cause"] = Word(step.Cause),
            ["risk"] = Word(step.Risk),
            ["wave"] = step.Wave,
            ["why"] = step.Why,
            ["hash"] = step.Hash,
            ["changes"] = Changes(step.Changes),
        };
        if (!step.After.IsEmpty) json["after"] = Texts(step.After.Select(key => key.ToString()));
        if (step.HoldsState) json["holdsState"] = true;
        if (step.Backup is { } backup) json["backup"] = backup;
        if (!step.NewSecrets.IsEmpty) json["newSecrets"] = Texts(step.NewSecrets);
        if (gated is null) return json;
        json["verdict"] = Word(gated.Verdict);
        if (gated.Reason is not "") json["reason"] = gated.Reason;
        return json;
    }

    /// <summary>Changes as a list of <c>{path, before, after}</c>; what is absent is left out.</summary>
    public static JsonArray Changes(ImmutableArray<FieldChange> changes) => [.. changes.Select(change =>
    {
        var json = new JsonObject { ["path"] = change.Path };
        if (change.Before is not null) json["before"] = change.Before.DeepClone();
        if (change.After is not null) json["after"] = change.After.DeepClone();
        return (JsonNode)json;
    })];

    /// <summary>The highest risk among the steps, in lower case; <c>low</c> where there is none.</summary>
    public static string Risk(Plan plan) => Word(plan.Steps.Select(step => step.Risk).DefaultIfEmpty(RiskTier.Low).Max());

    /// <summary>A word of the contract for an enumeration's value.</summary>
    public static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];
}
