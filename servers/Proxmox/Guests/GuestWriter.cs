using System.Collections.Immutable;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Proxmox;

/// <summary>Creates and changes guests. Configuration is written by compare-and-swap on the digest that was read.</summary>
internal sealed class GuestWriter(GuestType type, GuestAccess access)
{
    private readonly GuestPower power = new(access);
    private readonly GuestChoices choices = new(access);

    internal async Task<string> CreateAsync(WriteCall call, int vmid, CancellationToken cancel)
    {
        var row = new GuestRow { Vmid = vmid, Api = type.Api, Node = ProxmoxJson.Text(call.Spec["node"]) ?? await choices.NodeNameAsync(cancel) };
        if (call.Spec["clone"] is JsonObject source) await CloneAsync(call, row, source, cancel);
        else await MakeAsync(call, row, cancel);
        if (call.Spec.Flag("template")) await access.FinishAsync(await access.At(row)["template"].CreateAsync(cancel: cancel), cancel);
        else if (IsStarted(call)) await power.StartAsync(row, call.Progress, cancel);
        return row.Id;
    }

    private static bool IsStarted(WriteCall call) => !call.Spec.Flag("template") && ProxmoxJson.Text(call.Spec["state"]) is not "stopped";

    private static bool HasImports(WriteCall call) =>
        (call.Spec["disks"] as JsonObject ?? []).Any(disk => disk.Value is JsonObject fields && fields.ContainsKey("import-from"));

    /// <summary>Makes the changes, and names what a running VM takes over only at its next start; empty for nothing.</summary>
    internal async Task<string> UpdateAsync(WriteCall call, LiveResource live, GuestRow row, ImmutableArray<FieldChange> changes, CancellationToken cancel)
    {
        var config = await CurrentAsync(row, live.Version, cancel);
        var before = type.Read(config);
        var after = SpecChanges.Apply(before, call.Spec, changes);
        foreach (var volumes in type.Volumes) volumes.RefuseMoves(before, after);
        var growth = type.Volumes.SelectMany(volumes => volumes.Growth(before, after)).ToList();
        var changed = changes.Select(change => change.Path.Split('.')[0]).ToHashSet(StringComparer.Ordinal);
        if (changed.Contains("template") && !after.Flag("template")) throw new PlatformException(PlatformFailure.Invalid, $"{type.Word} {row.Vmid} is a template and cannot become a guest again: clone it instead.");

        // What must take effect at once is easier on a guest at rest; what is to run must be configured first.
        var wanted = changed.Contains("state") ? ProxmoxJson.Text(call.Spec["state"]) : null;
        if (wanted is "stopped") await power.EndAsync(row, call.Progress, cancel);
        await ConfigureAsync(row, config, before, after, call.Mark, cancel);
        foreach (var (key, size) in growth) await GrowAsync(row, key, size, call.Progress, cancel);
        if (changed.Contains("pool")) await MoveToPoolAsync(row, ProxmoxJson.Text(call.Spec["pool"]), cancel);
        if (changed.Contains("node")) row = await MigrateAsync(row, ProxmoxJson.Text(call.Spec["node"]), call.Progress, cancel);
        if (changed.Contains("template")) await access.FinishAsync(await access.At(row)["template"].CreateAsync(cancel: cancel), cancel);
        if (wanted is "running") await power.StartAsync(row, call.Progress, cancel);
        return type.IsVm ? await HeldBackAsync(row, cancel) : "";
    }

    /// <summary>Puts a mark among the tags, or takes it off; other installations' marks go with it.</summary>
    internal async Task MarkAsync(GuestRow row, string? digest, OwnershipMark? mark, CancellationToken cancel)
    {
        var config = await CurrentAsync(row, digest, cancel);
        var spec = type.Read(config);
        await ConfigureAsync(row, config, spec, spec, mark, cancel);
    }

