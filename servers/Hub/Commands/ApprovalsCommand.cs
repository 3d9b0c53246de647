using System.CommandLine;
using HomelabMcp.Hub.Api;
using HomelabMcp.Hub.Doors;

namespace HomelabMcp.Hub.Commands;

/// <summary><c>homelab approvals</c> and what stands under it.</summary>
internal sealed class ApprovalsCommand : HubVerb
{
    public ApprovalsCommand(Surroundings here) : base(
        here, "approvals", "What waits for a reviewer; list, approve or deny it.",
        "homelab approvals", "homelab approvals approve 3f9a1c0b77de --comment \"backup checked\"")
    {
        Subcommands.Add(new ListApprovals(here));
        Subcommands.Add(new DecideApproval(here, "approve", "Approves one, by name.", approve: true));
        Subcommands.Add(new DecideApproval(here, "deny", "Denies one: it stays denied until Git makes another step of it.", approve: false));
    }

    protected override Task<int> RunAsync(IHub hub, ParseResult line, Terminal terminal, CancellationToken cancel) => ListAsync(hub, terminal, cancel);

    /// <summary>What waits, for people.</summary>
    public static void Show(IReadOnlyList<ApprovalReply> approvals, Terminal terminal)
    {
        terminal.Table(["id", "state", "operation", "resource", "since", "why"], approvals.Select(approval => (string[])
            [approval.Id, Words.Of(approval.State), approval.Operation, NameOf(approval), Terminal.Moment(approval.Since), approval.Why]));
        foreach (var approval in approvals)
            if (approval.Backup is { } backup) terminal.Line($"{approval.Id} backup: {backup}");
    }

    private static string NameOf(ApprovalReply approval) =>
        $"{approval.Kind}/{approval.Name}{(approval.Target is "" ? "" : "@" + approval.Target)}";

    private static async Task<int> ListAsync(IHub hub, Terminal terminal, CancellationToken cancel)
    {
        var approvals = await hub.ApprovalsAsync(cancel);
        if (terminal.Json) terminal.Document(approvals);
        else if (approvals.Total == 0) terminal.Line("Nothing waits for approval.");
        else Show(approvals.Items, terminal);
        return ExitCodes.Done;
    }

    private sealed class ListApprovals(Surroundings here) : HubVerb(
        here, "list", "What waits for a reviewer.", "homelab approvals list --json")
    {
        protected override Task<int> RunAsync(IHub hub, ParseResult line, Terminal terminal, CancellationToken cancel) => ListAsync(hub, terminal, cancel);
    }

    private sealed class DecideApproval : HubVerb
    {
        private readonly bool approve;
        private readonly Argument<string[]> ids;
        private readonly Option<bool> adoptions;
        private readonly Option<string?> comment;
        private readonly Option<string?> plan;

        public DecideApproval(Surroundings here, string name, string summary, bool approve) : base(
            here, name, summary,
            $"homelab approvals {name} 3f9a1c0b77de", $"homelab approvals {name} 3f9a1c0b77de 0a41c9d2e6f7 --comment \"as agreed\"", $"homelab approvals {name} --adoptions")
        {
            this.approve = approve;
            ids = Taking(new Argument<string[]>("ID") { Description = "One id or several, from 'homelab approvals'.", Arity = ArgumentArity.ZeroOrMore });
            // Adoptions alone may be decided together: they put a mark on what is there and destroy nothing.
            adoptions = With(new Option<bool>("--adoptions") { Description = "Every adoption that waits, as after 'homelab import'." });
            comment = With(new Option<string?>("--comment") { Description = "What there is to say about it.", HelpName = "TEXT" });
            plan = With(new Option<string?>("--plan") { Description = "Hash of the plan you looked at: refused where it moved since.", HelpName = "HASH" });
            Validators.Add(result =>
            {
                if (result.GetValue(ids) is not { Length: > 0 } && !result.GetValue(adoptions))
                    result.AddError("Name at least one id from 'homelab approvals', or give --adoptions.");
            });
        }

        protected override async Task<int> RunAsync(IHub hub, ParseResult line, Terminal terminal, CancellationToken cancel)
        {
            var chosen = await ChosenAsync(hub, line, cancel);
            var decision = new Decision(line.GetValue(plan), line.GetValue(comment));
            var decided = new List<ApprovalReply>(chosen.Count);
            foreach (var id in chosen)
            {
                var approval = approve ? await hub.ApproveAsync(id, decision, cancel) : await hub.DenyAsync(id, decision, cancel);
                decided.Add(approval);
                if (!terminal.Json) terminal.Line($"{Words.Of(approval.State)}: {approval.Operation} {NameOf(approval)}");
            }

            if (terminal.Json) terminal.Document(decided);
            return ExitCodes.Done;
        }

        private async Task<IReadOnlyList<string>> ChosenAsync(IHub hub, ParseResult line, CancellationToken cancel)
        {
            var named = line.GetValue(ids) ?? [];
            if (!line.GetValue(adoptions)) return named;
            var waiting = await hub.ApprovalsAsync(cancel);
            return [.. named, .. waiting.Items.Where(approval => approval.Operation is "adopt").Select(approval => approval.Id).Except(named)];
        }
    }
}
