using System.Security.Cryptography;
using System.Text;
using HomelabMcp.Core;

namespace HomelabMcp.Hosting;

/// <summary>Which bearer tokens are known: the hub's store, or the one token of a server that runs alone.</summary>
public interface ITokenTable
{
    /// <summary>
    /// The principal of a token's hash; null when none is known, or it was revoked. Compare hashes with
    /// <see cref="TokenHash.Same"/>.
    /// </summary>
    /// <param name="hash">SHA-256 of the token, 32 bytes.</param>
    /// <param name="cancel">Gives up.</param>
    ValueTask<Principal?> FindAsync(ReadOnlyMemory<byte> hash, CancellationToken cancel);
}

/// <summary>How tokens are kept: as SHA-256 of 256 random bits, which needs no salt and no slow hash.</summary>
public static class TokenHash
{
    /// <summary>SHA-256 of a token's UTF-8 bytes.</summary>
    public static byte[] Of(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Compares in a time that does not depend on where they differ.</summary>
    public static bool Same(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => CryptographicOperations.FixedTimeEquals(a, b);

    /// <summary>A new token: a prefix that scanners for leaked secrets can know, and 256 random bits.</summary>
    public static string NewToken() => $"hl_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}";
}
