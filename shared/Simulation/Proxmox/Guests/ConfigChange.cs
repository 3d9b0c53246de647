using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.PropertyStrings;
using HomelabMcp.Simulation.Proxmox.State;
using HomelabMcp.Simulation.Proxmox.Storages;
using HomelabMcp.Simulation.Proxmox.Tasks;

namespace HomelabMcp.Simulation.Proxmox.Guests;

/// <summary>
/// PUT and POST of a guest's configuration. What does not reach a running guest waits as pending; a drive taken away
/// stays as <c>unusedN</c>; deleting that one deletes the volume.
/// </summary>
internal sealed class ConfigChange
{
    private static readonly HashSet<string> NotOptions = new(StringComparer.Ordinal)
    {
        "node", "vmid", "digest", "delete", "revert", "skiplock", "background_delay", "force", "import-working-storage", "idlist",
    };

    private readonly Call _call;
    private readonly Guest _guest;
    private readonly string[] _delete;
    private readonly string[] _revert;
    private readonly Dictionary<string, string?> _set;

    private ConfigChange(Call call, Guest guest, string[] delete)
    {
        (_call, _guest, _delete) = (call, guest, delete);
        _revert = Arguments.Split(call.Text("revert") ?? "");
        _set = call.Arguments.Names.Where(name => !NotOptions.Contains(name)).ToDictionary(name => name, call.Text, StringComparer.Ordinal);
    }

    public static void Map(Routes routes)
    {
        routes.On("PUT /nodes/{node}/qemu/{vmid}/config", call =>
        {
            Prepare(call, GuestKind.Qemu).Apply([]);
            return null;
        });
        routes.On("PUT /nodes/{node}/lxc/{vmid}/config", call =>
        {
            Prepare(call, GuestKind.Lxc).Apply([]);
            return null;
        });
        routes.On("PUT /nodes/{node}/qemu/{vmid}/unlink", call =>
        {
            var change = new ConfigChange(call, call.Guest(GuestKind.Qemu), Arguments.Split(call.Arguments.Required("idlist")));
            change.CheckNames();
            change.Apply([]);
            return null;
        });
        routes.On("POST /nodes/{node}/qemu/{vmid}/config", call =>
        {
            var change = Prepare(call, GuestKind.Qemu);
            return call.Start("qmconfig", call.Text("vmid")!, new Work(change.Apply) { Begin = change.Announce });
        });
    }

    private static ConfigChange Prepare(Call call, GuestKind kind)
    {
        GuestLock.MaySkip(call);
        var change = new ConfigChange(call, call.Guest(kind), [.. call.Arguments.List("delete")]);
        if (change._set.Count + change._delete.Length + change._revert.Length == 0)
            throw ApiError.Die("no options specified\n");
        change.CheckNames();
        change.CheckRights();
        change.CheckState();
        return change;
    }

    private void CheckNames()
    {
        foreach (var option in _delete)
        {
            if (_set.ContainsKey(option))
                throw ApiError.Parameter("delete", $"you can't use '-{option}' and -delete {option}' at the same time");
            if (!GuestOptions.Of(_guest.Kind).ContainsKey(option))
                throw ApiError.Parameter("delete", $"unknown option '{option}'");
        }
        foreach (var option in _revert)
        {
            if (!GuestOptions.Of(_guest.Kind).ContainsKey(option))
                throw ApiError.Parameter("revert", $"unknown option '{option}'");
            if (_set.ContainsKey(option))
                throw ApiError.Parameter("revert", $"you can't use '-{option}' and '-revert {option}' at the same time");
        }
    }

    private void CheckRights()
    {
        if (_call.Caller.Id is "root@pam")
            return;
        foreach (var option in _set.Keys.Concat(_delete).Concat(_revert))
        {
            if (_guest.Kind == GuestKind.Lxc)
                ContainerRules.CheckRestricted(_call, _guest.Config.GetValueOrDefault("unprivileged") is "1", option, _set.GetValueOrDefault(option), _guest.Config.GetValueOrDefault(option));
            _call.Demand($"/vms/{_guest.Id}", _guest.Kind == GuestKind.Qemu ? GuestOptions.Privilege(option, _set.GetValueOrDefault(option)) : GuestOptions.ContainerPrivilege(option));
        }
    }

    private void CheckState()
    {
        if (_call.Text("digest") is { } digest && digest != _guest.Digest())
            throw ApiError.Die(_guest.Kind == GuestKind.Qemu
                ? "checksum mismatch (file change by other user?)\n"
                : "detected modified configuration - file changed by other user? Try again.\n");
        if (!_call.Flag("skiplock"))
            GuestLock.Check(_guest);
    }

    private void Announce(List<string> log) =>
        log.Add($"update VM {_guest.Id}: {string.Join(' ', _set.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"-{pair.Key} {(pair.Key is "cipassword" ? "<hidden>" : pair.Value)}").Concat(_delete.Length > 0 ? [$"-delete {string.Join(',', _delete)}"] : []))}");

