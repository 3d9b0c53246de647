using System.Text.Json.Nodes;

using HomelabMcp.Simulation.Proxmox.State;

namespace HomelabMcp.Simulation.Tests.Proxmox.Replay;

/// <summary>The cluster that the recordings were asked against, put together from what the reading ones say.</summary>
internal static class RecordedState
{
    private static readonly IReadOnlyDictionary<string, Recording> Of = Recording.All;

    public static ClusterState Build(DateTimeOffset now)
    {
        var state = new ClusterState { Name = (string)Of["access-ticket-ok"].Data["clustername"]! };
        AddDatacenter(state, now);
        AddStorages(state);
        AddAccess(state.Access);
        AddMachine(state, 100, "qemu-config-current", Power.Running, now);
        AddMachine(state, 9000, "qemu-config-template", Power.Stopped, now);
        AddGuest(state, 101, GuestKind.Lxc, Of["lxc-config"].Data, Power.Stopped, now);
        AddListed(state, now);
        AddPending(state.Guests[100], Of["qemu-pending"].Data);
        AddSnapshot(state.Guests[100]);
        state.Pools["prod"] = new PoolState { Comment = (string)Of["pools"].Data[0]!["comment"]!, Guests = { 100, 101 }, Storages = { "local" } };
        AddFiles(state);
        return state;
    }

    private static void AddDatacenter(ClusterState state, DateTimeOffset now)
    {
        foreach (var node in Of["cluster-config-nodes"].Data.AsArray())
            state.Nodes[(string)node!["name"]!] = new NodeState { Name = (string)node["name"]!, Id = int.Parse((string)node["nodeid"]!), Address = (string)node["ring0_addr"]!, Reachable = (string)node["name"]! == "pve1", Booted = now.AddDays(-14), Dns = (string)Of["node-dns"].Data["dns1"]!, SearchDomain = (string)Of["node-dns"].Data["search"]! };
        foreach (var (option, value) in Of["cluster-options"].Data.AsObject())
            if (option is not "allowed-tags")
                state.Options[option] = value is JsonObject parts ? string.Join(',', parts.Select(part => $"{part.Key}={part.Value}")) : (string)value!;
    }

    private static void AddStorages(ClusterState state)
    {
        foreach (var row in Of["storage-node"].Data.AsArray())
            state.Storages[(string)row!["storage"]!] = new StorageState
            {
                Id = (string)row["storage"]!,
                Type = (string)row["type"]!,
                Options = { ["content"] = (string)row["content"]!, ["shared"] = row["shared"]!.ToString(), ["path"] = (string)row["storage"]! is "local" ? (string)Of["storage-cluster-one"].Data["path"]! : "/nas" },
            };
    }

    private static void AddAccess(AccessState access)
    {
        access.Secret = "recorded";
        foreach (var row in Of["access-users-full"].Data.AsArray())
        {
            var user = new UserState { Enabled = (int)row!["enable"]! == 1, FirstName = (string?)row["firstname"], LastName = (string?)row["lastname"], Email = (string?)row["email"], Password = "secret12345" };
            foreach (var token in row["tokens"]?.AsArray() ?? [])
                user.Tokens[(string)token!["tokenid"]!] = new TokenState { Secret = Secret($"{row["userid"]}!{token["tokenid"]}"), Comment = (string?)token["comment"], Expires = (long)token["expire"]!, Separate = (int)token["privsep"]! == 1 };
            access.Users[(string)row["userid"]!] = user;
        }
        foreach (var row in Of["access-groups"].Data.AsArray())
            access.Groups[(string)row!["groupid"]!] = new GroupState { Comment = (string?)row["comment"], Users = [.. ((string)row["users"]!).Split(',')] };
        foreach (var row in Of["access-roles"].Data.AsArray())
            if ((int)row!["special"]! == 0)
                access.Roles[(string)row["roleid"]!] = ((string)row["privs"]!).Split(',');
        foreach (var row in Of["access-acl"].Data.AsArray())
            access.Acl.Add(new AclEntry((string)row!["path"]!, (string)row["type"]!, (string)row["ugid"]!, (string)row["roleid"]!, (int)row["propagate"]! == 1));
    }

    private static string Secret(string token) => Of.Values
        .Where(recording => recording.Name is not "auth-401-bad-secret")
        .Select(recording => recording.Headers.GetValueOrDefault("Authorization", ""))
        .FirstOrDefault(header => header.StartsWith($"PVEAPIToken={token}=", StringComparison.Ordinal))?[(token.Length + 13)..] ?? Guid.Empty.ToString();

