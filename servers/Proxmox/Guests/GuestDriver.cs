using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Proxmox;

/// <summary>
/// Drives VMs or containers. Ids are Proxmox's own (<c>qemu/100</c>), which a migration keeps; natural keys are VMIDs,
/// which both kinds share.
/// </summary>
internal sealed class GuestDriver(GuestType type, GuestAccess access, string installation) : IKindDriver
{
    private readonly GuestPower power = new(access);
    private readonly GuestWriter writer = new(type, access);
    private readonly GuestBackup backup = new(access);

    // Values that a running VM takes over only at its next start, by VMID: seen after our own writes.
    private ImmutableDictionary<int, string> pending = ImmutableDictionary<int, string>.Empty;

    public ResourceKind Kind => type.Kind;

    public async Task<IReadOnlyList<LiveResource>> ListAsync(CancellationToken cancel)
    {
        var rows = await access.View.GuestsAsync(cancel);
        await access.View.StoragesAsync(cancel);
        return [.. rows.Where(row => row.Api == type.Api).Select(row => Live(row, null))];
    }

    public async Task<LiveResource?> ReadAsync(string id, CancellationToken cancel)
    {
        if (VmidOf(id) is not { } vmid) return null;
        var row = access.View.Known(vmid) ?? await access.View.LocateAsync(vmid, cancel);
        return row is null ? null : await ReadAsync(row, cancel);
    }

    public async Task<LiveResource?> FindAsync(string naturalKey, CancellationToken cancel)
    {
        if (!int.TryParse(naturalKey, NumberStyles.None, CultureInfo.InvariantCulture, out var vmid)) return null;
        var row = await access.View.LocateAsync(vmid, cancel);
        if (row is null) return null;
        if (row.Api == type.Api) return await ReadAsync(row, cancel);

        // The number belongs to a guest of the other kind: it is not free, and it is not ours to change.
        var other = GuestType.Of(row.Api);
        return await new GuestDriver(other, access, installation).ReadAsync(row, cancel);
    }

    public async Task<string> CreateAsync(WriteCall call, CancellationToken cancel)
    {
        var vmid = Vmid(call.Spec) ?? throw new PlatformException(PlatformFailure.Invalid, $"{call.Key}: spec.vmid is missing.");
        CheckMark(call.Mark);
        try
        {
            return await writer.CreateAsync(call, vmid, cancel);
        }
        catch (PlatformException error) when (error.Failure is PlatformFailure.Taken)
        {
            var holder = await FindAsync(vmid.ToString(CultureInfo.InvariantCulture), cancel);
            if (holder is null || holder.Mark != call.Mark || !holder.Id.StartsWith(type.Api + "/", StringComparison.Ordinal))
                throw new PlatformException(PlatformFailure.Taken, $"VMID {vmid} is taken by '{holder?.Name}', which does not bear the mark of {call.Key}.", error);
            return holder.Id;
        }
        finally
        {
            access.View.Wrote(vmid);
        }
    }

    public async Task UpdateAsync(WriteCall call, LiveResource live, ImmutableArray<FieldChange> changes, CancellationToken cancel)
    {
        var row = await RowAsync(live, cancel);
        CheckMark(call.Mark);
        try
        {
            var held = await writer.UpdateAsync(call, live, row, changes, cancel);
            ImmutableInterlocked.Update(ref pending, known => held is "" ? known.Remove(row.Vmid) : known.SetItem(row.Vmid, held));
        }
        finally
        {
            access.View.Wrote(row.Vmid);
        }
    }

    public async Task<string> ReplaceAsync(WriteCall call, LiveResource live, CancellationToken cancel)
    {
        // With a number of its own the new guest comes first, so that a crash leaves both. With the same number the old
        // one must go first: its backup has been taken, and a crash leaves nothing but a create to do again.
        if (Vmid(call.Spec)?.ToString(CultureInfo.InvariantCulture) == live.NaturalKey)
        {
            await DeleteAsync(live, cancel);
            return await CreateAsync(call, cancel);
        }

        var created = await CreateAsync(call, cancel);
        await DeleteAsync(live, cancel);
        return created;
    }

    public async Task DeleteAsync(LiveResource live, CancellationToken cancel)
    {
        if (VmidOf(live.Id) is not { } vmid || await access.View.LocateAsync(vmid, cancel) is not { } row || row.Id != live.Id) return;
        if (await access.ConfigAsync(row, cancel) is not { } config) return;
        if (MarkOf(config) != live.Mark)
            throw new PlatformException(PlatformFailure.Changed, $"{type.Word} {vmid} bears another mark than when it was read: it is not the one that was to be deleted.");
        if (config.Flag("protection"))
            throw new PlatformException(PlatformFailure.Invalid, $"{type.Word} {vmid} is protected: set 'protection: false' first.");
        if (config.Text("lock") is { } lockName) throw new PlatformException(PlatformFailure.Busy, $"{type.Word} {vmid} is locked ({lockName}).");
        try
        {
            await power.EndAsync(row, NoProgress.Instance, cancel);
            var answer = await access.At(row).DeleteAsync(new Dictionary<string, object?> { ["purge"] = true, ["destroy-unreferenced-disks"] = true }, cancel);
            if (!answer.IsSuccessStatusCode && ProxmoxFailures.Judge(answer) is PlatformFailure.NotFound) return;
            await access.FinishAsync(answer, cancel);
        }
        finally
        {
            access.View.Wrote(vmid);
        }
    }

