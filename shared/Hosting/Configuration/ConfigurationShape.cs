using System.Collections.Immutable;
using System.Text.RegularExpressions;
using HomelabMcp.Core;

namespace HomelabMcp.Hosting;

/// <summary>What may stand in <c>homelab.yaml</c>, part by part.</summary>
internal sealed partial class ConfigurationShape
{
    private readonly string file;
    private readonly string folder;
    private readonly KnownSecrets known = new();
    private readonly SecretReferences references;
    private readonly TargetShape targets;

    public ConfigurationShape(string file, IReadOnlyList<IPlatform> platforms)
    {
        this.file = file;
        folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? ".";
        references = new(file, folder, known);
        targets = new(folder, references, platforms);
    }

    public HomelabConfiguration Read(ConfigurationNode root)
    {
        var fields = root.Fields(["installation", "reconcile", "targets", "repository", "secrets", "store", "hub"]);
        if (!fields.ContainsKey("installation")) root.Wrong("'installation' is missing: a short name such as 'home' that never changes.");
        var store = fields.GetValueOrDefault("store") is { } place ? Store(place) : null;
        var data = store is null ? Path.Combine(folder, "data") : Path.GetDirectoryName(store)!;
        return new()
        {
            File = Path.GetFullPath(file),
            Installation = fields.GetValueOrDefault("installation") is { } name ? Installation(name) : "",
            Applies = fields.GetValueOrDefault("reconcile")?.OneOf("observe", "apply") is "apply",
            Targets = fields.GetValueOrDefault("targets") is { } systems ? [.. systems.Fields(null).Select(system => targets.Read(system.Key, system.Value)).OfType<TargetSettings>()] : [],
            Repository = fields.GetValueOrDefault("repository") is { } repository ? Repository(repository) : null,
            Secrets = fields.GetValueOrDefault("secrets") is { } secrets ? [.. secrets.Fields(null).Select(secret => Secret(secret.Key, secret.Value)).OfType<SecretSettings>()] : [],
            StorePath = store ?? Path.Combine(data, "homelab.db"),
            DataFolder = data,
            Hub = fields.GetValueOrDefault("hub") is { } hub ? Hub(hub) : new(),
            KnownSecrets = known,
        };
    }

    private static string Installation(ConfigurationNode node)
    {
        if (node.Text() is not { } text) return "";
        if (!InstallationName().IsMatch(text)) node.Wrong($"'{text}' cannot be part of every ownership mark: use at most 32 of a-z, 0-9, '-' and '_', a letter or digit first.");
        return text;
    }

    private string? Store(ConfigurationNode node)
    {
        if (node.Text() is not { } text) return null;
        if (text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal))
        {
            node.Wrong("PostgreSQL is not supported yet: use 'sqlite:FILE'.");
            return null;
        }

