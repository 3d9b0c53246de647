using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using HomelabMcp.Simulation.Proxmox.Http;

namespace HomelabMcp.Simulation.Proxmox.Datacenter;

/// <summary>HA resources and rules, kept and shown; nothing fails over.</summary>
internal static class HighAvailability
{
    public static void Map(Routes routes)
    {
        const string Root = "/cluster/ha";
        routes.On($"GET {Root}", _ => Index.Names("status", "resources", "groups", "rules"));
        routes.On($"GET {Root}/groups", _ => throw ApiError.Die("cannot index groups: ha groups have been migrated to rules\n"));
        routes.On($"GET {Root}/status/current", call => new[]
        {
            new Row { ["id"] = "quorum", ["node"] = call.State.Nodes.Keys.First(), ["quorate"] = 1, ["status"] = "OK", ["type"] = "quorum" },
            new Row { ["armed-state"] = "standby", ["id"] = "fencing", ["node"] = call.State.Nodes.Keys.First(), ["status"] = "standby (CRM watchdog standby)", ["type"] = "fencing" },
        });
        routes.On($"GET {Root}/resources", call => call.State.HaResources.Select(resource => Resource(resource.Key, resource.Value, Digest(call.State.HaResources))).ToList());
        routes.On($"GET {Root}/resources/{{sid}}", call => Resource(Sid(call), FindResource(call), Digest(call.State.HaResources)));
        routes.On($"POST {Root}/resources", AddResource);
        routes.On($"PUT {Root}/resources/{{sid}}", call => Change(call, FindResource(call), "sid"));
        routes.On($"DELETE {Root}/resources/{{sid}}", call =>
        {
            FindResource(call);
            call.State.HaResources.Remove(Sid(call));
            return null;
        });
        routes.On($"GET {Root}/rules", call => call.State.HaRules.Select((rule, index) => Rule(call, rule.Key, rule.Value, index)).ToList());
        routes.On($"GET {Root}/rules/{{rule}}", call => Rule(call, call.Text("rule")!, FindRule(call), call.State.HaRules.Keys.ToList().IndexOf(call.Text("rule")!)));
        routes.On($"POST {Root}/rules", AddRule);
        routes.On($"PUT {Root}/rules/{{rule}}", call => Change(call, FindRule(call), "rule"));
        routes.On($"DELETE {Root}/rules/{{rule}}", call =>
        {
            FindRule(call);
            call.State.HaRules.Remove(call.Text("rule")!);
            return null;
        });
    }

    /// <summary>A bare VMID stands for the guest of that id.</summary>
    private static string Sid(Call call)
    {
        var sid = call.Arguments.Required("sid");
        return sid.Contains(':', StringComparison.Ordinal) ? sid
            : $"{(int.TryParse(sid, out var id) && call.Cluster.Find(id)?.Kind == State.GuestKind.Lxc ? "ct" : "vm")}:{sid}";
    }

    private static SortedDictionary<string, string> FindResource(Call call) =>
        call.State.HaResources.GetValueOrDefault(Sid(call)) ?? throw ApiError.Die($"no such resource '{Sid(call)}'\n");

    private static SortedDictionary<string, string> FindRule(Call call) =>
        call.State.HaRules.GetValueOrDefault(call.Text("rule")!) ?? throw ApiError.Die($"no such ha rule '{call.Text("rule")}'\n");

    private static Row Resource(string sid, SortedDictionary<string, string> options, string digest)
    {
        var row = new Row { ["sid"] = sid, ["type"] = sid.Split(':')[0], ["digest"] = digest };
        Show(options, row);
        return row;
    }

    private static void Show(SortedDictionary<string, string> options, Row row)
    {
        foreach (var (option, value) in options)
            row[option] = long.TryParse(value, CultureInfo.InvariantCulture, out var number) ? number : value;
    }

    private static Row Rule(Call call, string name, SortedDictionary<string, string> options, int index)
    {
        var row = new Row { ["rule"] = name, ["digest"] = Digest(call.State.HaRules), ["order"] = index + 1 };
        Show(options, row);
        return row;
    }

    private static string Digest(SortedDictionary<string, SortedDictionary<string, string>> file)
    {
        var text = string.Join("\n", file.Select(section => $"{section.Key}\n{string.Join('\n', section.Value)}"));
#pragma warning disable CA5350 // the real server's digest is SHA-1; nothing rests on it but change detection
        return Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
    }

    private static object? AddResource(Call call)
    {
        var sid = Sid(call);
        if (call.State.HaResources.ContainsKey(sid))
            throw ApiError.Die($"create resource failed: resource ID '{sid}' already defined\n");
        if (!int.TryParse(sid.Split(':')[^1], out var id) || call.Cluster.Find(id) is null)
            throw ApiError.Die($"create resource failed: cannot find VM '{sid.Split(':')[^1]}' on any node\n");
        var resource = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["max_restart"] = "2", ["state"] = "started" };
        call.State.HaResources[sid] = resource;
        return Change(call, resource, "sid");
    }

    private static object? AddRule(Call call)
    {
        var name = call.Arguments.Required("rule");
        if (call.State.HaRules.ContainsKey(name))
            throw ApiError.Die($"create ha rule failed: HA rule '{name}' already defined\n");
        var rule = new SortedDictionary<string, string>(StringComparer.Ordinal);
        call.State.HaRules[name] = rule;
        return Change(call, rule, "rule");
    }

    private static object? Change(Call call, SortedDictionary<string, string> options, string key)
    {
        foreach (var option in call.Arguments.List("delete"))
            options.Remove(option);
        foreach (var name in call.Arguments.Names.Where(name => name != key && name is not ("digest" or "delete") && !(key is "sid" && name is "type")))
            options[name] = call.Text(name) ?? "";
        return null;
    }
}
