using System.Globalization;
using System.Text.Json.Nodes;

namespace HomelabMcp.Simulation.Docker;

/// <summary>A container as `list` tells it and as `inspect` tells it: the first knows neither environment nor limits.</summary>
internal sealed class ContainerViews(DockerEngine engine)
{
    public JsonObject Summary(SimContainer container, bool size)
    {
        var row = new JsonObject
        {
            ["Id"] = container.Id,
            ["Names"] = new JsonArray('/' + container.Name),
            ["Image"] = container.Text("Image"),
            ["ImageID"] = container.ImageId,
            ["Command"] = CommandLine(container),
            ["Created"] = container.Created.ToUnixTimeSeconds(),
            ["Ports"] = ListedPorts(container),
        };
        if (size)
            row["SizeRootFs"] = engine.State.Images.Find(i => i.Id == container.ImageId)?.Size ?? 0;
        row["Labels"] = container.Config["Labels"]?.DeepClone();
        row["State"] = container.Status;
        row["Status"] = Status(container);
        row["HostConfig"] = new JsonObject { ["NetworkMode"] = container.HostConfig["NetworkMode"]?.DeepClone() };
        row["NetworkSettings"] = new JsonObject { ["Networks"] = Endpoints(container, aliases: false) };
        row["Mounts"] = Mounts(container);
        return row;
    }

    public JsonObject Inspect(SimContainer container)
    {
        var command = Words(container);
        var once = container.StartedAt is not null;
        var root = $"/var/lib/docker/containers/{container.Id}/";
        var host = container.HostConfig.DeepClone().AsObject();
        foreach (var optional in (ReadOnlySpan<string>)["Init", "Mounts"])
        {
            if (host[optional] is null)
                host.Remove(optional);
        }
        return new JsonObject
        {
            ["Id"] = container.Id,
            ["Created"] = DockerTime.Text(container.Created),
            ["Path"] = command.FirstOrDefault() ?? "",
            ["Args"] = JsonText.Array(command.Skip(1)),
            ["State"] = State(container),
            ["Image"] = container.ImageId,
            ["ResolvConfPath"] = once ? root + "resolv.conf" : "",
            ["HostnamePath"] = once ? root + "hostname" : "",
            ["HostsPath"] = once ? root + "hosts" : "",
            ["LogPath"] = once ? $"{root}{container.Id}-json.log" : "",
            ["Name"] = '/' + container.Name,
            ["RestartCount"] = container.RestartCount,
            ["Driver"] = "overlay2",
            ["Platform"] = "linux",
            ["MountLabel"] = "",
            ["ProcessLabel"] = "",
            ["AppArmorProfile"] = "",
            ["ExecIDs"] = null,
            ["HostConfig"] = host,
            ["GraphDriver"] = GraphDriver(container),
            ["Mounts"] = Mounts(container),
            ["Config"] = container.Config.DeepClone(),
            ["NetworkSettings"] = NetworkSettings(container),
        };
    }

    private JsonObject State(SimContainer container)
    {
        var state = new JsonObject
        {
            ["Status"] = container.Status,
            ["Running"] = container.Running,
            ["Paused"] = container.Status == "paused",
            ["Restarting"] = false,
            ["OOMKilled"] = false,
            ["Dead"] = false,
            ["Pid"] = container.Pid,
            ["ExitCode"] = container.ExitCode,
            ["Error"] = container.Error,
            ["StartedAt"] = DockerTime.Text(container.StartedAt),
            ["FinishedAt"] = DockerTime.Text(container.FinishedAt),
        };
        if (ContainerHealth.Of(container, engine.Now) is { } health)
            state["Health"] = health.ToJson();
        return state;
    }

    private static JsonObject GraphDriver(SimContainer container)
    {
        var layer = "/var/lib/docker/overlay2/" + DockerEngine.Hex(container.Id);
        return new JsonObject
        {
            ["Data"] = new JsonObject { ["LowerDir"] = $"{layer}-init/diff", ["MergedDir"] = $"{layer}/merged", ["UpperDir"] = $"{layer}/diff", ["WorkDir"] = $"{layer}/work" },
            ["Name"] = "overlay2",
        };
    }

    private static JsonArray Mounts(SimContainer container)
    {
        var mounts = new JsonArray();
        foreach (var mount in container.Mounts)
        {
            var row = new JsonObject { ["Type"] = mount.Type };
            if (mount.Name is not null)
                row["Name"] = mount.Name;
            row["Source"] = mount.Source;
            row["Destination"] = mount.Destination;
            if (mount.Type == "volume")
                row["Driver"] = "local";
            row["Mode"] = mount.Mode;
            row["RW"] = mount.Writable;
            row["Propagation"] = mount.Type == "bind" ? "rprivate" : "";
            mounts.Add((JsonNode)row);
        }
        return mounts;
    }

