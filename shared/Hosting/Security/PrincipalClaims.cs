using System.Security.Claims;
using HomelabMcp.Core;

namespace HomelabMcp.Hosting;

/// <summary>A <see cref="Principal"/> as ASP.NET Core carries it, and back.</summary>
public static class PrincipalClaims
{
    /// <summary>Type of the claim that holds the role.</summary>
    public const string RoleClaim = ClaimTypes.Role;

    private const string ModeClaim = "homelab:mode";

    /// <summary>Claims of an authenticated principal.</summary>
    /// <param name="principal">Who.</param>
    /// <param name="scheme">How they were authenticated; it becomes the identity's authentication type.</param>
    public static ClaimsPrincipal For(Principal principal, string scheme) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, principal.Name),
            new Claim(ClaimTypes.Name, principal.Name),
            new Claim(RoleClaim, principal.Role.ToString()),
        ],
        scheme));

    /// <summary>The principal of authenticated claims; null for anybody else, and for a role we do not know.</summary>
    public static Principal? Read(ClaimsPrincipal? user) =>
        user?.Identity is { IsAuthenticated: true, Name: { Length: > 0 } name }
        && Enum.TryParse<Role>(user.FindFirstValue(RoleClaim), out var role) && Enum.IsDefined(role)
            ? new Principal(name, role)
            : null;

    /// <summary>The widest mode that a role may use.</summary>
    public static ServerMode WidestMode(Role role) => role switch
    {
        Role.Viewer => ServerMode.Read,
        Role.Assistant => ServerMode.Propose,
        _ => ServerMode.Operate,
    };

    /// <summary>The same claims with a connection's own, narrower mode.</summary>
    internal static ClaimsPrincipal Narrowed(ClaimsPrincipal user, ServerMode mode)
    {
        var narrowed = user.Clone();
        narrowed.AddIdentity(new ClaimsIdentity([new Claim(ModeClaim, mode.ToString())]));
        return narrowed;
    }

    internal static ServerMode NarrowedMode(ClaimsPrincipal? user) =>
        Enum.TryParse<ServerMode>(user?.FindFirstValue(ModeClaim), out var mode) ? mode : ServerMode.Operate;
}
