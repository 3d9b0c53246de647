namespace HomelabMcp.Core;

/// <summary>What a token may do; each role includes the ones before it.</summary>
public enum Role
{
    /// <summary>Read.</summary>
    Viewer,
    /// <summary>That, and propose and comment. Given to assistants; never approves, merges or moves the protected branch.</summary>
    Assistant,
    /// <summary>That, and operate.</summary>
    Operator,
    /// <summary>That, and approve, reject, merge.</summary>
    Reviewer,
    /// <summary>All.</summary>
    Admin,
}

/// <summary>Which tools a server lists and runs.</summary>
public enum ServerMode
{
    /// <summary>No writing tool is even listed.</summary>
    Read,
    /// <summary>Reads and proposals.</summary>
    Propose,
    /// <summary>Also day-to-day operations; destructive ones ask for confirmation.</summary>
    Operate,
}

/// <summary>Who asks.</summary>
/// <param name="Name">The token's or account's name.</param>
/// <param name="Role">What it may do.</param>
public sealed record Principal(string Name, Role Role)
{
    /// <summary>Whether a human stands behind it, as far as a token can tell: an assistant's never counts as one.</summary>
    public bool IsHuman => Role is not Role.Assistant;

    /// <summary>Whether it has at least the rights of a role.</summary>
    public bool Has(Role role) => Role >= role;
}

/// <summary>Who asks, through what, in which call: what a proposal's commit and the audit record.</summary>
/// <param name="Principal">Who.</param>
/// <param name="Client">The client program as it calls itself, untrusted; null for people and commands.</param>
/// <param name="ClientVersion">Its version, untrusted.</param>
/// <param name="CallId">The audit id of this call.</param>
public sealed record Caller(Principal Principal, string? Client, string? ClientVersion, string CallId);