    public static Guest AddMachine(ClusterState state, int id, string recording, Power power, DateTimeOffset now) =>
        AddGuest(state, id, GuestKind.Qemu, Of[recording].Data, power, now);

    public static Guest AddGuest(ClusterState state, int id, GuestKind kind, JsonNode config, Power power, DateTimeOffset now)
    {
        var guest = new Guest { Id = id, Kind = kind, Node = "pve1", Power = power };
        foreach (var (option, value) in config.AsObject())
            if (option is not "digest")
                guest.Config[option] = value!.ToString();
        if (power != Power.Stopped)
            (guest.Started, guest.Pid) = (now.AddMinutes(-15).ToUnixTimeSeconds(), 28647);
        state.Guests[id] = guest;
        AddVolumes(state, guest);
        return guest;
    }

    /// <summary>The volumes a guest's configuration names; one that lies below another guest's is a linked clone.</summary>
    public static void AddVolumes(ClusterState state, Guest guest)
    {
        foreach (var drive in Simulation.Proxmox.Guests.Drive.Of(guest))
            if (drive.Place is var (storage, name))
                state.Storages[storage].Volumes[state.Storages[storage].Key("pve1", drive.Volume)] = new Volume
                {
                    Id = drive.Volume,
                    Node = "pve1",
                    Content = guest.Kind == GuestKind.Lxc ? "rootdir" : "images",
                    Format = name.Split('.')[^1],
                    Size = drive.Size,
                    Used = 200704,
                    Guest = guest.Id,
                    Parent = name.StartsWith(guest.Id.ToString(), StringComparison.Ordinal) ? null : string.Join('/', drive.Volume.Split('/').Take(2)),
                };
    }

    /// <summary>Guests known from lists alone: 102 (locked) and 200 (on the other node).</summary>
    private static void AddListed(ClusterState state, DateTimeOffset now)
    {
        foreach (var row in Of["cluster-resources-vm"].Data.AsArray())
        {
            var id = (int)row!["vmid"]!;
            if (state.Guests.ContainsKey(id))
                continue;
            var running = (string)row["status"]! == "running";
            var guest = new Guest { Id = id, Kind = GuestKind.Qemu, Node = (string)row["node"]!, Power = running ? Power.Running : Power.Stopped, Started = running ? now.AddHours(-2).ToUnixTimeSeconds() : 0 };
            guest.Config["name"] = (string)row["name"]!;
            guest.Config["memory"] = ((long)row["maxmem"]! >> 20).ToString();
            guest.Config["cores"] = row["maxcpu"]!.ToString();
            foreach (var option in new[] { "lock", "tags" })
                if (row[option] is { } value)
                    guest.Config[option] = (string)value!;
            state.Guests[id] = guest;
        }
    }

    public static void AddPending(Guest guest, JsonNode rows)
    {
        guest.Config.Clear();
        foreach (var row in rows.AsArray().Where(row => (string)row!["key"]! is not "digest"))
        {
            var key = (string)row!["key"]!;
            if (row["value"] is { } value)
                guest.Config[key] = value.ToString();
            if (row["pending"] is { } pending)
                guest.Pending[key] = pending.ToString();
            if (row["delete"] is not null)
                guest.PendingDelete.Add(key);
        }
    }

    private static void AddSnapshot(Guest guest)
    {
        var row = Of["qemu-snapshots"].Data.AsArray().First(row => (string)row!["name"]! != "current")!;
        var snapshot = new Snapshot { Name = (string)row["name"]!, Time = (long)row["snaptime"]!, Description = (string)row["description"]! };
        foreach (var (option, value) in Of["qemu-snapshot-config"].Data.AsObject())
            if (option is not ("snaptime" or "description"))
                snapshot.Config[option] = value!.ToString();
        guest.Snapshots.Add(snapshot);
    }

    private static void AddFiles(ClusterState state)
    {
        foreach (var name in new[] { "storage-content-iso", "storage-content-backup-vmid" })
            foreach (var row in Of[name].Data.AsArray())
            {
                var volume = new Volume { Id = (string)row!["volid"]!, Node = "pve1", Content = (string)row["content"]!, Format = (string)row["format"]!, Size = (long)row["size"]!, Created = (long)row["ctime"]!, Guest = (int?)row["vmid"], Notes = (string?)row["notes"] };
                state.Storages["local"].Volumes[$"pve1|{volume.Id}"] = volume;
            }
    }
}
