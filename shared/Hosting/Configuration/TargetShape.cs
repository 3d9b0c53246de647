using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Hosting;

/// <summary>What may stand under one target.</summary>
internal sealed class TargetShape(string folder, SecretReferences references, IReadOnlyList<IPlatform> platforms)
{
    private static readonly string[] Common = ["platform", "url", "token", "credentials", "tls"];

    // The platforms that the file format knows. A process that was built without one passes over its targets' own keys.
    private static readonly string[] Known = ["proxmox", "netbox", "homeassistant", "traefik", "wikijs", "docker"];

    public TargetSettings? Read(string name, ConfigurationNode node)
    {
        var all = node.Fields(null);
        if (!all.TryGetValue("platform", out var platformNode))
        {
            node.Wrong($"'platform' is missing: {string.Join(", ", Known)}.");
            return null;
        }

        if (platformNode.OneOf([.. Known.Union(platforms.Select(platform => platform.Name))]) is not { } platform) return null;
        var mine = platforms.FirstOrDefault(one => one.Name == platform);
        var fields = mine is null ? all : node.Fields([.. Common, .. mine.TargetKeys]);
        if (!fields.TryGetValue("url", out var urlNode))
        {
            node.Wrong("'url' is missing: where the system answers.");
            return null;
        }

        var credentials = Credentials(fields);
        var tls = fields.GetValueOrDefault("tls") is { } trust ? Tls(trust) : new TlsSettings(null, null);
        if (Url(urlNode, resolve: mine is not null || platforms.Count is 0) is not { } url) return null;
        return new()
        {
            Name = name,
            Platform = platform,
            Url = url,
            Credential = credentials,
            Tls = tls,
            Extra = new JsonObject(fields.Where(field => !Common.Contains(field.Key)).Select(field => KeyValuePair.Create(field.Key, field.Value.Json()))),
            Resolve = text => references.Secret(text, node.Path, node.Line),
            Folder = folder,
        };
    }

    private Uri? Url(ConfigurationNode node, bool resolve)
    {
        if (node.Text() is not { } text || Bad(node, text)) return null;
        // Another platform's variables need not be set for this process.
        if (!resolve && text.Contains("${", StringComparison.Ordinal)) return new Uri("http://unresolved.invalid");
        var plain = references.Plain(text, node.Path, node.Line);
        if (Uri.TryCreate(plain, UriKind.Absolute, out var url) && plain.Contains(':', StringComparison.Ordinal) && url.Scheme is not "file") return url;
        node.Wrong($"'{plain}' is not an address: write https://HOST:PORT, or unix:///PATH for a socket.");
        return null;
    }

    private Func<Access, Secret<string>?> Credentials(IReadOnlyDictionary<string, ConfigurationNode> fields)
    {
        var each = fields.GetValueOrDefault("credentials")?.Fields(["read", "operate", "apply"]);
        var token = Written(fields.GetValueOrDefault("token"));
        var written = new Dictionary<Access, (string Text, ConfigurationNode At)?>
        {
            [Access.Read] = Written(each?.GetValueOrDefault("read")) ?? token,
            [Access.Operate] = Written(each?.GetValueOrDefault("operate")) ?? token,
            [Access.Apply] = Written(each?.GetValueOrDefault("apply")) ?? token,
        };
        return access => written[access] is var (text, at) ? references.Secret(text, at.Path, at.Line) : null;
    }

    private static (string Text, ConfigurationNode At)? Written(ConfigurationNode? node) =>
        node?.Text() is { } text && !Bad(node, text) ? (text, node) : null;

    private TlsSettings Tls(ConfigurationNode node)
    {
        var fields = node.Fields(["fingerprint", "ca", "certificate", "key"]);
        return new(Fingerprint(fields.GetValueOrDefault("fingerprint")), FilePath(fields, "ca"), FilePath(fields, "certificate"), FilePath(fields, "key"));
    }

    private static string? Fingerprint(ConfigurationNode? node)
    {
        if (node?.Text() is not { } text) return null;
        var digits = text.Replace(":", "", StringComparison.Ordinal);
        if (digits.Length is 64 && digits.All(char.IsAsciiHexDigit)) return text;
        node.Wrong("A fingerprint is the SHA-256 of the certificate: 32 pairs of hexadecimal digits with colons between.");
        return null;
    }

    private string? FilePath(IReadOnlyDictionary<string, ConfigurationNode> fields, string key) =>
        fields.GetValueOrDefault(key)?.Text() is { } path ? Path.GetFullPath(path, folder) : null;

    private static bool Bad(ConfigurationNode node, string text)
    {
        if (SecretReferences.Malformed(text) is not { } problem) return false;
        node.Wrong(problem);
        return true;
    }
}
