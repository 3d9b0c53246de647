using HomelabMcp.Core;

namespace HomelabMcp.Repository;

/// <summary>Where the desired state is kept and how it is reached.</summary>
public sealed record RepositoryAccess
{
    /// <summary>A path, <c>file://</c>, <c>http(s)://</c>, <c>ssh://</c> or <c>user@host:path</c>. Never holds a password.</summary>
    public required string Url { get; init; }

    /// <summary>The protected branch, short name.</summary>
    public string Branch { get; init; } = "main";

    /// <summary>Folder of the desired state inside the repository; <c>.</c> is its root.</summary>
    public string Path { get; init; } = ".";

    /// <summary>User name for HTTP; null: the one in the address, else <c>git</c>.</summary>
    public string? Username { get; init; }

    /// <summary>Password or token for HTTP, asked for at each call, so that a rotated one is taken.</summary>
    public Func<Secret<string>>? Password { get; init; }

    /// <summary>Private key file for SSH; null: the keys that the <c>ssh</c> command finds itself.</summary>
    public string? SshKey { get; init; }

    /// <summary>Known-hosts file for SSH; null: the one of this process's user. An unknown host is refused.</summary>
    public string? KnownHosts { get; init; }

    /// <summary>Committer of what we write.</summary>
    public GitIdentity Identity { get; init; } = new("homelab", "homelab@localhost");

    /// <summary>SSH private key file that signs the commits we write; null: unsigned.</summary>
    public string? SigningKey { get; init; }

    /// <summary>How long one git command that talks to the repository may take; a first clone gets ten times as long.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);
}

/// <summary>A name and an address as a commit records them.</summary>
/// <param name="Name">Not empty; <c>&lt;</c>, <c>&gt;</c> and control characters are dropped when it is written.</param>
/// <param name="Email">Likewise.</param>
public sealed record GitIdentity(string Name, string Email);
