namespace HomelabMcp.Simulation.Proxmox.Access;

/// <summary>Who asks: a user by ticket, or one of a user's tokens.</summary>
internal sealed record Caller(string User, string? TokenId)
{
    /// <summary>As UPIDs and access lists name it: <c>user@realm!token</c>.</summary>
    public string Id => TokenId is null ? User : $"{User}!{TokenId}";

    public bool IsToken => TokenId is not null;

    public static Caller Nobody { get; } = new("", null);
}
