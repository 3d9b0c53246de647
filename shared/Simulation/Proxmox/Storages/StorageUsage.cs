using HomelabMcp.Simulation.Proxmox.State;

namespace HomelabMcp.Simulation.Proxmox.Storages;

internal static class StorageUsage
{
    /// <summary>Bytes in use on a node: what is listed, as far as it takes room, and the rest.</summary>
    public static long Of(StorageState storage, string node) =>
        Math.Min(storage.Total, storage.Base + storage.On(node).Sum(volume => volume.Used == 0 && volume.Content is "images" or "rootdir" ? volume.Size / 4 : volume.Content is "images" or "rootdir" ? volume.Used : volume.Size));

    /// <summary>A believable amount for a storage that has been in use: a bit less than half.</summary>
    public static double Fraction(long used, long total) => total == 0 ? 0 : Math.Round(used / (double)total, 15);
}
