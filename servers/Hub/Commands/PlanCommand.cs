using System.CommandLine;
using System.Text.Json.Nodes;
using HomelabMcp.Hub.Doors;

namespace HomelabMcp.Hub.Commands;

/// <summary><c>homelab plan</c>.</summary>
internal sealed class PlanCommand : HubVerb
{
    private readonly Argument<string?> reference;

    public PlanCommand(Surroundings here) : base(
        here, "plan", "What would be done to bring the live systems to what Git says; writes nothing. Exit code 0: no change, 2: changes, 1: error.",
        "homelab plan", "homelab plan proposal/more-memory", "homelab plan --json | jq .steps") =>
        reference = Taking(new Argument<string?>("REF") { Description = "A branch or commit; none: the protected branch.", Arity = ArgumentArity.ZeroOrOne });

    protected override async Task<int> RunAsync(IHub hub, ParseResult line, Terminal terminal, CancellationToken cancel)
    {
        var plan = await hub.PlanAsync(line.GetValue(reference), cancel);
        var steps = plan["steps"] as JsonArray ?? [];
        if (terminal.Json) terminal.Document(plan);
        else if (steps.Count == 0) terminal.Line("No change.");
        else Show(plan, steps, terminal);
        return steps.Count == 0 ? ExitCodes.Done : ExitCodes.Attention;
    }

    private static void Show(JsonObject plan, JsonArray steps, Terminal terminal)
    {
        foreach (var step in steps.OfType<JsonObject>())
        {
            terminal.Styled($"{Sign(Text(step, "operation"))} {Terminal.Safe(Text(step, "operation"))} [bold]{Terminal.Safe($"{Text(step, "kind")}/{Text(step, "name")}@{Text(step, "target")}")}[/]  {Terminal.Safe(Text(step, "why"))}");
            foreach (var change in (step["changes"] as JsonArray ?? []).OfType<JsonObject>())
                terminal.Line($"      {PlanText.Of(Text(change, "path"), change["before"], change["after"])}");
            if (step["backup"] is { } backup) terminal.Line($"      backup: {backup}");
            if (step["reason"] is { } reason) terminal.Line($"      {Text(step, "verdict")}: {reason}");
        }

        terminal.Line();
        terminal.Line($"{plan["creates"]} creates, {plan["updates"]} updates, {plan["adopts"]} adopts, {plan["replaces"]} replaces, {plan["deletes"]} deletes. Plan {Terminal.Commit(Text(plan, "hash"))}.");
    }

    private static string Text(JsonObject json, string name) => json[name]?.ToString() ?? "";

    private static string Sign(string operation) => operation switch
    {
        "create" => "[green]+[/]",
        "delete" => "[red]-[/]",
        "replace" => "[red]±[/]",
        _ => "[yellow]~[/]",
    };
}
