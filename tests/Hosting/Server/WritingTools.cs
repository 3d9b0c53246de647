using System.ComponentModel;
using HomelabMcp.Core;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace HomelabMcp.Hosting.Fixture;

/// <summary>Tools that write.</summary>
[McpServerToolType]
public sealed class WritingTools(FixtureState state)
{
    [Operation]
    [McpServerTool(Name = "fixture_restart", Title = "Restart a guest", ReadOnly = false, Destructive = false, Idempotent = false, OpenWorld = false, UseStructuredContent = true)]
    [Description("Restarts a guest.")]
    public Words Restart([Description("Its name.")] string guest)
    {
        state.Restarted();
        return new Words($"restarted {guest}");
    }

    [Operation("Roll guest {guest} back to {snapshot} on {target}? What was written since is lost.")]
    [McpServerTool(Name = "fixture_rollback", Title = "Roll back a guest", ReadOnly = false, Destructive = true, Idempotent = false, OpenWorld = false, UseStructuredContent = true)]
    [Description("Rolls a guest back.")]
    public Words Rollback(
        [Description("Its name.")] string guest,
        [Description("The snapshot.")] string snapshot = "last",
        [Description("The target.")] string? target = null)
    {
        state.RolledBack();
        return new Words($"{guest} is at {snapshot}{target}");
    }

    [Proposal]
    [McpServerTool(Name = "fixture_propose_note", Title = "Propose a note", ReadOnly = false, Destructive = false, Idempotent = false, OpenWorld = false, UseStructuredContent = true)]
    [Description("Proposes a note.")]
    public static async Task<Words> Propose(
        IProposals proposals,
        RequestContext<CallToolRequestParams> context,
        [Description("The note.")] string note,
        CancellationToken cancel)
    {
        var answer = await proposals.ProposeAsync(new("A note", note, [new ProposedChange.File("notes/a.md", note)]), context.Caller(), cancel);
        return new Words(answer.Proposal);
    }
}
