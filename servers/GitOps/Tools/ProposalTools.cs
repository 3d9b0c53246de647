using System.Collections.Immutable;
using System.ComponentModel;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using HomelabMcp.Hosting;
using HomelabMcp.Store;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace HomelabMcp.GitOps;

/// <summary>Proposals: branches that a human reviews.</summary>
[McpServerToolType]
internal sealed class ProposalTools(ProposalService proposals)
{
    [Proposal]
    [McpServerTool(Name = "gitops_propose", Title = "Propose a change", ReadOnly = false, Destructive = false, Idempotent = false, OpenWorld = false, UseStructuredContent = true)]
    [Description("Proposes changes of the homelab: one commit on a new branch, planned against the live systems. Nothing outside Git changes until a human merges. Refused whole where a manifest is wrong. gitops_kinds shows fields and examples.")]
    public async Task<ProposeReply> ProposeAsync(
        RequestContext<CallToolRequestParams> context,
        [Description("One line: what changes.")] string title,
        [Description("Why, for the reviewer; Markdown.")] string why,
        [Description("At least one change.")] IReadOnlyList<ChangeArgument> changes,
        CancellationToken cancel) =>
        ProposeReply.Of(await proposals.ProposeAsync(new(title, why, Changes(changes)), context.Caller(), cancel));

    [McpServerTool(Name = "gitops_proposals", Title = "Proposals", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Proposals, newest first.")]
    public async Task<Page<ProposalLine>> ProposalsAsync(
        [Description("open, approved, merged, rejected or withdrawn.")] string? state = null,
        [Description("Most items, up to 200.")] int limit = 30,
        [Description("'next' of the page before.")] string? cursor = null,
        CancellationToken cancel = default)
    {
        var page = await proposals.ListAsync(State(state), limit, cursor, cancel);
        return new([.. page.Items.Select(ProposalLine.Of)], page.Total, page.Next);
    }

    [McpServerTool(Name = "gitops_proposal", Title = "One proposal", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("One proposal: its diff, what it would do now, comments and decisions.")]
    public async Task<ProposalReply> ProposalAsync([Description("Its id.")] string proposal, CancellationToken cancel) =>
        ProposalReply.Of(await proposals.GetAsync(proposal, cancel));

    [Proposal]
    [McpServerTool(Name = "gitops_revise", Title = "Revise a proposal", ReadOnly = false, Destructive = false, Idempotent = false, OpenWorld = false, UseStructuredContent = true)]
    [Description("Further changes on a proposal of yours, as one more commit on its branch; approvals so far lapse. Answers like gitops_propose.")]
    public async Task<ProposeReply> ReviseAsync(
        RequestContext<CallToolRequestParams> context,
        [Description("Its id.")] string proposal,
        [Description("At least one change.")] IReadOnlyList<ChangeArgument> changes,
        [Description("Why, for the reviewer.")] string why = "",
        CancellationToken cancel = default) =>
        ProposeReply.Of(await proposals.ReviseAsync(proposal, Changes(changes), why, context.Caller(), cancel));

    [Proposal]
    [McpServerTool(Name = "gitops_withdraw", Title = "Withdraw a proposal", ReadOnly = false, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Takes back a proposal of yours: it is closed and its branch goes.")]
    public async Task<ProposalLine> WithdrawAsync(
        RequestContext<CallToolRequestParams> context,
        [Description("Its id.")] string proposal,
        [Description("Why.")] string reason = "",
        CancellationToken cancel = default) =>
        ProposalLine.Of((await proposals.WithdrawAsync(proposal, reason, context.Caller().Principal, cancel)).Proposal);

    internal static ImmutableArray<ProposedChange> Changes(IReadOnlyList<ChangeArgument> changes) => [.. changes.Select((change, i) => change.ToChange(i))];

    private static ProposalState? State(string? word)
    {
        if (word is null) return null;
        return Enum.TryParse<ProposalState>(word, ignoreCase: true, out var state) && Enum.IsDefined(state)
            ? state
            : throw new HomelabException($"'{UntrustedText.CleanOf(word)}' is no state of a proposal: {Nearest.Hint(word, [.. Enum.GetValues<ProposalState>().Select(PlanJson.Word)])}.");
    }
}
