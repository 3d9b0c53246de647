using System.Globalization;

using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.State;
using HomelabMcp.Simulation.Proxmox.Tasks;

namespace HomelabMcp.Simulation.Proxmox.Guests;

/// <summary>POST /nodes/{node}/qemu: a new VM, or one restored from a backup.</summary>
internal static class CreateMachine
{
    private static readonly HashSet<string> NotOptions = new(StringComparer.Ordinal)
    {
        "node", "vmid", "archive", "bwlimit", "force", "ha-managed", "import-working-storage", "live-restore", "pool", "start", "storage", "unique",
    };

    public static void Map(Routes routes) => routes.On("POST /nodes/{node}/qemu", Create);

    private static string Create(Call call)
    {
        var id = call.VmId;
        if (call.Text("pool") is { } pool)
            Pools.DemandAllocation(call, id, pool);
        else if (!call.May($"/vms/{id}", "VM.Allocate"))
            throw ApiError.Forbidden();
        if (call.Text("archive") is { } archive)
            return Restore.Machine(call, archive);
        var options = call.Arguments.Names.Where(name => !NotOptions.Contains(name)).ToDictionary(name => name, name => call.Text(name) ?? throw ApiError.Die($"unable to parse value of '{name}' - got undefined value\n"), StringComparer.Ordinal);
        var cluster = call.Cluster;
        new DriveAllocation(cluster).CheckStorages(GuestKind.Qemu, call.Node, options);
        DemandSpace(call, GuestKind.Qemu, options);
        DemandFree(call, "VM", id);
        var guest = new Guest { Id = id, Kind = GuestKind.Qemu, Node = call.Node, Config = { ["lock"] = "create" } };
        var (start, poolName) = (call.Flag("start"), call.Text("pool"));
        return call.Start("qmcreate", call.Text("vmid")!, new Work(log =>
        {
            Fill(cluster, guest, options, log);
            GuestLock.Release(guest);
            if (start)
                PowerOperations.Run(cluster, guest);
        })
        {
            Begin = log =>
            {
                cluster.State.Guests[id] = guest;
                Pools.Join(cluster.State, poolName, id);
            },
            Undo = () => Discard(cluster, guest),
        });
    }

    /// <exception cref="ApiError">500: the id is taken by a guest of either kind, on any node.</exception>
    public static void DemandFree(Call call, string word, int id)
    {
        if (call.Cluster.Find(id) is { } other)
            throw ApiError.Die($"unable to create {word} {id} - {other.Word} {id} already exists on node '{other.Node}'\n");
    }

    public static void DemandSpace(Call call, GuestKind kind, IReadOnlyDictionary<string, string> options)
    {
        foreach (var drive in Drive.Of(kind, options.Where(option => GuestOptions.HoldsVolume(kind, option.Key)).ToDictionary(StringComparer.Ordinal)))
            if (drive.Wanted is not null && drive.Place is var (storage, _))
                call.Demand($"/storage/{storage}", "Datastore.AllocateSpace");
    }

    public static void Discard(Cluster cluster, Guest guest)
    {
        cluster.State.Guests.Remove(guest.Id);
        Pools.Leave(cluster.State, guest.Id);
        foreach (var storage in cluster.State.Storages.Values)
            foreach (var volume in storage.Volumes.Where(volume => volume.Value.Guest == guest.Id && volume.Value.Content is "images" or "rootdir").ToList())
                storage.Volumes.Remove(volume.Key);
    }

    private static void Fill(Cluster cluster, Guest guest, Dictionary<string, string> options, List<string> log)
    {
        var allocation = new DriveAllocation(cluster);
        foreach (var (option, value) in options.OrderBy(option => option.Key, StringComparer.Ordinal))
            guest.Config[option] = option switch
            {
                "tags" => Tags.Normalise(cluster.State, value),
                "description" => value.TrimEnd('\n'),
                _ when GuestOptions.HoldsVolume(GuestKind.Qemu, option) => allocation.Settle(guest, option, value, log),
                _ when GuestOptions.IsNet(option) => ConfigChange.NetworkCard(cluster, GuestKind.Qemu, option, value),
                _ => value,
            };
        guest.Config.TryAdd("boot", BootOrder(guest));
        guest.Config["meta"] = $"creation-qemu=10.1.2,ctime={cluster.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}";
        guest.Config.TryAdd("smbios1", $"uuid={cluster.NewUuid()}");
        if (guest.Config.GetValueOrDefault("vmgenid") is null or "1")
            guest.Config["vmgenid"] = cluster.NewUuid();
        else if (guest.Config["vmgenid"] is "0")
            guest.Config.Remove("vmgenid");
    }

    /// <summary>First disk, first CD-ROM, first network card; a blank where there is none.</summary>
    private static string BootOrder(Guest guest)
    {
        var drives = Drive.Of(guest).Where(drive => !GuestOptions.IsUnused(drive.Option) && drive.Option is not ("efidisk0" or "tpmstate0")).ToList();
        string?[] devices =
        [
            drives.Find(drive => !drive.IsCdrom)?.Option,
            drives.Find(drive => drive is { IsCdrom: true, IsCloudInit: false })?.Option,
            guest.Config.Keys.FirstOrDefault(GuestOptions.IsNet),
        ];
        var order = string.Join(';', devices.Where(device => device is not null));
        return order.Length == 0 ? " " : $"order={order}";
    }
}
