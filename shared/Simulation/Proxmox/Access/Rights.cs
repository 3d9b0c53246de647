using HomelabMcp.Simulation.Proxmox.State;

namespace HomelabMcp.Simulation.Proxmox.Access;

/// <summary>What a caller may do on a path: the deepest entry that names the user wins over those above it and over its groups'.</summary>
internal sealed class Rights(ClusterState state)
{
    private static readonly string[] Everything = Roles.BuiltIn["Administrator"];

    public bool Has(Caller caller, string path, string privilege) => Of(caller, path).ContainsKey(privilege);

    public bool HasAny(Caller caller, string path, IEnumerable<string> privileges)
    {
        var rights = Of(caller, path);
        return privileges.Any(rights.ContainsKey);
    }

    /// <summary>Privileges with their propagate flag.</summary>
    public IReadOnlyDictionary<string, bool> Of(Caller caller, string path)
    {
        if (caller.User.Length == 0)
            return new Dictionary<string, bool>(StringComparer.Ordinal);
        var user = OfUser(caller.User, path);
        if (caller.TokenId is not { } token || state.Access.Users.GetValueOrDefault(caller.User)?.Tokens.GetValueOrDefault(token)?.Separate != true)
            return user;
        var own = WithPool(path, place => Collect(place, (entry, _) => entry.Kind == "token" && entry.Who == caller.Id, null));
        return own.Where(right => user.ContainsKey(right.Key)).ToDictionary(StringComparer.Ordinal);
    }

    private Dictionary<string, bool> OfUser(string user, string path)
    {
        if (user is "root@pam")
            return Everything.ToDictionary(privilege => privilege, _ => true, StringComparer.Ordinal);
        var groups = state.Access.Groups.Where(group => group.Value.Users.Contains(user)).Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
        return WithPool(path, place => Collect(place, (entry, _) => entry.Kind == "user" && entry.Who == user, entry => entry.Kind == "group" && groups.Contains(entry.Who)));
    }

    private Dictionary<string, bool> WithPool(string path, Func<string, Dictionary<string, bool>> collect)
    {
        var rights = collect(path);
        if (path.StartsWith("/vms/", StringComparison.Ordinal) && int.TryParse(path[5..], out var id))
            foreach (var pool in state.Pools.Where(pool => pool.Value.Guests.Contains(id)))
                foreach (var (privilege, propagate) in collect($"/pool/{pool.Key}"))
                    rights.TryAdd(privilege, propagate);
        return rights;
    }

    private Dictionary<string, bool> Collect(string path, Func<AclEntry, bool, bool> isOwn, Func<AclEntry, bool>? isGroup)
    {
        var rights = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var place in Ancestry(path))
        {
            var here = state.Access.Acl.Where(entry => entry.Path == place && (entry.Propagate || place == path)).ToList();
            var chosen = here.Where(entry => isOwn(entry, true)).ToList();
            if (chosen.Count == 0 && isGroup is not null)
                chosen = here.Where(isGroup).ToList();
            if (chosen.Count == 0)
                continue;
            rights.Clear();
            foreach (var entry in chosen)
                foreach (var privilege in Roles.Find(state.Access, entry.Role) ?? [])
                    rights[privilege] = entry.Propagate;
        }
        return rights;
    }

    private static IEnumerable<string> Ancestry(string path)
    {
        yield return "/";
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var length = 1; length <= parts.Length; length++)
            yield return "/" + string.Join('/', parts.Take(length));
    }
}