    private void Apply(List<string> log)
    {
        var settled = new Dictionary<string, string>(StringComparer.Ordinal);
        new DriveAllocation(_call.Cluster).CheckStorages(_guest.Kind, _guest.Node, _set.Where(change => change.Value is not null)!);
        CheckBoot();
        foreach (var (option, value) in _set)
            if (Settle(option, value, log) is { } text)
                settled[option] = text;
        foreach (var option in _revert)
        {
            _guest.Pending.Remove(option);
            _guest.PendingDelete.Remove(option);
        }
        foreach (var option in _delete)
            Delete(option, log);
        foreach (var (option, value) in settled)
            Set(option, value);
    }

    /// <summary>The value to keep, or null where an undefined value means deletion.</summary>
    private string? Settle(string option, string? value, List<string> log)
    {
        if (option is "tags")
            return Tags.Normalise(_call.State, value ?? "") is { Length: > 0 } tags ? tags : " ";
        if (option is "description" && string.IsNullOrEmpty(value))
        {
            _guest.Config.Remove(option);
            return null;
        }
        if (value is null)
            throw ApiError.Die($"unable to parse value of '{option}' - got undefined value\n");
        if (GuestOptions.HoldsVolume(_guest.Kind, option))
            return new DriveAllocation(_call.Cluster).Settle(_guest, option, value, log);
        if (GuestOptions.IsNet(option))
            return NetworkCard(_call.Cluster, _guest.Kind, option, value);
        if (option is "vmgenid" && value is "1")
            return _call.Cluster.NewUuid();
        return option is "description" ? value.TrimEnd('\n') : value;
    }

    /// <summary>A network card as it is kept: with an address, drawn if none was given.</summary>
    public static string NetworkCard(Cluster cluster, GuestKind kind, string option, string value)
    {
        var format = GuestOptions.FormatOf(kind, option)!;
        var card = PropertyString.Parse(format, value);
        card.TryAdd(kind == GuestKind.Qemu ? "macaddr" : "hwaddr", cluster.NewMac());
        if (kind == GuestKind.Lxc)
            card.TryAdd("type", "veth");
        return PropertyString.Print(format, card);
    }

    private void CheckBoot()
    {
        if (_set.GetValueOrDefault("boot") is not { } boot || !boot.StartsWith("order=", StringComparison.Ordinal))
            return;
        foreach (var device in boot[6..].Split(';', StringSplitOptions.RemoveEmptyEntries))
            if (!_guest.Config.ContainsKey(device) && !_set.ContainsKey(device))
                throw ApiError.Die($"invalid bootorder: device '{device}' does not exist'\n");
    }

    private void Set(string option, string value)
    {
        if (_guest.Config.GetValueOrDefault(option) is { } old && GuestOptions.HoldsVolume(_guest.Kind, option))
            KeepUnused(option, old, value);
        _guest.PendingDelete.Remove(option);
        if (_guest.IsRunning && !GuestOptions.ReachesRunning(_guest.Kind, option))
        {
            if (_guest.Config.GetValueOrDefault(option) == value)
                _guest.Pending.Remove(option);
            else
                _guest.Pending[option] = value;
        }
        else
        {
            _guest.Pending.Remove(option);
            _guest.Config[option] = value;
        }
    }

    private void Delete(string option, List<string> log)
    {
        _guest.Pending.Remove(option);
        if (!_guest.Config.TryGetValue(option, out var old))
            return;
        if (option is "rootfs" or "hostname" && _guest.Kind == GuestKind.Lxc && option is "rootfs")
            throw ApiError.Die($"unable to delete required option '{option}'\n");
        if (_guest.IsRunning && !GuestOptions.ReachesRunning(_guest.Kind, option))
        {
            _guest.PendingDelete.Add(option);
            return;
        }
        _guest.Config.Remove(option);
        if (GuestOptions.IsUnused(option))
            RemoveVolume(old, log);
        else if (GuestOptions.HoldsVolume(_guest.Kind, option))
            KeepUnused(option, old, null);
    }

    private void RemoveVolume(string volume, List<string> log)
    {
        if (new Volumes(_call.Cluster).Remove(_guest.Node, volume))
            log.Add($"removed volume '{volume}'");
    }

    private void KeepUnused(string option, string old, string? next)
    {
        var drive = Drive.Parse(_guest.Kind, option, old);
        if (drive.IsCdrom || drive.Place is null || (next is not null && Drive.Parse(_guest.Kind, option, next).Volume == drive.Volume))
        {
            if (drive.IsCloudInit && next is null)
                new Volumes(_call.Cluster).Remove(_guest.Node, drive.Volume);
            return;
        }
        var index = 0;
        while (_guest.Config.ContainsKey($"unused{index}"))
            index++;
        _guest.Config[$"unused{index}"] = drive.Volume;
    }
}
