using System.Globalization;

using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.PropertyStrings;
using HomelabMcp.Simulation.Proxmox.State;
using HomelabMcp.Simulation.Proxmox.Storages;
using HomelabMcp.Simulation.Proxmox.Tasks;

namespace HomelabMcp.Simulation.Proxmox.Guests;

/// <summary>Full clones, linked clones of templates, and making a template.</summary>
internal static class Clone
{
    public static void Map(Routes routes)
    {
        routes.On("POST /nodes/{node}/qemu/{vmid}/clone", call => Start(call, GuestKind.Qemu));
        routes.On("POST /nodes/{node}/lxc/{vmid}/clone", call => Start(call, GuestKind.Lxc));
        routes.On("POST /nodes/{node}/qemu/{vmid}/template", call => Template(call, GuestKind.Qemu));
        routes.On("POST /nodes/{node}/lxc/{vmid}/template", call => Template(call, GuestKind.Lxc));
    }

    private static string Start(Call call, GuestKind kind)
    {
        var (cluster, source, target) = (call.Cluster, call.Guest(kind), (int)call.Arguments.Integer("newid")!);
        var full = call.Arguments.Contains("full") ? call.Flag("full") : !source.IsTemplate;
        var (node, storage, pool) = (call.Text("target") ?? source.Node, call.Text("storage"), call.Text("pool"));
        GuestLock.Check(source);
        if (cluster.Find(target) is not null)
            throw ApiError.Die($"unable to create {source.Word} {target}: config file already exists\n");
        if (!cluster.State.Nodes.ContainsKey(node))
            throw ApiError.Die($"no such cluster node '{node}'\n");
        var config = call.Text("snapname") is { } snapshot ? ConfigView.Find(source, snapshot).Config : source.Config;
        if (!full && !source.IsTemplate)
            throw ApiError.Die($"Linked clone feature is not supported for drive '{Drive.Of(kind, config).FirstOrDefault()?.Volume}' ({Drive.Of(kind, config).FirstOrDefault()?.Option})\n");
        if (storage is not null && !full)
            throw ApiError.Parameter("storage", "parameter 'storage' not allowed for linked clones");
        var guest = new Guest { Id = target, Kind = kind, Node = node, Config = { ["lock"] = "create" } };
        return call.Start(kind == GuestKind.Qemu ? "qmclone" : "vzclone", call.Text("vmid")!, new Work(log =>
        {
            GuestLock.Release(source);
            if (kind == GuestKind.Qemu)
                log.Add($"creating a clone of VM {source.Id} with ID {target}");
            Copy(cluster, config, guest, full, storage, log);
            Rename(call, guest);
        })
        {
            Begin = log =>
            {
                cluster.State.Guests[target] = guest;
                Pools.Join(cluster.State, pool, target);
                if (!source.IsTemplate)
                    GuestLock.Take(source, kind == GuestKind.Qemu ? "clone" : "disk");
            },
            Undo = () =>
            {
                GuestLock.Release(source);
                CreateMachine.Discard(cluster, guest);
            },
        });
    }

    private static void Copy(Cluster cluster, SortedDictionary<string, string> source, Guest guest, bool full, string? storageId, List<string> log)
    {
        guest.Config = new SortedDictionary<string, string>(source, StringComparer.Ordinal);
        foreach (var option in guest.Config.Keys.Where(option => option is "lock" or "template" or "parent" or "snaptime" or "protection" || GuestOptions.IsUnused(option)).ToList())
            guest.Config.Remove(option);
        foreach (var drive in Drive.Of(guest).Where(drive => drive.Place is not null && (!drive.IsCdrom || drive.IsCloudInit)).ToList())
            guest.Config[drive.Option] = full || drive.IsCloudInit
                ? CopyDrive(cluster, guest, drive, storageId, log)
                : Link(cluster, guest, drive, log);
        foreach (var (option, value) in guest.Config.Where(option => GuestOptions.IsNet(option.Key)).ToList())
            guest.Config[option] = WithNewAddress(cluster, guest.Kind, option, value);
        if (guest.Kind == GuestKind.Qemu)
        {
            guest.Config["vmgenid"] = cluster.NewUuid();
            guest.Config["smbios1"] = $"uuid={cluster.NewUuid()}";
        }
    }

    private static string CopyDrive(Cluster cluster, Guest guest, Drive drive, string? storageId, List<string> log)
    {
        var volumes = new Volumes(cluster);
        var storage = volumes.Check(storageId ?? drive.Place!.Value.Storage, guest.Node, guest.Kind == GuestKind.Lxc ? "rootdir" : "images");
        log.Add(guest.Kind == GuestKind.Qemu ? $"create full clone of drive {drive.Option} ({drive.Volume})" : $"create full clone of mountpoint {drive.Option} ({drive.Volume})");
        var format = drive.Volume.EndsWith(".qcow2", StringComparison.Ordinal) ? "qcow2" : null;
        var size = drive.IsCloudInit ? 4L << 20 : drive.Size;
        drive.Volume = volumes.Create(storage, guest.Kind, guest.Node, guest.Id, size, format, drive.IsCloudInit ? "cloudinit" : null, log).Id;
        if (guest.Kind == GuestKind.Qemu && !drive.IsCloudInit)
        {
            log.Add($"allocated target volume '{drive.Volume}'");
            log.Add($"transferred 0.0 B of {Gibibytes(size)} (0.00%)");
            log.Add($"transferred {Gibibytes(size)} of {Gibibytes(size)} (100.00%)");
        }
        return drive.ToString();
    }

