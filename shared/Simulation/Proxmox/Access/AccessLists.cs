using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.State;

namespace HomelabMcp.Simulation.Proxmox.Access;

internal static class AccessLists
{
    public static void Map(Routes routes)
    {
        routes.On("GET /access/roles", call => Roles.BuiltIn.Select(role => Describe(role.Key, role.Value, 1))
            .Concat(call.State.Access.Roles.Select(role => Describe(role.Key, role.Value, 0))).ToList());
        routes.On("GET /access/roles/{roleid}", One);
        routes.On("GET /access/acl", call => call.State.Access.Acl
            .Where(entry => call.Cluster.Rights.HasAny(call.Caller, entry.Path, ["Sys.Audit", "Permissions.Modify"]))
            .Select(entry => new Row { ["path"] = entry.Path, ["type"] = entry.Kind, ["ugid"] = entry.Who, ["roleid"] = entry.Role, ["propagate"] = entry.Propagate ? 1 : 0 }).ToList());
        routes.On("PUT /access/acl", Update);
    }

    private static Row Describe(string role, string[] privileges, int special) =>
        new() { ["roleid"] = role, ["privs"] = string.Join(',', privileges), ["special"] = special };

    private static Row One(Call call)
    {
        var role = call.Arguments.Required("roleid");
        var row = new Row();
        foreach (var privilege in Roles.Find(call.State.Access, role) ?? throw ApiError.Die($"role '{role}' does not exist\n"))
            row[privilege] = 1;
        return row;
    }

    private static object? Update(Call call)
    {
        var (access, path) = (call.State.Access, "/" + call.Arguments.Required("path").Trim('/'));
        var propagate = !call.Arguments.Contains("propagate") || call.Flag("propagate");
        foreach (var role in call.Arguments.List("roles"))
        {
            if (Roles.Find(access, role) is null)
                throw ApiError.Die($"ACL update failed: role '{role}' does not exist\n");
            foreach (var entry in Entries(call, path, role, propagate))
            {
                Demand(access, entry);
                access.Acl.RemoveAll(other => other with { Propagate = propagate } == entry);
                if (!call.Flag("delete"))
                    access.Acl.Add(entry);
            }
        }
        return null;
    }

    private static IEnumerable<AclEntry> Entries(Call call, string path, string role, bool propagate) =>
        call.Arguments.List("users").Select(user => new AclEntry(path, "user", user, role, propagate))
            .Concat(call.Arguments.List("groups").Select(group => new AclEntry(path, "group", group, role, propagate)))
            .Concat(call.Arguments.List("tokens").Select(token => new AclEntry(path, "token", token, role, propagate)));

    private static void Demand(AccessState access, AclEntry entry)
    {
        var known = entry.Kind switch
        {
            "group" => access.Groups.ContainsKey(entry.Who),
            "token" => entry.Who.Split('!', 2) is [var user, var token] && access.Users.GetValueOrDefault(user)?.Tokens.ContainsKey(token) == true,
            _ => access.Users.ContainsKey(entry.Who),
        };
        if (!known)
            throw ApiError.Die($"ACL update failed: {entry.Kind} '{entry.Who}' does not exist\n");
    }
}
