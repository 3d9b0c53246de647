using System.Security.Cryptography.X509Certificates;
using HomelabMcp.Core;

namespace HomelabMcp.Docker;

/// <summary>Where an engine answers and how it is trusted, checked before anything is opened.</summary>
internal sealed record DockerOptions
{
    private static readonly string[] Schemes = ["unix", "tcp", "http", "https", "npipe"];
    /// <summary>Keys of a target beside the common ones: PEM files of a client certificate.</summary>
    public static readonly IReadOnlyList<string> Keys = ["cert", "key"];

    public required string Target { get; init; }

    public required Uri Endpoint { get; init; }

    public required TlsSettings Tls { get; init; }

    /// <summary>PEM files of a client certificate; both or none.</summary>
    public string? Certificate { get; init; }

    public string? CertificateKey { get; init; }

    public bool UsesTls => Endpoint.Scheme == "https" || Certificate is not null || Tls.CaFile is not null || Tls.Fingerprint is not null;

    /// <summary>Whether the engine's file system is this machine's, so that relative bind mounts can mean something.</summary>
    public bool IsLocal => Endpoint.Scheme is "unix" or "npipe" || Endpoint.IsLoopback;

    /// <summary>The address as the docker command wants it in DOCKER_HOST.</summary>
    public string DockerHost => Endpoint.Scheme switch
    {
        "unix" => $"unix://{Endpoint.AbsolutePath}",
        "npipe" => Endpoint.OriginalString,
        _ => $"tcp://{Endpoint.Host}:{Endpoint.Port}",
    };

    /// <exception cref="HomelabException">The address or a key under the target is of no use; the sentence says what is valid.</exception>
    public static DockerOptions From(TargetSettings settings)
    {
        var url = settings.Url;
        if (url.Scheme == "ssh")
        {
            throw new HomelabException($"Target '{settings.Name}': ssh:// is not supported; forward the engine's socket "
                + $"(ssh -N -L /run/user/1000/docker.sock:/var/run/docker.sock {url.Authority}) and name it as unix:///run/user/1000/docker.sock.");
        }
        if (!Schemes.Contains(url.Scheme))
            throw new HomelabException($"Target '{settings.Name}': '{url.Scheme}://' is no address of a Docker Engine: {Nearest.Hint(url.Scheme, ["unix", "tcp", "https", "npipe"])}.");
        foreach (var (key, _) in settings.Extra)
        {
            if (!Keys.Contains(key))
                throw new HomelabException($"Target '{settings.Name}': '{key}' is no setting of a Docker target: {Nearest.Hint(key, [.. Keys, "url", "platform", "tls"])}.");
        }
        var (certificate, privateKey) = (settings.Extra["cert"]?.GetValue<string>(), settings.Extra["key"]?.GetValue<string>());
        if (certificate is null != privateKey is null)
            throw new HomelabException($"Target '{settings.Name}': a client certificate needs both 'cert' and 'key'.");
        return new DockerOptions { Target = settings.Name, Endpoint = url, Tls = settings.Tls, Certificate = certificate, CertificateKey = privateKey };
    }

    public X509Certificate2? ClientCertificate() =>
        Certificate is null ? null : X509Certificate2.CreateFromPemFile(Certificate, CertificateKey);
}
