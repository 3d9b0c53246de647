using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Proxmox;

/// <summary>
/// What a credential may do, as Proxmox itself computes it. A token without rights sees empty lists and no error, so an
/// empty list is believed only from one that may see everything.
/// </summary>
internal static class ProxmoxRights
{
    private static readonly (string Right, string Path)[] ToRead = [("VM.Audit", "/vms"), ("Pool.Audit", "/pool"), ("Datastore.Audit", "/storage"), ("Sys.Audit", "/nodes")];
    private static readonly (string Right, string Path)[] ToApply = [("VM.Allocate", "/vms"), ("VM.Config.Options", "/vms"), ("VM.PowerMgmt", "/vms"), ("Datastore.AllocateSpace", "/storage")];

    /// <summary>One sentence on what is missing for an access, or null when it suffices.</summary>
    internal static string? Missing(JsonObject permissions, Access access)
    {
        var needed = access is Access.Apply ? ToRead.Concat(ToApply) : ToRead.AsEnumerable();
        var missing = needed.Where(need => !Has(permissions, need.Right, need.Path)).ToList();
        if (missing.Count == 0) return null;
        var lacking = string.Join(", ", missing.Select(need => $"{need.Right} on {need.Path}"));
        return $"The Proxmox credential lacks {lacking}: what it cannot see would look deleted. Grant it a role such as {(access is Access.Apply ? "PVEAdmin" : "PVEAuditor")} on / with propagation (a token with privilege separation needs rights of its own).";
    }

    // Rights on a path come from the nearest path above it that is listed.
    private static bool Has(JsonObject permissions, string right, string path)
    {
        // Older versions know no Pool.Audit on pools that VM.Audit does not cover already.
        var rights = (permissions[path] ?? permissions["/"]) as JsonObject;
        return rights?.ContainsKey(right) is true || (right is "Pool.Audit" && rights?.ContainsKey("VM.Audit") is true);
    }
}
