using System.Security.Claims;
using HomelabMcp.Core;

namespace HomelabMcp.Hosting;

/// <summary>Who a request comes from and which tools that lets through.</summary>
internal sealed class Admission(HomelabMcpOptions options)
{
    public (Principal Principal, ServerMode Mode) Of(ClaimsPrincipal? user)
    {
        var principal = PrincipalClaims.Read(user) ?? options.Local
            ?? throw new HomelabException("This call carries no known principal: authenticate with a bearer token.");
        var role = PrincipalClaims.WidestMode(principal.Role);
        var connection = PrincipalClaims.NarrowedMode(user);
        return (principal, (ServerMode)Math.Min((int)options.Mode, Math.Min((int)role, (int)connection)));
    }

    /// <summary>Whether a tool is listed and run; otherwise the sentence that says what would open it.</summary>
    public async ValueTask<string?> RefusalAsync(ToolFacts tool, Principal principal, ServerMode mode, CancellationToken cancel)
    {
        var needed = tool.Nature switch
        {
            ToolNature.Read => ServerMode.Read,
            ToolNature.Proposal => ServerMode.Propose,
            _ => ServerMode.Operate,
        };
        if (mode < needed)
        {
            var does = tool.Nature is ToolNature.Operation ? "acts on a live system" : "proposes a change";
            var way = PrincipalClaims.WidestMode(principal.Role) < needed
                ? $"the role of '{principal.Name}' ({principal.Role.ToString().ToLowerInvariant()}) may not"
                : $"this connection is in {Word(mode)} mode; start the server with --mode {Word(needed)} (or connect without ?mode={Word(mode)})";
            return $"'{tool.Name}' {does} and {way}. Nothing was done.";
        }

        return tool.Nature is ToolNature.Proposal && !await options.ProposalsOpen(cancel)
            ? $"'{tool.Name}' needs a hub that answers, and none does: start 'homelab up' and set HOMELAB_TOKEN, or use the hub's own /mcp. Nothing was done."
            : null;
    }

    private static string Word(ServerMode mode) => mode.ToString().ToLowerInvariant();
}
