using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace HomelabMcp.Simulation.Docker;

/// <summary>POST /containers/create with the engine's own order of refusals.</summary>
internal sealed partial class ContainerCreation(DockerEngine engine)
{
    private const int Cpus = 8;

    public SimContainer Create(string? name, JsonObject body)
    {
        if (name is { Length: > 0 } && !Names().IsMatch(name))
            throw new DockerFault(400, $"Invalid container name ({name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
        if (body.Count == 0)
            throw new DockerFault(400, "Config cannot be empty in order to create a container");
        var endpoints = body["NetworkingConfig"]?["EndpointsConfig"] as JsonObject ?? [];
        if (endpoints.Count > 1)
            throw new DockerFault(400, $"Container cannot be connected to network endpoints: {string.Join(", ", endpoints.Select(pair => pair.Key).Order(StringComparer.Ordinal))}");
        var host = Host(body["HostConfig"]);
        var reference = JsonText.Of(body["Image"]) ?? "";
        var image = engine.FindImage(reference) ?? throw new DockerFault(404, $"No such image: {ImageReference.Normalise(reference)}");
        RefuseTaken(name);
        var id = engine.NewId();
        var container = new SimContainer
        {
            Id = id,
            Name = name is { Length: > 0 } ? name : $"container_{id[..8]}",
            Created = engine.Now,
            ImageId = image.Id,
            Config = Config(body, image, id),
            HostConfig = host,
        };
        AddMounts(container, body);
        AddNetwork(container, endpoints);
        engine.State.Containers.Add(container);
        engine.Emit(container, "create");
        return container;
    }

    public void RefuseTaken(string? name)
    {
        if (name is { Length: > 0 } && engine.State.Containers.Find(c => c.Name == name) is { } other)
        {
            throw new DockerFault(409, $"Conflict. The container name \"/{name}\" is already in use by container \"{other.Id}\". "
                + "You have to remove (or rename) that container to be able to reuse that name.");
        }
    }

    public static void CheckHost(JsonObject host)
    {
        var policy = JsonText.Of(host["RestartPolicy"]?["Name"]) ?? "";
        if (policy is not ("" or "no" or "always" or "unless-stopped" or "on-failure"))
            throw new DockerFault(400, $"invalid restart policy '{policy}'");
        if (JsonText.Number(host["Memory"]) is > 0 and < 6 * 1024 * 1024)
            throw new DockerFault(400, "Minimum memory limit allowed is 6MB");
        if (JsonText.Number(host["NanoCpus"]) is < 0 or > Cpus * 1_000_000_000L)
            throw new DockerFault(400, $"Range of CPUs is from 0.01 to {Cpus}.00, as there are only {Cpus} CPUs available");
    }

    private static JsonObject Host(JsonNode? sent)
    {
        var host = JsonText.Fill(ContainerTemplates.HostConfig, sent);
        CheckHost(host);
        foreach (var bind in JsonText.List(host["Binds"]))
        {
            var source = bind.Split(':')[0];
            if (!source.StartsWith('/') && !VolumeNames().IsMatch(source))
            {
                throw new DockerFault(400, $"create {source}: \"{source}\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. "
                    + "If you intended to pass a host directory, use absolute path");
            }
        }
        host["RestartPolicy"] = JsonText.Fill(ContainerTemplates.RestartPolicy, host["RestartPolicy"]);
        host["LogConfig"] = JsonText.Fill(ContainerTemplates.LogConfig, host["LogConfig"]);
        if (JsonText.Of(host["LogConfig"]!["Type"]) is "")
            host["LogConfig"]!["Type"] = "json-file";
        if (JsonText.Of(host["NetworkMode"]) is null or "")
            host["NetworkMode"] = "default";
        if (JsonText.Number(host["Memory"]) is > 0 and var memory && JsonText.Number(host["MemorySwap"]) == 0)
            host["MemorySwap"] = memory * 2;
        if (JsonText.Number(host["ShmSize"]) == 0)
            host["ShmSize"] = 67_108_864;
        return host;
    }

    private static JsonObject Config(JsonObject body, SimImage image, string id)
    {
        var config = JsonText.Fill(ContainerTemplates.Config, body);
        foreach (var (optional, value) in body)
        {
            if (optional is "ExposedPorts" or "Healthcheck" or "StopSignal" or "StopTimeout" or "Shell" && value is not null)
                config[optional] = value.DeepClone();
        }
        if (JsonText.Of(config["Hostname"]) is null or "")
            config["Hostname"] = id[..12];
        var own = image.Config;
        if (JsonText.List(config["Entrypoint"]).Count == 0 && own["Entrypoint"] is { } entrypoint)
        {
            config["Entrypoint"] = entrypoint.DeepClone();
            if (JsonText.List(config["Cmd"]).Count == 0)
                config["Cmd"] = own["Cmd"]?.DeepClone();
        }
        else if (JsonText.List(config["Cmd"]).Count == 0 && JsonText.List(body["Entrypoint"]).Count == 0)
        {
            config["Cmd"] = own["Cmd"]?.DeepClone();
        }
        foreach (var key in (ReadOnlySpan<string>)["WorkingDir", "User"])
        {
            if (JsonText.Of(config[key]) is null or "" && JsonText.Of(own[key]) is { Length: > 0 } inherited)
                config[key] = inherited;
        }
        Merge(config, own, "ExposedPorts");
        Merge(config, own, "Labels");
        Merge(config, own, "Volumes");
        if (config["Healthcheck"] is null && own["Healthcheck"] is { } health)
            config["Healthcheck"] = health.DeepClone();
        var env = JsonText.List(config["Env"]).ToList();
        env.AddRange(JsonText.List(own["Env"]).Where(pair => !env.Exists(mine => mine.Split('=')[0] == pair.Split('=')[0])));
        config["Env"] = env.Count > 0 || config["Env"] is not null ? JsonText.Array(env) : null;
        return config;
    }

    private static void Merge(JsonObject config, JsonObject image, string key)
    {
        if (image[key] is not JsonObject inherited)
            return;
        if (config[key] is not JsonObject)
            config[key] = new JsonObject();
        foreach (var (name, value) in inherited)
            config[key]!.AsObject().TryAdd(name, value?.DeepClone());
    }

    private void AddMounts(SimContainer container, JsonObject body)
    {
        foreach (var bind in JsonText.List(container.HostConfig["Binds"]))
        {
            var parts = bind.Split(':');
            var mode = parts.Length > 2 ? parts[2] : "";
            var writable = !mode.Split(',').Contains("ro");
            container.Mounts.Add(parts[0].StartsWith('/')
                ? new SimMount("bind", null, parts[0], parts[1], mode, writable)
                : Volume(parts[0], parts[1], mode.Length > 0 ? mode : "z", writable));
        }
        foreach (var mount in body["HostConfig"]?["Mounts"] as JsonArray ?? [])
        {
            var (type, source, target) = (JsonText.Of(mount?["Type"]) ?? "", JsonText.Of(mount?["Source"]) ?? "", JsonText.Of(mount?["Target"]) ?? "");
            var writable = !JsonText.True(mount?["ReadOnly"]);
            container.Mounts.Add(type switch
            {
                "volume" => Volume(source.Length > 0 ? source : engine.NewId(), target, "z", writable),
                "tmpfs" => new SimMount("tmpfs", null, "", target, "", writable),
                _ => new SimMount("bind", null, source, target, "", writable),
            });
        }
        foreach (var (target, _) in container.Config["Volumes"] as JsonObject ?? [])
        {
            if (!container.Mounts.Exists(mount => mount.Destination == target))
                container.Mounts.Add(Volume(engine.NewId(), target, "", true));
        }
    }

    private SimMount Volume(string name, string target, string mode, bool writable)
    {
        var volume = engine.State.Volumes.Find(v => v.Name == name);
        if (volume is null)
        {
            volume = new SimVolume { Name = name, Created = engine.Now };
            engine.State.Volumes.Add(volume);
            engine.Emit("volume", "create", name, [new("driver", "local")]);
        }
        return new SimMount("volume", name, volume.Mountpoint, target, mode, writable);
    }

    private static void AddNetwork(SimContainer container, JsonObject endpoints)
    {
        var mode = JsonText.Of(container.HostConfig["NetworkMode"])!;
        if (mode.StartsWith("container:", StringComparison.Ordinal))
            return;
        var network = mode == "default" ? "bridge" : mode;
        var (name, settings) = endpoints.FirstOrDefault();
        container.Networks[name is null or "default" ? network : name] = Endpoint(container, network, settings);
    }

    /// <summary>On a network of one's own the short id is an alias too; the predefined ones know no aliases.</summary>
    public static SimEndpoint Endpoint(SimContainer container, string network, JsonNode? settings)
    {
        var aliases = JsonText.List(settings?["Aliases"]).ToList();
        if (network is not ("bridge" or "host" or "none" or "default"))
            aliases.Add(container.Id[..12]);
        return new SimEndpoint { NetworkId = "", Aliases = aliases.Count > 0 ? aliases : null };
    }

    [GeneratedRegex("^[a-zA-Z0-9][a-zA-Z0-9_.-]+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    public static partial Regex Names();

    [GeneratedRegex("^[a-zA-Z0-9][a-zA-Z0-9_.-]*$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VolumeNames();
}
