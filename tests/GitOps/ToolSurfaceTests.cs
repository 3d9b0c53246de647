using HomelabMcp.Core;
using HomelabMcp.Hosting;
using HomelabMcp.Laws;

namespace HomelabMcp.GitOps.Tests;

public sealed class ToolSurfaceTests
{
    private static readonly string[] Sixteen =
    [
        "gitops_capture", "gitops_drift", "gitops_kinds", "gitops_plan", "gitops_proposal", "gitops_proposals", "gitops_propose", "gitops_resource",
        "gitops_resources", "gitops_revise", "gitops_rollback", "gitops_run", "gitops_runs", "gitops_status", "gitops_sync", "gitops_withdraw",
    ];

    [Fact]
    public async Task The_sixteen_tools_keep_every_law_and_their_snapshots()
    {
        await using var home = await LabHome.OpenAsync();
        var set = GitOpsTools.Of(home.Services, home.Proposals);
        Assert.Empty(ToolLaws.Broken(set));
        Assert.Equal(Sixteen, ToolLaws.ToolsOf(set).Select(tool => tool.ProtocolTool.Name));
        Assert.Empty(ToolSnapshots.Differences(set, "GitOps"));
    }
}
