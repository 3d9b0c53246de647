using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace HomelabMcp.Simulation.Docker;

/// <summary>Volumes: creating one that exists answers with the old one, its labels untouched.</summary>
internal sealed partial class Volumes(DockerEngine engine)
{
    public JsonObject List(DockerExchange exchange)
    {
        var filters = DockerFilters.Parse(exchange.Query("filters"), "name", "label", "driver", "dangling");
        lock (engine.Gate)
        {
            return new JsonObject
            {
                ["Volumes"] = new JsonArray([.. engine.State.Volumes
                    .Where(volume => filters.Allows("name", wanted => volume.Name.Contains(wanted, StringComparison.Ordinal))
                        && filters.Allows("driver", wanted => volume.Driver == wanted)
                        && filters.Allows("dangling", wanted => wanted is "true" or "1" == !Users(volume).Any())
                        && filters.AllowsLabels(volume.Labels))
                    .Select(volume => (JsonNode)View(volume))]),
                ["Warnings"] = null,
            };
        }
    }

    public JsonObject Create(JsonObject body)
    {
        lock (engine.Gate)
        {
            var name = JsonText.Of(body["Name"]) is { Length: > 0 } given ? given : engine.NewId();
            if (name.Length < 2)
                throw new DockerFault(400, $"create {name}: volume name is too short, names should be at least two alphanumeric characters");
            if (!Names().IsMatch(name))
            {
                throw new DockerFault(400, $"create {name}: \"{name}\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. "
                    + "If you intended to pass a host directory, use absolute path");
            }
            var driver = JsonText.Of(body["Driver"]) is { Length: > 0 } asked ? asked : "local";
            if (driver != "local")
                throw new DockerFault(404, $"create {name}: error looking up volume plugin {driver}: plugin \"{driver}\" not found");
            if (engine.State.Volumes.Find(v => v.Name == name) is { } old)
                return View(old);
            var volume = new SimVolume
            {
                Name = name,
                Created = engine.Now,
                Labels = body["Labels"]?.DeepClone() as JsonObject,
                Options = body["DriverOpts"]?.DeepClone() as JsonObject is { Count: > 0 } options ? options : null,
            };
            engine.State.Volumes.Add(volume);
            engine.Emit("volume", "create", name, [new("driver", "local")]);
            return View(volume);
        }
    }

    public JsonObject Inspect(string name)
    {
        lock (engine.Gate)
            return View(Find(name));
    }

    public void Remove(string name)
    {
        lock (engine.Gate)
        {
            var volume = Find(name);
            var users = Users(volume).ToList();
            if (users.Count > 0)
                throw new DockerFault(409, $"remove {name}: volume is in use - [{string.Join(", ", users.Select(c => c.Id))}]");
            engine.State.Volumes.Remove(volume);
            engine.Emit("volume", "destroy", name, [new("driver", "local")]);
        }
    }

    public JsonObject Prune(DockerExchange exchange)
    {
        var filters = DockerFilters.Parse(exchange.Query("filters"), "label", "label!", "all");
        lock (engine.Gate)
        {
            var gone = engine.State.Volumes.Where(volume => !Users(volume).Any() && filters.AllowsLabels(volume.Labels)).ToList();
            foreach (var volume in gone)
                Remove(volume.Name);
            return new JsonObject
            {
                ["VolumesDeleted"] = gone.Count == 0 ? null : JsonText.Array(gone.Select(volume => volume.Name)),
                ["SpaceReclaimed"] = gone.Sum(volume => volume.Size),
            };
        }
    }

    public IEnumerable<SimContainer> Users(SimVolume volume) =>
        engine.State.Containers.Where(container => container.Mounts.Exists(mount => mount.Name == volume.Name));

    public static JsonObject View(SimVolume volume) => new()
    {
        ["CreatedAt"] = DockerTime.Seconds(volume.Created),
        ["Driver"] = volume.Driver,
        ["Labels"] = volume.Labels?.DeepClone(),
        ["Mountpoint"] = volume.Mountpoint,
        ["Name"] = volume.Name,
        ["Options"] = volume.Options?.DeepClone(),
        ["Scope"] = "local",
    };

    private SimVolume Find(string name) => engine.State.Volumes.Find(v => v.Name == name) ?? throw new DockerFault(404, $"get {name}: no such volume");

    [GeneratedRegex("^[a-zA-Z0-9][a-zA-Z0-9_.-]+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Names();
}
