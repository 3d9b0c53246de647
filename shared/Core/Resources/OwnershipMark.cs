using System.Security.Cryptography;
using System.Text;

namespace HomelabMcp.Core;

/// <summary>
/// The sign on a live object that says which installation made it and for which resource.
/// It is written inside the create call, in whatever form the platform keeps.
/// </summary>
/// <param name="Installation">Installation id of <c>homelab.yaml</c>.</param>
/// <param name="Hash">Twelve hexadecimal digits over the resource's key and the scope.</param>
public readonly record struct OwnershipMark(string Installation, string Hash)
{
    /// <summary>The mark for a resource.</summary>
    /// <param name="installation">Installation id.</param>
    /// <param name="key">The resource.</param>
    /// <param name="scope">
    /// An identifier that a copy of the live object cannot share (the VMID of a guest), so that a clone which
    /// inherited the sign is not taken for ours; empty where the platform copies no signs.
    /// </param>
    public static OwnershipMark For(string installation, ResourceKey key, string scope = "")
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{key}\n{scope}"));
        return new(installation, Convert.ToHexStringLower(bytes.AsSpan(0, 6)));
    }

    /// <summary><c>hl.installation.hash</c>: short, lower-case, legal as a Proxmox tag.</summary>
    public override string ToString() => $"hl.{Installation}.{Hash}";

    /// <summary>Reads the form of <see cref="ToString"/>.</summary>
    public static bool TryParse(string text, out OwnershipMark mark)
    {
        mark = default;
        if (!text.StartsWith("hl.", StringComparison.Ordinal)) return false;
        var dot = text.LastIndexOf('.');
        if (dot <= 3 || text.Length - dot - 1 != 12) return false;
        mark = new(text[3..dot], text[(dot + 1)..]);
        return true;
    }
}
