using System.Collections.Immutable;
using HomelabMcp.Engine;
using HomelabMcp.Store;

namespace HomelabMcp.Reconciler;

/// <summary>Adds to drift who made it and when, where the platform's own records tell.</summary>
internal static class Blame
{
    public static ImmutableArray<ResourceStatus> On(ImmutableArray<ResourceStatus> resources, Observer observer, ResourceRecords records) =>
        resources.Any(status => status.State is ResourceState.Drifted or ResourceState.Missing)
            ? [.. resources.Select(status => status.State is ResourceState.Drifted or ResourceState.Missing ? With(status, observer, records) : status)]
            : resources;

    private static ResourceStatus With(ResourceStatus status, Observer observer, ResourceRecords records)
    {
        var id = status.Live?.Id ?? records.Verified.GetValueOrDefault(status.Key)?.LiveId;
        var who = id is null ? "" : observer.Blame(status.Key.Target, id);
        return who is "" ? status : status with { Reason = $"{status.Reason.TrimEnd('.')}; {who}." };
    }
}
