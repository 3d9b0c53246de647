using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.PropertyStrings;
using HomelabMcp.Simulation.Proxmox.State;

namespace HomelabMcp.Simulation.Proxmox.Guests;

/// <summary>What only root by password may give a container; a token of root's may not.</summary>
internal static class ContainerRules
{
    public static void CheckRestricted(Call call, bool unprivileged, string option, string? value, string? old)
    {
        if (call.Caller.Id is "root@pam")
            return;
        if (option is "features")
            CheckFeatures(call, unprivileged, value, old);
        else if (GuestOptions.IsMountPoint(option) && value?.StartsWith('/') == true)
            throw ApiError.Forbidden("mount point type bind is only allowed for root@pam");
    }

    private static void CheckFeatures(Call call, bool unprivileged, string? value, string? old)
    {
        var next = Parse(value);
        var before = Parse(old);
        var nestingOnly = next.Keys.Concat(before.Keys).Where(key => next.GetValueOrDefault(key, "0") != before.GetValueOrDefault(key, "0")).All(key => key is "nesting");
        if (!nestingOnly || !unprivileged)
            throw ApiError.Forbidden("changing feature flags (except nesting) is only allowed for root@pam");
        call.Demand($"/vms/{call.VmId}", "VM.Allocate");
    }

    private static SortedDictionary<string, string> Parse(string? features) =>
        PropertyString.Parse(GuestOptions.FormatOf(GuestKind.Lxc, "features")!, features ?? "");
}
