using System.Collections.Immutable;
using HomelabMcp.Core;

namespace HomelabMcp.Hosting;

/// <summary><c>homelab.yaml</c>, validated. Secrets in it are resolved when they are asked for, not before.</summary>
public sealed record HomelabConfiguration
{
    /// <summary>The file it was read from; relative paths in it are relative to its folder.</summary>
    public required string File { get; init; }

    /// <summary>Part of every ownership mark; never changes.</summary>
    public required string Installation { get; init; }

    /// <summary>Whether merged changes are applied; otherwise nothing live is written.</summary>
    public bool Applies { get; init; }

    /// <summary>The configured systems.</summary>
    public ImmutableArray<TargetSettings> Targets { get; init; } = [];

    /// <summary>The desired-state repository; null where only tools are used.</summary>
    public RepositorySettings? Repository { get; init; }

    /// <summary>Secrets that manifests may use.</summary>
    public ImmutableArray<SecretSettings> Secrets { get; init; } = [];

    /// <summary>Full path of the SQLite store.</summary>
    public required string StorePath { get; init; }

    /// <summary>Folder for stacks, archives and tokens: the store's folder.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The hub.</summary>
    public HubSettings Hub { get; init; } = new();

    /// <summary>The secrets that were resolved so far, for taking them out of replies and logs.</summary>
    public KnownSecrets KnownSecrets { get; init; } = new();
}

/// <summary>The <c>repository</c> part.</summary>
public sealed record RepositorySettings
{
    /// <summary>A path, <c>file://</c>, <c>https://</c> or <c>ssh</c> address.</summary>
    public required string Url { get; init; }

    /// <summary>The protected branch.</summary>
    public string Branch { get; init; } = "main";

    /// <summary>Folder of the manifests inside the repository.</summary>
    public string Path { get; init; } = ".";

    /// <summary>How often it is fetched.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>User name for HTTP.</summary>
    public string? Username { get; init; }

    /// <summary>Password or token for HTTP, resolved when asked for.</summary>
    public Func<Secret<string>>? Password { get; init; }

    /// <summary>Private key file for SSH.</summary>
    public string? SshKey { get; init; }

    /// <summary>Known-hosts file for SSH.</summary>
    public string? KnownHosts { get; init; }

    /// <summary>Committer name of what the hub writes.</summary>
    public string IdentityName { get; init; } = "homelab";

    /// <summary>Committer address of what the hub writes.</summary>
    public string IdentityEmail { get; init; } = "homelab@localhost";

    /// <summary>SSH key that signs the hub's commits; null: unsigned.</summary>
    public string? SigningKey { get; init; }

    /// <summary>Secret of the webhook, resolved when asked for; null: webhooks are refused.</summary>
    public Func<Secret<string>>? WebhookSecret { get; init; }

    /// <summary>The forge that shows proposals as pull requests; null: none.</summary>
    public ForgeSettings? Forge { get; init; }
}

/// <summary>The <c>repository.forge</c> part.</summary>
/// <param name="Type"><c>gitea</c>, <c>forgejo</c>, <c>github</c> or <c>gitlab</c>.</param>
/// <param name="Url">Its API's address; null where the type has a public one.</param>
/// <param name="Token">Its token, resolved when asked for.</param>
public sealed record ForgeSettings(string Type, string? Url, Func<Secret<string>>? Token);

/// <summary>One entry of <c>secrets</c>.</summary>
/// <param name="Name">What manifests call it.</param>
/// <param name="Value">Its value, resolved when asked for.</param>
/// <param name="Use">Resources that may use it.</param>
public sealed record SecretSettings(string Name, Func<Secret<string>> Value, ImmutableArray<string> Use);

/// <summary>The <c>hub</c> part.</summary>
public sealed record HubSettings
{
    /// <summary>Where it listens.</summary>
    public Uri Listen { get; init; } = new("http://127.0.0.1:7420");

    /// <summary>Host names it answers to beside the loopback ones.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];

    /// <summary>PEM or PFX certificate for TLS; null: plain HTTP.</summary>
    public string? Certificate { get; init; }

    /// <summary>Private key of a PEM certificate.</summary>
    public string? CertificateKey { get; init; }

    /// <summary>Whether <c>hub.auth</c> is present, without which the hub listens on loopback only.</summary>
    public bool HasAuth { get; init; }

    /// <summary>Whether the file has a <c>hub</c> part at all.</summary>
    public bool IsNamed { get; init; }
}
