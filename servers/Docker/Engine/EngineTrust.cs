using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HomelabMcp.Docker;

/// <summary>Which certificates are believed: the pinned one, those of the named authority, or the system's.</summary>
internal static class EngineTrust
{
    public static void Apply(SocketsHttpHandler handler, DockerOptions options)
    {
        if (options.ClientCertificate() is { } own)
            handler.SslOptions.ClientCertificates = [own];
        if (options.Tls.Fingerprint is { } fingerprint)
        {
            var wanted = Convert.FromHexString(fingerprint.Replace(":", "", StringComparison.Ordinal));
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                certificate is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(certificate.GetRawCertData()), wanted);
        }
        else if (options.Tls.CaFile is { } file)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(file);
            handler.SslOptions.CertificateChainPolicy = policy;
        }
    }
}
