using HomelabMcp.Simulation.Proxmox.Http;

namespace HomelabMcp.Simulation.Proxmox.Access;

/// <summary>Tickets, passwords, and what a caller may do.</summary>
internal static class LoginEndpoints
{
    private static readonly (string Name, string Path, string Family)[] Capabilities =
    [
        ("access", "/access", "User. Group. Permissions."), ("dc", "/", "Sys. SDN."), ("mapping", "/mapping", "Mapping."), ("nodes", "/nodes", "Sys."),
        ("sdn", "/sdn", "SDN."), ("storage", "/storage", "Datastore."), ("vms", "/vms", "VM."),
    ];

    public static void Map(Routes routes)
    {
        routes.On("GET /access/ticket", _ => null);
        routes.On("POST /access/ticket", Login);
        routes.On("PUT /access/password", ChangePassword);
        routes.On("GET /access/permissions", Permissions);
        routes.On("GET /access", _ => Index.Sub("users", "groups", "roles", "acl", "domains", "openid", "tfa", "ticket", "password", "permissions"));
    }

    private static Row Login(Call call)
    {
        var user = call.Arguments.Required("username");
        if (call.Text("realm") is { } realm && !user.Contains('@', StringComparison.Ordinal))
            user = $"{user}@{realm}";
        var password = call.Arguments.Required("password");
        var (cluster, access) = (call.Cluster, call.State.Access);
        var known = Authentication.IsActive(cluster, user);
        if (!known || !(access.Users[user].Password == password || cluster.Tickets.Verify(password) == user))
            throw new ApiError(401, "authentication failure\n");
        var caller = new Caller(user, null);
        var capabilities = new Row();
        foreach (var (name, path, families) in Capabilities)
        {
            var row = new Row();
            foreach (var privilege in cluster.Rights.Of(caller, path).Keys.Where(privilege => families.Split(' ').Any(family => privilege.StartsWith(family, StringComparison.Ordinal))).Order(StringComparer.Ordinal))
                row[privilege] = 1;
            capabilities[name] = row;
        }
        return new Row
        {
            ["username"] = user,
            ["ticket"] = cluster.Tickets.Issue(user),
            ["CSRFPreventionToken"] = cluster.Tickets.IssueCsrf(user),
            ["clustername"] = call.State.Name,
            ["cap"] = capabilities,
        };
    }

    private static object? ChangePassword(Call call)
    {
        var user = call.State.Access.Users.GetValueOrDefault(call.Arguments.Required("userid")) ?? throw ApiError.Die($"user '{call.Text("userid")}' does not exist\n");
        user.Password = call.Arguments.Required("password");
        return null;
    }

    private static Row Permissions(Call call)
    {
        var caller = call.Caller;
        if (call.Text("userid") is { } who && who != caller.Id)
        {
            call.Demand("/access", "Sys.Audit");
            caller = who.Split('!', 2) is [var user, var token] ? new Caller(user, token) : new Caller(who, null);
        }
        var result = new Row();
        foreach (var path in call.Text("path") is { } only ? [only] : Paths(call))
        {
            var row = new Row();
            foreach (var (privilege, propagate) in call.Cluster.Rights.Of(caller, path).OrderBy(right => right.Key, StringComparer.Ordinal))
                row[privilege] = propagate ? 1 : 0;
            if (row.Count > 0)
                result[path] = row;
        }
        return result;
    }

    /// <summary>The roots, and every path an access list or a pool names.</summary>
    private static IEnumerable<string> Paths(Call call) =>
        new[] { "/", "/access", "/access/groups", "/nodes", "/pool", "/sdn", "/storage", "/vms" }
            .Concat(call.State.Access.Acl.Select(entry => entry.Path))
            .Concat(call.State.Pools.Values.SelectMany(pool => pool.Guests.Select(id => $"/vms/{id}").Concat(pool.Storages.Select(storage => $"/storage/{storage}"))))
            .Distinct(StringComparer.Ordinal);
}
