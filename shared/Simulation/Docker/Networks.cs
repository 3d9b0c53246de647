using System.Text.Json.Nodes;

namespace HomelabMcp.Simulation.Docker;

/// <summary>Networks: two may share a name, the predefined three cannot go, one in use cannot go either.</summary>
internal sealed class Networks(DockerEngine engine)
{
    public JsonArray List(DockerExchange exchange)
    {
        var filters = DockerFilters.Parse(exchange.Query("filters"), "name", "id", "label", "driver", "type", "scope", "dangling");
        lock (engine.Gate)
        {
            return [.. engine.State.Networks
                .Where(network => filters.Allows("name", wanted => network.Name.Contains(wanted, StringComparison.Ordinal))
                    && filters.Allows("id", wanted => network.Id.StartsWith(wanted, StringComparison.Ordinal))
                    && filters.Allows("driver", wanted => network.Driver == wanted)
                    && filters.Allows("type", wanted => (wanted == "builtin") == network.Predefined)
                    && filters.AllowsLabels(network.Labels))
                .Select(network => (JsonNode)View(network, containers: false))];
        }
    }

    public JsonObject Inspect(string name)
    {
        lock (engine.Gate)
        {
            if (engine.State.Networks.Count(n => n.Name == name) is > 1 and var count)
                throw new DockerFault(400, $"{count} matches found based on name: network {name} is ambiguous");
            return View(Find(name), containers: true);
        }
    }

    public JsonObject Create(JsonObject body)
    {
        lock (engine.Gate)
        {
            var name = JsonText.Of(body["Name"]) ?? "";
            if (name.Trim().Length == 0)
                throw new DockerFault(500, $"invalid name: {name}");
            if (name is "bridge" or "host" or "none" or "default")
                throw new DockerFault(403, $"operation is not permitted on predefined {name} network ");
            var driver = JsonText.Of(body["Driver"]) is { Length: > 0 } given ? given : "bridge";
            if (driver is not ("bridge" or "macvlan" or "ipvlan" or "overlay"))
                throw new DockerFault(404, $"plugin \"{driver}\" not found");
            var twin = engine.State.Networks.Find(n => n.Name == name);
            if (twin is not null && JsonText.True(body["CheckDuplicate"]))
                throw new DockerFault(409, $"network with name {name} already exists");
            var network = New(body, name, driver);
            engine.State.Networks.Add(network);
            engine.Emit("network", "create", network.Id, [new("name", name), new("type", driver)]);
            return new JsonObject { ["Id"] = network.Id, ["Warning"] = twin is null ? "" : $"Network with name {name} (id : {twin.Id}) already exists" };
        }
    }

    private SimNetwork New(JsonObject body, string name, string driver)
    {
        var ipam = (body["IPAM"]?["Config"] as JsonArray)?.FirstOrDefault();
        var asked = JsonText.Of(ipam?["Subnet"]);
        var subnet = asked ?? Enumerable.Range(18, 230).Select(n => $"172.{n}.0.0/16").First(free => engine.State.Networks.TrueForAll(n => n.Subnet != free));
        if (engine.State.Networks.Exists(n => n.Subnet == subnet))
            throw new DockerFault(403, "Pool overlaps with other one on this address space");
        return new SimNetwork
        {
            Id = engine.NewId(),
            Name = name,
            Driver = driver,
            Created = engine.Now,
            Internal = JsonText.True(body["Internal"]),
            Attachable = JsonText.True(body["Attachable"]),
            EnableIPv6 = JsonText.True(body["EnableIPv6"]),
            Subnet = subnet,
            Gateway = JsonText.Of(ipam?["Gateway"]) ?? (asked is null ? string.Concat(subnet.AsSpan(0, subnet.LastIndexOf('.')), ".1") : null),
            Options = body["Options"]?.DeepClone() as JsonObject ?? [],
            Labels = body["Labels"]?.DeepClone() as JsonObject ?? [],
        };
    }

