using System.Text.Json;

using HomelabMcp.Simulation.Proxmox.Http;

namespace HomelabMcp.Simulation.Proxmox.Access;

/// <summary>
/// The permission an endpoint asks for, in the schema's form: <c>all</c>, <c>world</c>, <c>root</c>, or nested lists such as
/// <c>["and",["perm","/vms/{vmid}",["VM.Clone"]],["or",…]]</c>.
/// </summary>
internal sealed class PermissionCheck
{
    private readonly JsonElement? _tree;
    private readonly string _word;

    public PermissionCheck(string text)
    {
        _word = text;
        if (text.StartsWith('['))
        {
            using var document = JsonDocument.Parse(text);
            _tree = document.RootElement.Clone();
        }
    }

    public bool IsOpen => _word is "world";

    public void Demand(Rights rights, Caller caller, Arguments arguments)
    {
        if (_tree is { } tree)
            Check(tree, rights, caller, arguments, nested: false);
        else if (_word is "root" && caller.User is not "root@pam")
            throw ApiError.Forbidden("user != root@pam");
    }

    private static bool Check(JsonElement node, Rights rights, Caller caller, Arguments arguments, bool nested)
    {
        switch (node[0].GetString())
        {
            case "and":
                return node.EnumerateArray().Skip(1).All(part => Check(part, rights, caller, arguments, nested));
            case "or":
                return node.EnumerateArray().Skip(1).Any(part => Check(part, rights, caller, arguments, nested: true)) || (nested ? false : throw ApiError.Forbidden());
            case "userid-param":
                return node[1].GetString() is "self"
                    ? arguments.Text("userid") == caller.User || Refuse(nested, "self")
                    : rights.Has(caller, "/access/realm/" + (arguments.Text("userid") ?? "").Split('@')[^1], node[1].GetString()!) || Refuse(nested, "/access, " + node[1].GetString());
            case "userid-group":
                return rights.HasAny(caller, "/access/groups", node[1].EnumerateArray().Select(p => p.GetString()!)) || Refuse(nested, $"/access/groups, {string.Join('|', node[1].EnumerateArray())}");
            case "perm-modify":
                return rights.HasAny(caller, Fill(node[1].GetString()!, arguments), ["Permissions.Modify"]) || Refuse(nested, $"{Fill(node[1].GetString()!, arguments)}, Permissions.Modify");
            default:
                return CheckPerm(node, rights, caller, arguments, nested);
        }
    }

    private static bool CheckPerm(JsonElement node, Rights rights, Caller caller, Arguments arguments, bool nested)
    {
        var path = Fill(node[1].GetString()!, arguments);
        var wanted = node[2].EnumerateArray().Select(privilege => privilege.GetString()!).ToList();
        var options = node.EnumerateArray().Skip(3).Select(option => option.ToString()).ToList();
        if (options.IndexOf("require_param") is >= 0 and var at && arguments.Text(options[at + 1]) is null)
            return false;
        var granted = options.Contains("any", StringComparer.Ordinal)
            ? rights.HasAny(caller, path, wanted)
            : wanted.All(privilege => rights.Has(caller, path, privilege));
        return granted || Refuse(nested, $"{path}, {string.Join('|', wanted)}");
    }

    private static bool Refuse(bool nested, string what) => nested ? false : throw ApiError.Forbidden(what);

    private static string Fill(string path, Arguments arguments)
    {
        foreach (var name in arguments.Names)
            if (path.Contains('{'))
                path = path.Replace($"{{{name}}}", arguments.Text(name), StringComparison.Ordinal);
        return path;
    }
}
