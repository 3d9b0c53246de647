using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.State;

namespace HomelabMcp.Simulation.Proxmox.Access;

/// <summary>Users, tokens, groups, roles, access lists.</summary>
internal static class AccountEndpoints
{
    public static void Map(Routes routes)
    {
        routes.On("GET /access/users", call => call.State.Access.Users.Where(user => MaySee(call, user.Key)).Select(user => Describe(call.State, user.Key, user.Value, call.Flag("full"))).ToList());
        routes.On("POST /access/users", CreateUser);
        routes.On("GET /access/users/{userid}", call => OneUser(call, User(call)));
        routes.On("PUT /access/users/{userid}", UpdateUser);
        routes.On("DELETE /access/users/{userid}", DeleteUser);
        routes.On("GET /access/users/{userid}/token", call => User(call).Tokens.Select(token => Describe(token.Value).With("tokenid", token.Key)).ToList());
        routes.On("GET /access/users/{userid}/token/{tokenid}", call => Describe(Token(call)));
        routes.On("POST /access/users/{userid}/token/{tokenid}", CreateToken);
        routes.On("PUT /access/users/{userid}/token/{tokenid}", UpdateToken);
        routes.On("DELETE /access/users/{userid}/token/{tokenid}", DeleteToken);
        routes.On("GET /access/groups", call => call.State.Access.Groups.Select(group => new Row { ["groupid"] = group.Key, ["users"] = string.Join(',', group.Value.Users) }.With("comment", group.Value.Comment)).ToList());
        routes.On("GET /access/domains", _ => new[]
        {
            new Row { ["realm"] = "pam", ["type"] = "pam", ["comment"] = "Linux PAM standard authentication" },
            new Row { ["realm"] = "pve", ["type"] = "pve", ["comment"] = "Proxmox VE authentication server", ["default"] = 1 },
        });
        AccessLists.Map(routes);
    }

    private static bool MaySee(Call call, string user) =>
        user == call.Caller.User || call.Cluster.Rights.HasAny(call.Caller, "/access/groups", ["User.Modify", "Sys.Audit"]);

    private static UserState User(Call call)
    {
        var id = call.Arguments.Required("userid");
        return call.State.Access.Users.GetValueOrDefault(id) ?? throw ApiError.Die($"no such user ('{id}')\n");
    }

    private static TokenState Token(Call call)
    {
        var id = call.Arguments.Required("tokenid");
        return User(call).Tokens.GetValueOrDefault(id) ?? throw ApiError.Die($"no such token '{id}' for user '{call.Text("userid")}'\n");
    }

    private static IEnumerable<string> GroupsOf(ClusterState state, string user) =>
        state.Access.Groups.Where(group => group.Value.Users.Contains(user)).Select(group => group.Key);

    private static Row Describe(ClusterState state, string id, UserState user, bool full)
    {
        var row = new Row { ["userid"] = id, ["enable"] = user.Enabled ? 1 : 0, ["expire"] = user.Expires, ["realm-type"] = id.Split('@')[^1] }
            .With("firstname", user.FirstName).With("lastname", user.LastName).With("email", user.Email).With("comment", user.Comment);
        if (full)
        {
            row["groups"] = string.Join(',', GroupsOf(state, id));
            row["tokens"] = user.Tokens.Count == 0 ? null : user.Tokens.Select(token => Describe(token.Value).With("tokenid", token.Key)).ToList();
        }
        return row;
    }

    private static Row OneUser(Call call, UserState user)
    {
        var row = Describe(call.State, call.Text("userid")!, user, full: false);
        row.Remove("userid");
        row.Remove("realm-type");
        row["groups"] = GroupsOf(call.State, call.Text("userid")!).ToList();
        var tokens = new Row();
        foreach (var (id, token) in user.Tokens)
            tokens[id] = Describe(token);
        row["tokens"] = tokens;
        return row;
    }

    private static Row Describe(TokenState token) =>
        new Row { ["expire"] = token.Expires, ["privsep"] = token.Separate ? 1 : 0 }.With("comment", token.Comment);

    private static object? CreateUser(Call call)
    {
        var id = call.Arguments.Required("userid");
        if (call.State.Access.Users.ContainsKey(id))
            throw ApiError.Die($"create user failed: user '{id}' already exists\n");
        var user = new UserState { Password = call.Text("password") };
        call.State.Access.Users[id] = user;
        Fill(call, user);
        return null;
    }

    private static object? UpdateUser(Call call)
    {
        Fill(call, User(call));
        return null;
    }

    private static void Fill(Call call, UserState user)
    {
        user.Comment = call.Text("comment") ?? user.Comment;
        user.Email = call.Text("email") ?? user.Email;
        user.FirstName = call.Text("firstname") ?? user.FirstName;
        user.LastName = call.Text("lastname") ?? user.LastName;
        user.Expires = call.Arguments.Integer("expire") ?? user.Expires;
        user.Enabled = call.Arguments.Contains("enable") ? call.Flag("enable") : user.Enabled;
        foreach (var group in call.Arguments.List("groups"))
            (call.State.Access.Groups.GetValueOrDefault(group) ?? throw ApiError.Die($"no such group '{group}'\n")).Users.Add(call.Text("userid")!);
    }

    private static object? DeleteUser(Call call)
    {
        var id = call.Arguments.Required("userid");
        _ = User(call);
        call.State.Access.Users.Remove(id);
        call.State.Access.Acl.RemoveAll(entry => entry.Who == id || entry.Who.StartsWith(id + "!", StringComparison.Ordinal));
        foreach (var group in call.State.Access.Groups.Values)
            group.Users.Remove(id);
        return null;
    }

    private static Row CreateToken(Call call)
    {
        var (user, id) = (User(call), call.Arguments.Required("tokenid"));
        if (user.Tokens.ContainsKey(id))
            throw ApiError.Parameter("tokenid", "Token already exists.");
        var token = new TokenState
        {
            Secret = call.Cluster.NewUuid(),
            Comment = call.Text("comment"),
            Expires = call.Arguments.Integer("expire") ?? 0,
            Separate = !call.Arguments.Contains("privsep") || call.Flag("privsep"),
        };
        user.Tokens[id] = token;
        return new Row { ["full-tokenid"] = $"{call.Text("userid")}!{id}", ["info"] = new Row { ["expire"] = token.Expires, ["privsep"] = token.Separate ? "1" : "0" }.With("comment", token.Comment), ["value"] = token.Secret };
    }

    private static Row UpdateToken(Call call)
    {
        var token = Token(call);
        token.Comment = call.Text("comment") ?? token.Comment;
        token.Expires = call.Arguments.Integer("expire") ?? token.Expires;
        token.Separate = call.Arguments.Contains("privsep") ? call.Flag("privsep") : token.Separate;
        return Describe(token);
    }

    private static object? DeleteToken(Call call)
    {
        _ = Token(call);
        User(call).Tokens.Remove(call.Text("tokenid")!);
        call.State.Access.Acl.RemoveAll(entry => entry.Who == $"{call.Text("userid")}!{call.Text("tokenid")}");
        return null;
    }
}