        if (text.StartsWith("sqlite:", StringComparison.Ordinal) && text.Length > 7) return Path.GetFullPath(text[7..], folder);
        node.Wrong($"'{text}' is not a store: write 'sqlite:FILE'.");
        return null;
    }

    private RepositorySettings? Repository(ConfigurationNode node)
    {
        var fields = node.Fields(["url", "branch", "path", "interval", "credentials", "identity", "forge", "webhookSecret"]);
        if (!fields.TryGetValue("url", out var at))
        {
            node.Wrong("'url' is missing: a path, https:// or ssh address of the desired-state repository.");
            return null;
        }

        if (Plain(at) is not { } url) return null;
        var credentials = fields.GetValueOrDefault("credentials")?.Fields(["username", "password", "sshKey", "knownHosts"]);
        var identity = fields.GetValueOrDefault("identity")?.Fields(["name", "email", "signingKey"]);
        return new()
        {
            Url = IsPath(url) ? Path.GetFullPath(url, folder) : url,
            Branch = fields.GetValueOrDefault("branch")?.Text() ?? "main",
            Path = fields.GetValueOrDefault("path")?.Text() ?? ".",
            Interval = fields.GetValueOrDefault("interval")?.Duration() ?? TimeSpan.FromSeconds(60),
            Username = credentials?.GetValueOrDefault("username") is { } user ? Plain(user) : null,
            Password = Lazily(credentials?.GetValueOrDefault("password")),
            SshKey = FilePath(credentials?.GetValueOrDefault("sshKey")),
            KnownHosts = FilePath(credentials?.GetValueOrDefault("knownHosts")),
            IdentityName = identity?.GetValueOrDefault("name")?.Text() ?? "homelab",
            IdentityEmail = identity?.GetValueOrDefault("email")?.Text() ?? "homelab@localhost",
            SigningKey = FilePath(identity?.GetValueOrDefault("signingKey")),
            WebhookSecret = Lazily(fields.GetValueOrDefault("webhookSecret")),
            Forge = fields.GetValueOrDefault("forge") is { } forge ? Forge(forge) : null,
        };
    }

    private ForgeSettings? Forge(ConfigurationNode node)
    {
        var fields = node.Fields(["type", "url", "token"]);
        if (!fields.TryGetValue("type", out var type))
        {
            node.Wrong("'type' is missing: gitea, forgejo, github or gitlab.");
            return null;
        }

        return type.OneOf("gitea", "forgejo", "github", "gitlab") is { } name
            ? new(name, fields.GetValueOrDefault("url") is { } url ? Plain(url) : null, Lazily(fields.GetValueOrDefault("token")))
            : null;
    }

    private SecretSettings? Secret(string name, ConfigurationNode node)
    {
        var fields = node.Fields(["from", "use"]);
        if (!fields.TryGetValue("from", out var from))
        {
            node.Wrong("'from' is missing: ${env:NAME}, ${file:PATH} or sops:FILE#NAME.");
            return null;
        }

        if (from.Text() is not { } text) return null;
        var use = fields.GetValueOrDefault("use")?.Texts() ?? [];
        if (text.StartsWith("sops:", StringComparison.Ordinal))
            return new(name, () => throw new HomelabException($"{file}:{from.Line}: {from.Path}: Secrets from SOPS are not supported yet: use ${{env:NAME}} or ${{file:PATH}}."), [.. use]);
        return new(name, Lazily(from)!, [.. use]);
    }

    private HubSettings Hub(ConfigurationNode node)
    {
        var fields = node.Fields(["listen", "hosts", "tls", "auth"]);
        var tls = fields.GetValueOrDefault("tls")?.Fields(["certificate", "key"]);
        var auth = fields.GetValueOrDefault("auth")?.Fields(["tokens", "oidc"]);
        var hub = new HubSettings
        {
            Hosts = [.. fields.GetValueOrDefault("hosts")?.Texts() ?? []],
            Certificate = FilePath(tls?.GetValueOrDefault("certificate")),
            CertificateKey = FilePath(tls?.GetValueOrDefault("key")),
            HasAuth = auth is { Count: > 0 },
            IsNamed = true,
        };
        return fields.GetValueOrDefault("listen") is { } listen && Listen(listen, hub.HasAuth) is { } address ? hub with { Listen = address } : hub;
    }

    private Uri? Listen(ConfigurationNode node, bool hasAuth)
    {
        if (Plain(node) is not { } text) return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.PathAndQuery is not "/")
        {
            node.Wrong($"'{text}' is not an address to listen on: write http://127.0.0.1:7420.");
            return null;
        }

        if (!ListenAddress.IsLoopback(address) && !hasAuth)
            node.Wrong("The hub listens beyond this machine only with 'hub.auth': add it, or listen on http://127.0.0.1:7420.");
        return address;
    }

    private string? Plain(ConfigurationNode node)
    {
        if (node.Text() is not { } text || Bad(node, text)) return null;
        return references.Plain(text, node.Path, node.Line);
    }

    private string? FilePath(ConfigurationNode? node) => node is not null && Plain(node) is { } path ? Path.GetFullPath(path, folder) : null;

    private Func<Secret<string>>? Lazily(ConfigurationNode? node) =>
        node?.Text() is { } text && !Bad(node, text) ? () => references.Secret(text, node.Path, node.Line) : null;

    private static bool Bad(ConfigurationNode node, string text)
    {
        if (SecretReferences.Malformed(text) is not { } problem) return false;
        node.Wrong(problem);
        return true;
    }

    // git@host:path is an SSH address; a drive letter is not one.
    private static bool IsPath(string url) => !url.Contains("://", StringComparison.Ordinal) && !SshAddress().IsMatch(url);

    [GeneratedRegex("^[a-z0-9][a-z0-9_-]{0,31}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 200)]
    private static partial Regex InstallationName();

    [GeneratedRegex("^[A-Za-z0-9._-]+@[A-Za-z0-9.-]+:", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 200)]
    private static partial Regex SshAddress();
}