    public static string Gibibytes(long size) => size < 1L << 30
        ? (size / (double)(1L << 20)).ToString("0.0", CultureInfo.InvariantCulture) + " MiB"
        : (size / (double)(1L << 30)).ToString("0.0", CultureInfo.InvariantCulture) + " GiB";

    private static string Link(Cluster cluster, Guest guest, Drive drive, List<string> log)
    {
        var volumes = new Volumes(cluster);
        var (storageId, name) = drive.Place!.Value;
        var storage = volumes.Storage(storageId);
        var parent = volumes.Find(guest.Node, drive.Volume) ?? throw new TaskFailure($"volume '{drive.Volume}' does not exist");
        var linked = volumes.Linked(storage, parent, guest.Kind, guest.Node, guest.Id);
        log.Add(guest.Kind == GuestKind.Qemu ? $"create linked clone of drive {drive.Option} ({drive.Volume})" : $"create linked clone of mountpoint {drive.Option} ({drive.Volume})");
        if (storage.HoldsFiles)
        {
            var file = linked.Id.Split('/')[^1];
            log.Add($"clone {name}: images, {file}, {guest.Id} to {file} (base=../{name})");
            log.Add($"Formatting '{Volumes.PathOf(storage, $"{guest.Id}/{file}")}', fmt=qcow2 cluster_size=131072 extended_l2=on preallocation=metadata compression_type=zlib size={linked.Size} backing_file=../{name} backing_fmt=qcow2 lazy_refcounts=off refcount_bits=16");
        }
        drive.Volume = linked.Id;
        return drive.ToString();
    }

    public static string WithNewAddress(Cluster cluster, GuestKind kind, string option, string value)
    {
        var format = GuestOptions.FormatOf(kind, option)!;
        var card = PropertyString.Parse(format, value);
        card[kind == GuestKind.Qemu ? "macaddr" : "hwaddr"] = cluster.NewMac();
        return PropertyString.Print(format, card);
    }

    private static void Rename(Call call, Guest guest)
    {
        var option = guest.Kind == GuestKind.Qemu ? "name" : "hostname";
        if (call.Text(option) is { } name)
            guest.Config[option] = name;
        else if (guest.Kind == GuestKind.Qemu)
            guest.Config["name"] = $"Copy-of-VM-{guest.Config.GetValueOrDefault("name", guest.Id.ToString(CultureInfo.InvariantCulture))}";
        if (call.Text("description") is { } description)
            guest.Config["description"] = description.TrimEnd('\n');
    }

    private static string? Template(Call call, GuestKind kind)
    {
        var (cluster, guest) = (call.Cluster, call.Guest(kind));
        GuestLock.Check(guest);
        if (guest.Snapshots.Count > 0)
            throw ApiError.Die($"unable to create template, because {guest.Word} contains snapshots\n");
        if (guest.IsTemplate && call.Text("disk") is null)
            throw ApiError.Die("you can't convert a template to a template\n");
        if (guest.IsRunning)
            throw ApiError.Die($"you can't convert a {(kind == GuestKind.Qemu ? "VM" : "CT")} to template if the {(kind == GuestKind.Qemu ? "VM" : "CT")} is running\n");
        if (kind == GuestKind.Lxc)
        {
            Convert(cluster, guest);
            return null;
        }
        return call.Start("qmtemplate", call.Text("vmid")!, new Work(log => Convert(cluster, guest)) { Begin = log => guest.Config["template"] = "1" });
    }

    private static void Convert(Cluster cluster, Guest guest)
    {
        guest.Config["template"] = "1";
        var volumes = new Volumes(cluster);
        foreach (var drive in Drive.Of(guest).Where(drive => drive.Place is not null && !drive.IsCdrom).ToList())
        {
            if (volumes.Find(guest.Node, drive.Volume) is not { Parent: null } volume)
                continue;
            volumes.Remove(guest.Node, volume.Id);
            drive.Volume = volume.Id.Replace($"vm-{guest.Id}-", $"base-{guest.Id}-", StringComparison.Ordinal).Replace($"subvol-{guest.Id}-", $"basevol-{guest.Id}-", StringComparison.Ordinal);
            volumes.Add(new Volume { Id = drive.Volume, Node = volume.Node, Content = volume.Content, Format = volume.Format, Size = volume.Size, Used = volume.Used, Created = volume.Created, Guest = guest.Id });
            guest.Config[drive.Option] = drive.ToString();
        }
    }
}