    public void Remove(string name)
    {
        lock (engine.Gate)
        {
            if (engine.State.Networks.Count(n => n.Name == name) is > 1 and var count)
                throw new DockerFault(400, $"network {name} is ambiguous ({count} matches found based on name)");
            var network = Find(name);
            if (network.Predefined)
                throw new DockerFault(403, $"{network.Name} is a pre-defined network and cannot be removed");
            if (Attached(network).Any())
                throw new DockerFault(403, $"error while removing network: network {network.Name} id {network.Id} has active endpoints");
            engine.State.Networks.Remove(network);
            engine.Emit("network", "destroy", network.Id, [new("name", network.Name), new("type", network.Driver)]);
        }
    }

    public void Connect(string name, JsonObject body)
    {
        lock (engine.Gate)
        {
            var network = Find(name);
            var container = engine.Container(JsonText.Of(body["Container"]) ?? "");
            if (container.Networks.ContainsKey(network.Name))
                throw new DockerFault(403, $"endpoint with name {container.Name} already exists in network {network.Name}");
            var endpoint = ContainerCreation.Endpoint(container, network.Name, body["EndpointConfig"]);
            container.Networks[network.Name] = endpoint;
            if (container.Running)
                engine.Lifecycle.Attach(network, endpoint);
            engine.Emit("network", "connect", network.Id, [new("container", container.Id), new("name", network.Name), new("type", network.Driver)]);
        }
    }

    public void Disconnect(string name, JsonObject body)
    {
        lock (engine.Gate)
        {
            var network = Find(name);
            var container = engine.Container(JsonText.Of(body["Container"]) ?? "");
            if (!container.Networks.Remove(network.Name))
                throw new DockerFault(500, $"container {container.Id} is not connected to network {network.Name}");
            engine.Emit("network", "disconnect", network.Id, [new("container", container.Id), new("name", network.Name), new("type", network.Driver)]);
        }
    }

    private SimNetwork Find(string name) => engine.FindNetwork(name) ?? throw new DockerFault(404, $"network {name} not found");

    private IEnumerable<(SimContainer Container, SimEndpoint Endpoint)> Attached(SimNetwork network) =>
        from container in engine.Containers()
        where container.Running
        from pair in container.Networks
        where pair.Value.NetworkId == network.Id
        select (container, pair.Value);

    private JsonObject View(SimNetwork network, bool containers)
    {
        var config = new JsonArray();
        if (network.Subnet is not null)
        {
            var pool = new JsonObject { ["Subnet"] = network.Subnet };
            if (network.Gateway is not null && !network.Predefined)
                pool["Gateway"] = network.Gateway;
            config.Add((JsonNode)pool);
        }
        var members = new JsonObject();
        foreach (var (container, endpoint) in containers ? Attached(network) : [])
        {
            members[container.Id] = new JsonObject
            {
                ["Name"] = container.Name,
                ["EndpointID"] = endpoint.EndpointId,
                ["MacAddress"] = endpoint.MacAddress,
                ["IPv4Address"] = endpoint.Address.Length > 0 ? $"{endpoint.Address}/{endpoint.Prefix}" : "",
                ["IPv6Address"] = "",
            };
        }
        return new JsonObject
        {
            ["Name"] = network.Name,
            ["Id"] = network.Id,
            ["Created"] = DockerTime.Text(network.Created),
            ["Scope"] = "local",
            ["Driver"] = network.Driver,
            ["EnableIPv6"] = network.EnableIPv6,
            ["IPAM"] = new JsonObject { ["Driver"] = "default", ["Options"] = null, ["Config"] = config },
            ["Internal"] = network.Internal,
            ["Attachable"] = network.Attachable,
            ["Ingress"] = false,
            ["ConfigFrom"] = new JsonObject { ["Network"] = "" },
            ["ConfigOnly"] = false,
            ["Containers"] = members,
            ["Options"] = network.Options.DeepClone(),
            ["Labels"] = network.Labels.DeepClone(),
        };
    }
}
