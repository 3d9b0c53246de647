using HomelabMcp.Core;

namespace HomelabMcp.Hub.Security;

/// <summary>What a route asks of whoever calls it. A route without one is refused, so that none is open by mistake.</summary>
/// <param name="Role">The least role; null: anybody.</param>
/// <param name="Cookies">Whether a signed-in person's cookie counts; MCP takes bearer tokens only.</param>
internal sealed record AccessRule(Role? Role, bool Cookies = true);

/// <summary>Rules on routes.</summary>
internal static class AccessRules
{
    /// <summary>Anybody may call it: it tells nothing about the home.</summary>
    public static T ForAnybody<T>(this T route) where T : IEndpointConventionBuilder => route.WithMetadata(new AccessRule(null));

    /// <summary>Callers of at least this role.</summary>
    public static T For<T>(this T route, Role role, bool cookies = true) where T : IEndpointConventionBuilder =>
        route.WithMetadata(new AccessRule(role, cookies));
}
