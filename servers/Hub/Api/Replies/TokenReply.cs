using HomelabMcp.Core;
using HomelabMcp.Store;

namespace HomelabMcp.Hub.Api;

/// <summary>What is known of a token; never the token itself.</summary>
/// <param name="Name">Its name: who it makes its bearer.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Revoked">Since when it no longer holds; null while it does.</param>
internal sealed record TokenReply(string Name, Role Role, DateTimeOffset Created, DateTimeOffset? Revoked)
{
    /// <summary>A token as it is kept.</summary>
    public static TokenReply Of(TokenRecord token) => new(token.Name, token.Role, token.Created, token.Revoked);
}

/// <summary>A token that was just made: the only time that it is shown.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Token">The token.</param>
internal sealed record NewTokenReply(string Name, Role Role, string Token);

/// <summary>A token that is wanted.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Role">What it may do.</param>
internal sealed record TokenRequest(string Name, Role Role);
