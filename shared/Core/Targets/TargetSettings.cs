using System.Text.Json.Nodes;

namespace HomelabMcp.Core;

/// <summary>What a credential is for. A process resolves only the ones that its mode needs.</summary>
public enum Access
{
    /// <summary>Reading.</summary>
    Read,
    /// <summary>Day-to-day operations by tools.</summary>
    Operate,
    /// <summary>Applying what was merged.</summary>
    Apply,
}

/// <summary>One target of <c>homelab.yaml</c>.</summary>
public sealed record TargetSettings
{
    /// <summary>Its name, unique in the configuration.</summary>
    public required string Name { get; init; }

    /// <summary>The platform's name, for example <c>proxmox</c>.</summary>
    public required string Platform { get; init; }

    /// <summary>Where it answers.</summary>
    public required Uri Url { get; init; }

    /// <summary>
    /// Gives the credential for an access, resolving <c>${env:…}</c> and <c>${file:…}</c> only now; null where the
    /// configuration names none. Falls back to <c>token</c>.
    /// </summary>
    public required Func<Access, Secret<string>?> Credential { get; init; }

    /// <summary>How its certificate is checked.</summary>
    public TlsSettings Tls { get; init; } = new(null, null);

    /// <summary>
    /// Everything else that stands under the target, for the platform's own options; <c>${…}</c> in it as written, for
    /// <see cref="Resolve"/> when it is needed.
    /// </summary>
    public JsonObject Extra { get; init; } = [];

    /// <summary>Resolves <c>${env:…}</c> and <c>${file:…}</c> in a text of <see cref="Extra"/>; a missing one is refused by name.</summary>
    public Func<string, Secret<string>> Resolve { get; init; } = text => new(text);

    /// <summary>The configuration file's folder: relative paths in <see cref="Extra"/> are relative to it.</summary>
    public string Folder { get; init; } = ".";
}

/// <summary>Trust beyond the system's: there is no way to trust everything.</summary>
/// <param name="Fingerprint">SHA-256 of the server's certificate, <c>AB:CD:…</c>.</param>
/// <param name="CaFile">Full path of a PEM file of the authority that signed it.</param>
/// <param name="ClientCertificate">Full path of our own certificate (PEM), where the target asks for one.</param>
/// <param name="ClientKey">Full path of its key (PEM).</param>
public sealed record TlsSettings(string? Fingerprint, string? CaFile, string? ClientCertificate = null, string? ClientKey = null);

/// <summary>What a connection needs besides the target's own settings.</summary>
/// <param name="Installation">Installation id, part of every mark.</param>
/// <param name="DataFolder">Folder for what a platform keeps on this machine (stacks, volume archives).</param>
/// <param name="Access">Which credential to open it with.</param>
/// <param name="Clock">The clock.</param>
public sealed record ConnectionContext(string Installation, string DataFolder, Access Access, TimeProvider Clock);
