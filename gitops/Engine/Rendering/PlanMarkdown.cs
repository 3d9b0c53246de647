using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>A plan for people: in a comment of a forge, on the page, in a terminal that shows Markdown.</summary>
public static class PlanMarkdown
{
    private const int LongestValue = 120;

    /// <summary>The plan as Markdown; what a live system says is quoted so that it cannot format anything.</summary>
    public static string Of(Plan plan, ImmutableArray<GatedStep> gated = default)
    {
        var counts = plan.Counts;
        var text = new StringBuilder();
        if (plan.IsEmpty) return "Nothing to do: the live systems are as desired.\n";
        text.Append($"**{counts.Creates} create · {counts.Updates} update · {counts.Adopts} adopt · {counts.Replaces} replace · {counts.Deletes} delete**  \nPlan `{plan.Hash[..12]}`\n");
        var verdicts = (gated.IsDefault ? [] : gated).ToLookup(judged => judged.Step.Hash);
        foreach (var step in plan.Steps) Step(text, step, verdicts[step.Hash].FirstOrDefault());
        return text.ToString();
    }

    private static void Step(StringBuilder text, PlanStep step, GatedStep? gated)
    {
        text.Append($"\n- **{PlanJson.Word(step.Operation)}** `{step.Key}` ({PlanJson.Word(step.Risk)} risk)");
        if (gated is { IsAllowed: false }) text.Append($" — {PlanJson.Word(gated.Verdict)}: {gated.Reason}");
        text.Append('\n');
        if (step.Operation is not StepOperation.Create) text.Append($"  {step.Why}\n");
        if (step.HoldsState) text.Append($"  Holds state. {(step.Backup is null ? "No backup is possible." : $"Before it: {step.Backup}.")}\n");
        foreach (var change in step.Changes) text.Append($"  - {Code(change.Path)}: {Value(change.Before)} → {Value(change.After)}\n");
    }

    private static string Value(JsonNode? node)
    {
        if (node is null) return "(none)";
        var text = UntrustedText.CleanOf(SpecValue.ScalarText(node) ?? CanonicalJson.Text(node)).ReplaceLineEndings(" ");
        return Code(text.Length > LongestValue ? text[..LongestValue] + "…" : text);
    }

    // A fence longer than any run of backticks inside cannot be broken out of.
    private static string Code(string text)
    {
        var longest = 0;
        var run = 0;
        foreach (var letter in text) longest = Math.Max(longest, run = letter == '`' ? run + 1 : 0);
        if (longest == 0 && text.Length > 0) return $"`{text}`";
        var fence = new string('`', longest + 1);
        return $"{fence} {text} {fence}";
    }
}