    private async Task MakeAsync(WriteCall call, GuestRow row, CancellationToken cancel)
    {
        var parameters = type.Write(call.Spec, []).ToDictionary(entry => entry.Key, entry => (object?)entry.Value, StringComparer.Ordinal);
        parameters["vmid"] = row.Vmid;
        parameters["tags"] = GuestTags.Join(call.Spec["tags"], call.Mark);
        parameters["pool"] = ProxmoxJson.Text(call.Spec["pool"]);
        if (!parameters.ContainsKey(type.NameField) && ProxmoxSyntax.DnsName(call.Key.Name) is null) parameters[type.NameField] = call.Key.Name;
        if (!type.IsVm) await CompleteContainerAsync(call, row, parameters, cancel);
        // Asked for in the create call itself: were we to die between two calls, nobody would start the guest any more.
        // Imported disks have to grow first.
        if (IsStarted(call) && !HasImports(call)) parameters["start"] = true;
        call.Progress.Report($"creating {type.Word} {row.Vmid} on {row.Node}");
        await access.FinishAsync(await access.Client.Nodes[row.Node][type.Api].CreateAsync(parameters, cancel), cancel);
        if (type.IsVm) await GrowImportsAsync(call, row, cancel);
    }

    private async Task CompleteContainerAsync(WriteCall call, GuestRow row, Dictionary<string, object?> parameters, CancellationToken cancel)
    {
        parameters["ostemplate"] = ProxmoxJson.Text(call.Spec["ostemplate"]) ?? await choices.TemplateAsync(row.Node, cancel);
        parameters["password"] = ProxmoxJson.Text(call.Spec["password"]);
        if (call.Spec["ssh-public-keys"] is JsonArray { Count: > 0 } keys) parameters["ssh-public-keys"] = string.Join('\n', keys.Select(ProxmoxJson.Text));
        if (!parameters.ContainsKey("rootfs") && await choices.StorageAsync(row.Node, "rootdir", cancel) is { } storage) parameters["rootfs"] = $"{storage}:8";
    }

    // An imported disk has its image's size at first.
    private async Task GrowImportsAsync(WriteCall call, GuestRow row, CancellationToken cancel)
    {
        foreach (var (key, value) in call.Spec["disks"] as JsonObject ?? [])
            if (value is JsonObject disk && disk.ContainsKey("import-from") && ProxmoxJson.Text(disk["size"]) is { } size)
                await GrowAsync(row, key, size, call.Progress, cancel);
    }

    private async Task CloneAsync(WriteCall call, GuestRow row, JsonObject source, CancellationToken cancel)
    {
        var from = ProxmoxJson.Text(source["from"]) ?? "";
        var origin = (await access.View.FreshGuestsAsync(cancel)).FirstOrDefault(guest => guest.Api == type.Api && (guest.Vmid.ToString(System.Globalization.CultureInfo.InvariantCulture) == from || guest.Name == from))
            ?? throw new PlatformException(PlatformFailure.Invalid, $"{call.Key}: clone.from names '{from}', and no {type.Word} has that VMID or name.");
        call.Progress.Report($"cloning {origin.Vmid} to {row.Vmid}");
        var answer = await access.At(origin)["clone"].CreateAsync(
            new Dictionary<string, object?>
            {
                ["newid"] = row.Vmid,
                ["name"] = ProxmoxJson.Text(call.Spec["name"]) ?? (ProxmoxSyntax.DnsName(call.Key.Name) is null ? call.Key.Name : null),
                ["full"] = source.ContainsKey("full") ? source.Flag("full") : null,
                ["storage"] = ProxmoxJson.Text(source["storage"]),
                ["target"] = origin.Node == row.Node ? null : row.Node,
                ["pool"] = ProxmoxJson.Text(call.Spec["pool"]),
                ["description"] = GuestTags.WithMark(null, call.Mark),
            },
            cancel);
        await access.FinishAsync(answer, cancel);

        var config = await CurrentAsync(row, null, cancel);
        var before = type.Read(config);
        var after = SpecChanges.Merge(before, call.Spec);
        if (!call.Spec.ContainsKey("tags")) after.Remove("tags");
        var growth = type.Volumes.SelectMany(volumes => volumes.Growth(before, after)).ToList();
        await ConfigureAsync(row, config, before, after, call.Mark, cancel);
        foreach (var (key, size) in growth) await GrowAsync(row, key, size, call.Progress, cancel);
    }

    private async Task<JsonObject> CurrentAsync(GuestRow row, string? digest, CancellationToken cancel)
    {
        var config = await access.ConfigAsync(row, cancel) ?? throw new PlatformException(PlatformFailure.NotFound, $"{type.Word} {row.Vmid} is gone.");
        if (digest is not null && config.Text("digest") != digest) throw new PlatformException(PlatformFailure.Changed, $"{type.Word} {row.Vmid} was changed by somebody else since it was read.");
        return config.Text("lock") is { } held ? throw new PlatformException(PlatformFailure.Busy, $"{type.Word} {row.Vmid} is locked ({held}).") : config;
    }

