using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>The secrets of <c>homelab.yaml</c>: what they are, who may use them, and how they look in a plan.</summary>
public sealed class SecretBook
{
    private readonly ImmutableDictionary<string, SecretEntry> entries;
    private readonly byte[] key;

    /// <summary>A book of secrets.</summary>
    /// <param name="entries">By name.</param>
    /// <param name="key">Key of the fingerprints; kept by the installation, so that nobody can test guesses against a plan.</param>
    public SecretBook(IEnumerable<SecretEntry> entries, byte[] key)
    {
        this.entries = entries.ToImmutableDictionary(entry => entry.Name, StringComparer.Ordinal);
        this.key = key;
    }

    /// <summary>No secrets.</summary>
    public static SecretBook Empty { get; } = new([], []);

    /// <summary>The names, for errors that list the valid ones.</summary>
    public IReadOnlyCollection<string> Names => [.. entries.Keys];

    /// <summary>A secret by name, or null.</summary>
    public SecretEntry? Find(string name) => entries.GetValueOrDefault(name);

    /// <summary>How a secret appears wherever people or programs read: its name and a keyed fingerprint of its value.</summary>
    public string Fingerprint(SecretEntry entry)
    {
        var hash = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(entry.Value.Reveal()));
        return $"secret:{entry.Name}#{Convert.ToHexStringLower(hash.AsSpan(0, 6))}";
    }
}

/// <summary>One secret.</summary>
/// <param name="Name">What manifests call it: <c>${secret:NAME}</c>.</param>
/// <param name="Value">Its value.</param>
/// <param name="Use">The resources that may use it, as <c>kind/name</c> or <c>kind/name@target</c>.</param>
public sealed record SecretEntry(string Name, Secret<string> Value, ImmutableArray<string> Use)
{
    /// <summary>Whether a resource may use it.</summary>
    public bool Allows(ResourceKey key) => Use.Contains(key.Short) || Use.Contains(key.ToString());
}
