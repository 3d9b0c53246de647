using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HomelabMcp.Core;

namespace HomelabMcp.Hub.Web;

/// <summary>The hub's own certificate.</summary>
internal static class Certificates
{
    /// <summary>Loads a PEM pair, or a PFX file without a password.</summary>
    public static X509Certificate2 Load(string certificate, string? key)
    {
        try
        {
            return key is not null
                ? X509Certificate2.CreateFromPemFile(certificate, key)
                : X509CertificateLoader.LoadPkcs12FromFile(certificate, null);
        }
        catch (Exception unusable) when (unusable is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new HomelabException($"The certificate {certificate} cannot be used ({unusable.Message}): 'hub.tls' takes 'certificate' and 'key' as PEM files, or a PFX file without a password as 'certificate'.", unusable);
        }
    }
}
