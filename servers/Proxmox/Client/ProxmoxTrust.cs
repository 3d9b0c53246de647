using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HomelabMcp.Core;

namespace HomelabMcp.Proxmox;

/// <summary>
/// Decides whether a server's certificate is the right one: the pinned fingerprint where there is one, else the named
/// authority, else the system's. Nothing here trusts everything.
/// </summary>
internal sealed class ProxmoxTrust
{
    private readonly byte[]? fingerprint;
    private readonly X509Certificate2Collection? authorities;
    private volatile string? refused;

    internal ProxmoxTrust(TlsSettings settings)
    {
        fingerprint = settings.Fingerprint is null ? null : ReadFingerprint(settings.Fingerprint);
        authorities = settings.CaFile is null ? null : ReadAuthorities(settings.CaFile);
    }

    /// <summary>Fingerprint of the certificate refused last, for the error that asks a human to check it.</summary>
    internal string? Refused => refused;

    internal bool Accepts(X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (certificate is null) return false;
        var seen = SHA256.HashData(certificate.GetRawCertData());
        var accepted = fingerprint is not null
            ? CryptographicOperations.FixedTimeEquals(seen, fingerprint)
            : errors is SslPolicyErrors.None || IsSignedByAuthority(certificate, errors);
        refused = accepted ? null : string.Join(':', Convert.ToHexString(seen).Chunk(2).Select(pair => new string(pair)));
        return accepted;
    }

    private bool IsSignedByAuthority(X509Certificate certificate, SslPolicyErrors errors)
    {
        if (authorities is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) is not SslPolicyErrors.None) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var copy = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(copy);
    }

    private static byte[] ReadFingerprint(string text)
    {
        var digits = text.Replace(":", "", StringComparison.Ordinal).Trim();
        if (digits.Length != 64 || !digits.All(char.IsAsciiHexDigit))
            throw new HomelabException("tls.fingerprint must be the SHA-256 of the certificate: 32 pairs of hexadecimal digits, AA:BB:….");
        return Convert.FromHexString(digits);
    }

    private static X509Certificate2Collection ReadAuthorities(string file)
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPemFile(file);
        }
        catch (Exception error) when (error is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw new HomelabException($"tls.ca: '{file}' cannot be read as PEM certificates.", error);
        }

        return found.Count > 0 ? found : throw new HomelabException($"tls.ca: '{file}' holds no certificate.");
    }
}
