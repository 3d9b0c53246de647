using System.Globalization;

using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.State;
using HomelabMcp.Simulation.Proxmox.Tasks;

namespace HomelabMcp.Simulation.Proxmox.Storages;

/// <summary>A node's storages, their state and content.</summary>
internal static class StorageEndpoints
{
    public static void Map(Routes routes)
    {
        const string Root = "/nodes/{node}/storage";
        routes.On($"GET {Root}", List);
        routes.On($"GET {Root}/{{storage}}", _ => Index.Sub("content", "download-url", "file-restore", "identity", "oci-registry-pull", "prunebackups", "rrd", "rrddata", "status", "upload", "import-metadata"));
        routes.On($"GET {Root}/{{storage}}/status", call =>
        {
            var row = Describe(Find(call), call.Node, fraction: false);
            row.Remove("storage");
            return row;
        });
        routes.On($"GET {Root}/{{storage}}/content", Content);
        routes.On($"GET {Root}/{{storage}}/content/{{volume}}", One);
        routes.On($"PUT {Root}/{{storage}}/content/{{volume}}", Update);
        routes.On($"DELETE {Root}/{{storage}}/content/{{volume}}", Delete);
    }

    private static List<Row> List(Call call)
    {
        var content = call.Arguments.List("content");
        return [.. call.State.Storages.Values
            .Where(storage => storage.IsOn(call.Node)
                && (call.Text("storage") is not { } only || only == storage.Id)
                && (content.Count == 0 || content.Any(kind => storage.Content.Contains(kind, StringComparer.Ordinal)))
                && call.Cluster.Rights.HasAny(call.Caller, $"/storage/{storage.Id}", ["Datastore.Audit", "Datastore.AllocateSpace"]))
            .Select(storage => Describe(storage, call.Node, fraction: true))];
    }

    private static Row Describe(StorageState storage, string node, bool fraction)
    {
        var used = StorageUsage.Of(storage, node);
        var row = new Row
        {
            ["storage"] = storage.Id,
            ["type"] = storage.Type,
            ["content"] = string.Join(',', storage.Content),
            ["active"] = 1,
            ["enabled"] = storage.Options.GetValueOrDefault("disable") is "1" ? 0 : 1,
            ["shared"] = storage.Shared ? 1 : 0,
            ["total"] = storage.Total,
            ["used"] = used,
            ["avail"] = storage.Total - used,
        };
        if (fraction)
            row["used_fraction"] = StorageUsage.Fraction(used, storage.Total);
        return row;
    }

    private static StorageState Find(Call call)
    {
        var storage = call.Cluster.Storage(call.Text("storage")!) ?? throw ApiError.Parameter("storage", "No such storage.");
        return storage.IsOn(call.Node) ? storage : throw ApiError.Die($"storage '{storage.Id}' is not available on node '{call.Node}'\n");
    }

    private static List<Row> Content(Call call)
    {
        var (storage, content, guest) = (Find(call), call.Arguments.List("content"), call.Text("vmid"));
        return [.. storage.On(call.Node)
            .Where(volume => (content.Count == 0 || content.Contains(volume.Content, StringComparer.Ordinal))
                && (guest is null || volume.Guest?.ToString(CultureInfo.InvariantCulture) == guest)
                && MaySee(call, volume))
            .Select(Listed)];
    }

    private static bool MaySee(Call call, Volume volume) => volume.Content is "iso" or "vztmpl" or "snippets" or "import"
        || call.Cluster.Rights.HasAny(call.Caller, $"/storage/{call.Text("storage")}", ["Datastore.Allocate", "Datastore.Audit"])
        || (volume.Guest is { } guest && call.May($"/vms/{guest}", "VM.Audit"));

    private static Row Listed(Volume volume) => new Row
    {
        ["volid"] = volume.Id,
        ["content"] = volume.Content,
        ["format"] = volume.Format,
        ["size"] = volume.Size,
        ["ctime"] = volume.Created,
    }.With("used", volume.Content is "images" or "rootdir" ? volume.Used : null)
        .With("vmid", volume.Guest)
        .With("parent", volume.Parent)
        .With("notes", volume.Notes)
        .With("protected", volume.Protected ? 1 : null)
        .With("subtype", volume.Content is "backup" ? volume.Saved?.Type ?? (volume.Id.Contains("-lxc-", StringComparison.Ordinal) ? "lxc" : "qemu") : null);

    private static (StorageState Storage, string Id) VolumeId(Call call)
    {
        var text = call.Arguments.Required("volume");
        var storage = Find(call);
        return (storage, text.Contains(':', StringComparison.Ordinal) ? text : $"{storage.Id}:{text}");
    }

    private static Row One(Call call)
    {
        var (storage, id) = VolumeId(call);
        var volume = storage.Volumes.GetValueOrDefault(storage.Key(call.Node, id)) ?? throw ApiError.Die($"volume_size_info on '{id}' failed\n");
        return new Row
        {
            ["path"] = volume.Content is "images" or "rootdir" ? Volumes.PathOf(storage, id.Split(':', 2)[1]) : $"{storage.Options.GetValueOrDefault("path", "/mnt/pve/" + storage.Id)}/{id.Split(':', 2)[1]}",
            ["format"] = volume.Format,
            ["size"] = volume.Size,
            ["used"] = volume.Used,
        }.With("notes", volume.Notes).With("protected", volume.Protected ? 1 : null);
    }

    private static object? Update(Call call)
    {
        var (storage, id) = VolumeId(call);
        var volume = storage.Volumes.GetValueOrDefault(storage.Key(call.Node, id)) ?? throw ApiError.Die($"volume '{id}' does not exist\n");
        if (call.Arguments.Contains("notes"))
            volume.Notes = call.Text("notes") ?? "";
        if (call.Arguments.Contains("protected"))
            volume.Protected = call.Flag("protected");
        return null;
    }

    private static string Delete(Call call)
    {
        var (storage, id) = VolumeId(call);
        var found = storage.Volumes.GetValueOrDefault(storage.Key(call.Node, id));
        call.Demand($"/storage/{storage.Id}", "Datastore.AllocateSpace", "Datastore.Allocate");
        if (found is { Content: "backup", Protected: true })
            throw ApiError.Die("cannot remove protected volume '" + id + "' on '" + storage.Id + "'\n");
        if (found is { Content: "images" or "rootdir", Guest: { } owner } && call.Cluster.Find(owner) is { } guest && Uses(guest, id))
            throw ApiError.Die($"Cannot remove image, a guest with VMID '{owner}' exists!\n(You can delete the image from the guest's hardware pane)\n");
        return call.Start("imgdel", found?.Guest is { } of ? $"{of}@{storage.Id}" : storage.Id, new Work(log =>
        {
            storage.Volumes.Remove(storage.Key(call.Node, id));
            log.Add($"Removed volume '{id}'");
        }));
    }

    private static bool Uses(Guest guest, string volume) =>
        guest.Config.Values.Any(value => value.StartsWith(volume, StringComparison.Ordinal));
}
