using System.Globalization;

using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.State;

namespace HomelabMcp.Simulation.Proxmox.Storages;

/// <summary>Volumes of storages: naming, making, finding, removing.</summary>
internal sealed class Volumes(Cluster cluster)
{
    /// <exception cref="ApiError">500: no such storage.</exception>
    public StorageState Storage(string id) => cluster.Storage(id) ?? throw ApiError.Die($"storage '{id}' does not exist\n");

    public Volume? Find(string node, string volumeId)
    {
        var storage = cluster.Storage(volumeId.Split(':', 2)[0]);
        return storage?.Volumes.GetValueOrDefault(storage.Key(node, volumeId));
    }

    public void Add(Volume volume)
    {
        var storage = Storage(volume.Id.Split(':', 2)[0]);
        storage.Volumes[storage.Key(volume.Node, volume.Id)] = volume;
    }

    public bool Remove(string node, string volumeId)
    {
        var storage = cluster.Storage(volumeId.Split(':', 2)[0]);
        return storage?.Volumes.Remove(storage.Key(node, volumeId)) == true;
    }

    /// <summary>Refuses a storage that is missing, not on the node, or not for such content.</summary>
    public StorageState Check(string id, string node, string content)
    {
        var storage = Storage(id);
        if (storage.Options.GetValueOrDefault("disable") is "1")
            throw ApiError.Die($"storage '{id}' is disabled\n");
        if (!storage.IsOn(node))
            throw ApiError.Die($"storage '{id}' is not available on node '{node}'\n");
        if (!storage.Content.Contains(content, StringComparer.Ordinal))
            throw ApiError.Die(content switch
            {
                "rootdir" => $"storage '{id}' does not support container directories\n",
                "images" => $"storage '{id}' does not support vm images\n",
                _ => $"storage '{id}' does not support content-type '{content}'\n",
            });
        return storage;
    }

    /// <summary>A new image for a guest, named <c>disk-N</c> unless a suffix is given; containers get subvolumes on ZFS. Its log lines go where the task's do.</summary>
    public Volume Create(StorageState storage, GuestKind kind, string node, int guest, long size, string? format, string? suffix, List<string> log)
    {
        var chosen = storage.HoldsFiles ? format ?? "raw" : storage.Type is "zfspool" && kind == GuestKind.Lxc ? "subvol" : "raw";
        var number = guest.ToString(CultureInfo.InvariantCulture);
        var prefix = chosen is "subvol" ? "subvol" : "vm";
        var name = suffix is null ? FreeName(storage, node, number, prefix, chosen) : Name(storage, number, $"{prefix}-{number}-{suffix}", chosen);
        var volume = new Volume
        {
            Id = $"{storage.Id}:{name}",
            Node = node,
            Content = kind == GuestKind.Lxc ? "rootdir" : "images",
            Format = chosen,
            Size = size,
            Used = storage.HoldsFiles && chosen is "raw" ? 0 : size / 8,
            Created = cluster.Now.ToUnixTimeSeconds(),
            Guest = guest,
        };
        Add(volume);
        log.AddRange(Announce(storage, volume, size));
        return volume;
    }

    public Volume Linked(StorageState storage, Volume parent, GuestKind kind, string node, int guest)
    {
        var number = guest.ToString(CultureInfo.InvariantCulture);
        var prefix = parent.Format is "subvol" ? "subvol" : "vm";
        var free = FreeName(storage, node, number, prefix, parent.Format);
        var volume = new Volume
        {
            Id = $"{parent.Id}/{free}",
            Node = node,
            Content = kind == GuestKind.Lxc ? "rootdir" : "images",
            Format = parent.Format,
            Size = parent.Size,
            Created = cluster.Now.ToUnixTimeSeconds(),
            Guest = guest,
            Parent = parent.Id,
        };
        Add(volume);
        return volume;
    }

    public static string PathOf(StorageState storage, string name) => storage.HoldsFiles
        ? $"{storage.Options.GetValueOrDefault("path", "/mnt/pve/" + storage.Id)}/images/{name}"
        : $"/dev/{storage.Options.GetValueOrDefault("vgname", storage.Options.GetValueOrDefault("pool", storage.Id))}/{name}";

    private static IEnumerable<string> Announce(StorageState storage, Volume volume, long size)
    {
        var name = volume.Id[(storage.Id.Length + 1)..];
        if (storage.HoldsFiles)
            yield return volume.Format is "qcow2"
                ? $"Formatting '{PathOf(storage, name)}', fmt=qcow2 cluster_size=65536 extended_l2=off preallocation=metadata compression_type=zlib size={size} lazy_refcounts=off refcount_bits=16"
                : $"Formatting '{PathOf(storage, name)}', fmt={volume.Format} size={size} preallocation=off";
        else if (storage.Type is "lvmthin" or "lvm")
            yield return $"  Logical volume \"{name}\" created.";
    }

    private static string FreeName(StorageState storage, string node, string guest, string prefix, string format)
    {
        var taken = storage.On(node).Select(volume => volume.Id.Split([':', '/'])[^1].Split('.')[0].Replace("base-", "vm-", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        var index = 0;
        while (taken.Contains($"{prefix}-{guest}-disk-{index}"))
            index++;
        return Name(storage, guest, $"{prefix}-{guest}-disk-{index}", format);
    }

    private static string Name(StorageState storage, string guest, string name, string format) =>
        storage.HoldsFiles ? $"{guest}/{name}.{format}" : name;
}
