namespace HomelabMcp.Simulation.Proxmox.State;

internal sealed class AccessState
{
    public SortedDictionary<string, UserState> Users { get; set; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, GroupState> Groups { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Privileges of roles that are not built in.</summary>
    public SortedDictionary<string, string[]> Roles { get; set; } = new(StringComparer.Ordinal);

    public List<AclEntry> Acl { get; set; } = [];

    /// <summary>Signs tickets; drawn once so that tickets outlive a restart.</summary>
    public string Secret { get; set; } = "";
}

internal sealed class UserState
{
    public bool Enabled { get; set; } = true;

    /// <summary>Unix seconds; 0 never.</summary>
    public long Expires { get; set; }

    public string? Password { get; set; }

    public string? FirstName { get; set; }

    public string? LastName { get; set; }

    public string? Email { get; set; }

    public string? Comment { get; set; }

    public SortedDictionary<string, TokenState> Tokens { get; set; } = new(StringComparer.Ordinal);
}

internal sealed class TokenState
{
    public required string Secret { get; init; }

    public string? Comment { get; set; }

    public long Expires { get; set; }

    /// <summary>True: the token has only what is granted to it and to its user both.</summary>
    public bool Separate { get; set; } = true;
}

internal sealed class GroupState
{
    public string? Comment { get; set; }

    public SortedSet<string> Users { get; set; } = new(StringComparer.Ordinal);
}

/// <summary><c>Kind</c> is user, group or token; <c>Who</c> its id.</summary>
internal sealed record AclEntry(string Path, string Kind, string Who, string Role, bool Propagate);
