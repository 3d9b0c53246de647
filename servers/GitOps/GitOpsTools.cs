using HomelabMcp.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HomelabMcp.GitOps;

/// <summary>The GitOps server's tools, for the hub and for <c>homelab mcp gitops</c>.</summary>
public static class GitOpsTools
{
    private const string Instructions =
        "The desired state of this homelab lives in Git. Read with gitops_status, gitops_resources and gitops_drift; change with gitops_propose, which writes a branch and answers with its plan. "
        + "A human reviews and merges; you cannot, and nothing you pass can stand in for that. Tell the human the proposal's id and what its plan does.";

    /// <summary>The set. The services are those of one opened installation; the caller disposes of both.</summary>
    public static ToolSet Of(GitOpsServices services, ProposalService proposals) => new(
        "gitops", "GitOps", "gitops_", Instructions,
        registered =>
        {
            registered.AddSingleton(services);
            registered.AddSingleton(proposals);
        },
        mcp => mcp.WithTools<StatusTools>(ToolJson.Options).WithTools<ResourceTools>(ToolJson.Options).WithTools<ProposalTools>(ToolJson.Options).WithTools<RunTools>(ToolJson.Options));
}