    private static JsonObject NetworkSettings(SimContainer container)
    {
        var ports = new JsonObject();
        if (container.Running)
        {
            foreach (var port in (container.Config["ExposedPorts"] as JsonObject ?? []).Select(pair => pair.Key).Union(container.Ports.Keys))
            {
                ports[port] = container.Ports.TryGetValue(port, out var bound)
                    ? new JsonArray([.. bound.Select(p => (JsonNode)new JsonObject { ["HostIp"] = p.HostIp, ["HostPort"] = p.HostPort })])
                    : null;
            }
        }
        var first = container.Networks.TryGetValue("bridge", out var bridge) ? bridge : null;
        return new JsonObject
        {
            ["Bridge"] = "",
            ["SandboxID"] = container.StartedAt is null ? "" : DockerEngine.Hex("sandbox" + container.Id),
            ["HairpinMode"] = false,
            ["LinkLocalIPv6Address"] = "",
            ["LinkLocalIPv6PrefixLen"] = 0,
            ["Ports"] = ports,
            ["SandboxKey"] = container.StartedAt is null ? "" : "/var/run/docker/netns/" + DockerEngine.Hex("sandbox" + container.Id)[..12],
            ["SecondaryIPAddresses"] = null,
            ["SecondaryIPv6Addresses"] = null,
            ["EndpointID"] = first?.EndpointId ?? "",
            ["Gateway"] = first?.Gateway ?? "",
            ["GlobalIPv6Address"] = "",
            ["GlobalIPv6PrefixLen"] = 0,
            ["IPAddress"] = first?.Address ?? "",
            ["IPPrefixLen"] = first?.Prefix ?? 0,
            ["IPv6Gateway"] = "",
            ["MacAddress"] = first?.MacAddress ?? "",
            ["Networks"] = Endpoints(container, aliases: true),
        };
    }

    private static JsonObject Endpoints(SimContainer container, bool aliases)
    {
        var networks = new JsonObject();
        foreach (var (name, endpoint) in container.Networks)
        {
            networks[name] = new JsonObject
            {
                ["IPAMConfig"] = null,
                ["Links"] = null,
                ["Aliases"] = aliases && endpoint.Aliases is { } list ? JsonText.Array(list) : null,
                ["NetworkID"] = endpoint.NetworkId,
                ["EndpointID"] = endpoint.EndpointId,
                ["Gateway"] = endpoint.Gateway,
                ["IPAddress"] = endpoint.Address,
                ["IPPrefixLen"] = endpoint.Prefix,
                ["IPv6Gateway"] = "",
                ["GlobalIPv6Address"] = "",
                ["GlobalIPv6PrefixLen"] = 0,
                ["MacAddress"] = endpoint.MacAddress,
                ["DriverOpts"] = null,
            };
        }
        return networks;
    }

    private static JsonArray ListedPorts(SimContainer container)
    {
        var rows = new JsonArray();
        if (!container.Running || container.Networks.Keys.All(network => network is "none" or "host"))
            return rows;
        foreach (var port in (container.Config["ExposedPorts"] as JsonObject ?? []).Select(pair => pair.Key).Union(container.Ports.Keys))
        {
            var parts = port.Split('/');
            var inside = int.Parse(parts[0], CultureInfo.InvariantCulture);
            var type = parts.Length > 1 ? parts[1] : "tcp";
            if (!container.Ports.TryGetValue(port, out var bound) || bound.Count == 0)
                rows.Add((JsonNode)new JsonObject { ["PrivatePort"] = inside, ["Type"] = type });
            foreach (var binding in bound ?? [])
                rows.Add((JsonNode)new JsonObject { ["IP"] = binding.HostIp, ["PrivatePort"] = inside, ["PublicPort"] = int.Parse(binding.HostPort, CultureInfo.InvariantCulture), ["Type"] = type });
        }
        return rows;
    }

    private string Status(SimContainer container)
    {
        var now = engine.Now;
        return container.Status switch
        {
            "created" => "Created",
            "paused" => $"Up {DockerTime.Human(now - container.StartedAt!.Value)} (Paused)",
            "exited" => $"Exited ({container.ExitCode}) {DockerTime.Human(now - container.FinishedAt!.Value)} ago",
            _ => $"Up {DockerTime.Human(now - container.StartedAt!.Value)}" + ContainerHealth.Of(container, now) switch
            {
                { Status: "starting" } => " (health: starting)",
                { } health => $" ({health.Status})",
                null => "",
            },
        };
    }

    private static List<string> Words(SimContainer container) =>
        [.. JsonText.List(container.Config["Entrypoint"]), .. JsonText.List(container.Config["Cmd"])];

    private static string CommandLine(SimContainer container) =>
        string.Join(' ', Words(container).Select(word => word.Any(c => char.IsWhiteSpace(c) || c is '\'' or '"' or ';') ? $"'{word}'" : word));
}