    private async Task ConfigureAsync(GuestRow row, JsonObject config, JsonObject before, JsonObject after, OwnershipMark? mark, CancellationToken cancel)
    {
        var from = type.Write(before, config);
        var to = type.Write(after, config);
        from["tags"] = string.Join(';', ProxmoxSyntax.NormalisedTags(config.Text("tags") ?? "").Order(StringComparer.Ordinal));
        to["tags"] = string.Join(';', GuestTags.Join(after["tags"], mark).Split(';', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
        // A clone was marked in its description; once the tag is there, that line goes.
        if (GuestTags.MarkInText(config.Text("description")) is not null) from["description"] = config.Text("description")!;

        var set = to.Where(entry => entry.Value is not "" && from.GetValueOrDefault(entry.Key) != entry.Value).ToDictionary(entry => entry.Key, entry => (object?)entry.Value, StringComparer.Ordinal);
        var reset = from.Where(entry => entry.Value is not "" && to.GetValueOrDefault(entry.Key) is null or "").Select(entry => entry.Key).Where(key => key is not "rootfs").ToList();
        if (set.Count == 0 && reset.Count == 0) return;
        if (reset.Count > 0) set["delete"] = string.Join(',', reset);
        set["digest"] = config.Text("digest");

        // Work on disks takes long, so Proxmox has an asynchronous twin of the call for VMs; containers have none.
        var touchesDisks = type.IsVm && set.Keys.Concat(reset).Any(key => PropertyFormats.Drive(key) is not null);
        var place = access.At(row).Config;
        await access.FinishAsync(touchesDisks ? await place.CreateAsync(set, cancel) : await place.SetAsync(set, cancel), cancel);
    }

    private async Task GrowAsync(GuestRow row, string key, string size, IProgress<string> progress, CancellationToken cancel)
    {
        progress.Report($"growing {key} of {row.Vmid} to {size}");
        await access.FinishAsync(await access.At(row)["resize"].SetAsync(new Dictionary<string, object?> { ["disk"] = key, ["size"] = size }, cancel), cancel);
    }

    private async Task MoveToPoolAsync(GuestRow row, string? pool, CancellationToken cancel)
    {
        var old = (await access.View.FreshGuestsAsync(cancel)).FirstOrDefault(guest => guest.Vmid == row.Vmid)?.Pool;
        if (old == pool) return;
        var parameters = pool is { Length: > 0 }
            ? new Dictionary<string, object?> { ["poolid"] = pool, ["vms"] = row.Vmid, ["allow-move"] = old is null ? null : true }
            : new Dictionary<string, object?> { ["poolid"] = old, ["vms"] = row.Vmid, ["delete"] = true };
        (await access.Client.Pools.SetAsync(parameters, cancel)).Ensure();
    }

    private async Task<GuestRow> MigrateAsync(GuestRow row, string? node, IProgress<string> progress, CancellationToken cancel)
    {
        if (node is null || node == row.Node) return row;
        var isRunning = await access.IsRunningAsync(row, cancel);
        progress.Report($"migrating {row.Vmid} from {row.Node} to {node}");
        var parameters = new Dictionary<string, object?> { ["target"] = node, [type.IsVm ? "online" : "restart"] = isRunning ? true : null };
        // A VM that runs takes disks of local storages along only when told to; at rest, and for containers, they always go.
        if (type.IsVm && isRunning) parameters["with-local-disks"] = true;
        await access.FinishAsync(await access.At(row)["migrate"].CreateAsync(parameters, cancel), cancel);
        return row with { Node = node };
    }

    private async Task<string> HeldBackAsync(GuestRow row, CancellationToken cancel)
    {
        if (!await access.IsRunningAsync(row, cancel)) return "";
        var waiting = (await access.At(row).Pending.GetAsync(cancel: cancel)).Ensure().ToEnumerable()
            .Where(entry => entry.ContainsKey("pending") || entry.ContainsKey("delete")).Select(entry => entry.Text("key")).OfType<string>();
        return string.Join(", ", waiting.Order(StringComparer.Ordinal));
    }
}