    public async Task AdoptAsync(WriteCall call, LiveResource live, CancellationToken cancel)
    {
        CheckMark(call.Mark);
        await MarkAsync(live, call.Mark, cancel);
    }

    public Task ReleaseAsync(LiveResource live, CancellationToken cancel) => live.Mark is null ? Task.CompletedTask : MarkAsync(live, null, cancel);

    public string? BackupPlan(LiveResource live) => backup.Plan(ProxmoxJson.Text(live.Spec["node"]) ?? "");

    public async Task<BackupReceipt> BackUpAsync(LiveResource live, CancellationToken cancel) =>
        await backup.TakeAsync(await RowAsync(live, cancel), cancel);

    public Task<JsonNode> ChooseAsync(string field, IReadOnlySet<string> taken, CancellationToken cancel) => field switch
    {
        "vmid" => new GuestChoices(access).VmidAsync(taken, cancel),
        "node" => new GuestChoices(access).NodeAsync(cancel),
        _ => throw new HomelabException($"{Kind.Name} chooses vmid and node, not '{field}'."),
    };

    private async Task<LiveResource?> ReadAsync(GuestRow row, CancellationToken cancel)
    {
        var config = await access.ConfigAsync(row, cancel);
        if (config is null)
        {
            if (await access.View.LocateAsync(row.Vmid, cancel) is not { } moved || moved.Api != type.Api) return null;
            (row, config) = (moved, await access.ConfigAsync(moved, cancel));
            if (config is null) return null;
        }

        // Lists lag behind our own writes: then the pool is asked of a new list, and the run state of the node itself.
        if (access.View.IsFreshlyWritten(row.Vmid))
        {
            var listed = (await access.View.GuestsAsync(cancel)).FirstOrDefault(other => other.Vmid == row.Vmid);
            var status = await access.StatusAsync(row, cancel);
            row = row with { Pool = listed is null ? row.Pool : listed.Pool, Status = status.Text("status") ?? "unknown", Lock = status.Text("lock") };
        }

        return Live(row, config);
    }

    private LiveResource Live(GuestRow row, JsonObject? config)
    {
        var spec = config is null ? Listed(row) : type.Read(config);
        spec["node"] = row.Node;
        spec["vmid"] = row.Vmid;
        if (row.Pool is { Length: > 0 } pool) spec["pool"] = pool;
        var isTemplate = config?.Flag("template") ?? row.IsTemplate;
        if (isTemplate) spec["template"] = true;
        else if (row.Status is "running" or "stopped") spec["state"] = row.Status;
        var held = row.IsRunning ? pending.GetValueOrDefault(row.Vmid) : null;
        var busy = config?.Text("lock") ?? row.Lock;
        return new()
        {
            Id = row.Id,
            Name = (config is null ? row.Name : config.Text(type.NameField)) ?? row.Name,
            NaturalKey = row.Vmid.ToString(CultureInfo.InvariantCulture),
            Spec = spec,
            Detailed = config is not null,
            Mark = config is null ? GuestTags.Mark(row.Tags, installation) : MarkOf(config),
            Fingerprint = row.Fingerprint,
            Version = config?.Text("digest"),
            Health = row.Status is "unknown" ? LiveHealth.Unhealthy : LiveHealth.Healthy,
            HealthReason = row.Status is "unknown" ? "its node does not report it" : held is null ? null : $"needs a restart for: {held}",
            Busy = busy is null ? null : $"locked ({busy})",
        };
    }

    private JsonObject Listed(GuestRow row)
    {
        var spec = new JsonObject();
        if (row.Name is not "") spec[type.NameField] = row.Name;
        if (GuestTags.Plain(row.Tags) is { Length: > 0 } tags) spec["tags"] = GuestTags.Json(tags);
        return spec;
    }

    private OwnershipMark? MarkOf(JsonObject config) =>
        GuestTags.Mark(config.Text("tags"), installation) ?? GuestTags.MarkInText(config.Text("description"));

    private async Task MarkAsync(LiveResource live, OwnershipMark? mark, CancellationToken cancel)
    {
        var row = await RowAsync(live, cancel);
        try
        {
            await writer.MarkAsync(row, live.Version, mark, cancel);
        }
        finally
        {
            access.View.Wrote(row.Vmid);
        }
    }

    private async Task<GuestRow> RowAsync(LiveResource live, CancellationToken cancel)
    {
        var row = VmidOf(live.Id) is { } vmid ? access.View.Known(vmid) ?? await access.View.LocateAsync(vmid, cancel) : null;
        return row is not null && row.Id == live.Id ? row : throw new PlatformException(PlatformFailure.NotFound, $"{type.Word} {live.NaturalKey} ('{UntrustedText.CleanOf(live.Name)}') is gone.");
    }

    private int? VmidOf(string id) =>
        id.StartsWith(type.Api + "/", StringComparison.Ordinal) && int.TryParse(id.AsSpan(type.Api.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var vmid) ? vmid : null;

    private static int? Vmid(JsonObject spec) => (int?)spec.Whole("vmid");

    private static void CheckMark(OwnershipMark mark)
    {
        if (!ProxmoxSyntax.IsTag(mark.ToString()))
            throw new PlatformException(PlatformFailure.Invalid, $"The installation id '{mark.Installation}' cannot stand in a Proxmox tag: use lower-case letters, digits, '_', '+', '-' and '.'.");
    }
}
