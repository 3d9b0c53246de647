using System.Globalization;
using System.Text.Json.Nodes;

namespace HomelabMcp.Simulation.Docker;

/// <summary>The container endpoints.</summary>
internal sealed class Containers(DockerEngine engine, ContainerViews views)
{
    private static readonly string[] States = ["created", "running", "paused", "restarting", "removing", "exited", "dead"];

    private static readonly Dictionary<string, int> Signals = new(StringComparer.Ordinal)
    {
        ["HUP"] = 1,
        ["INT"] = 2,
        ["QUIT"] = 3,
        ["ABRT"] = 6,
        ["KILL"] = 9,
        ["USR1"] = 10,
        ["USR2"] = 12,
        ["TERM"] = 15,
    };

    public JsonArray List(DockerExchange exchange)
    {
        var filters = DockerFilters.Parse(exchange.Query("filters"),
            "ancestor", "before", "expose", "exited", "health", "id", "isolation", "is-task", "label", "name", "network", "publish", "since", "status", "volume");
        foreach (var state in filters["status"])
        {
            if (!States.Contains(state))
                throw new DockerFault(400, $"Invalid filter 'status={state}'");
        }
        var all = exchange.Flag("all") || filters["status"].Count > 0;
        var limit = int.TryParse(exchange.Query("limit"), CultureInfo.InvariantCulture, out var asked) && asked > 0 ? asked : int.MaxValue;
        lock (engine.Gate)
        {
            return [.. engine.Containers()
                .Where(container => (all || container.Running || limit < int.MaxValue) && Matches(container, filters))
                .OrderByDescending(container => container.Created)
                .Take(limit)
                .Select(container => (JsonNode)views.Summary(container, exchange.Flag("size")))];
        }
    }

    private bool Matches(SimContainer container, DockerFilters filters) =>
        filters.Allows("id", wanted => container.Id.StartsWith(wanted, StringComparison.Ordinal))
        && filters.Allows("name", wanted => ('/' + container.Name).Contains(wanted.TrimStart('^').TrimEnd('$'), StringComparison.Ordinal)
            && (!wanted.EndsWith('$') || ('/' + container.Name).EndsWith(wanted.TrimStart('^').TrimEnd('$'), StringComparison.Ordinal))
            && (!wanted.StartsWith('^') || ('/' + container.Name).StartsWith(wanted.TrimStart('^').TrimEnd('$'), StringComparison.Ordinal)))
        && filters.Allows("status", wanted => wanted == container.Status)
        && filters.Allows("health", wanted => wanted == (ContainerHealth.Of(container, engine.Now)?.Status ?? "none"))
        && filters.Allows("exited", wanted => container.Status == "exited" && wanted == container.ExitCode.ToString(CultureInfo.InvariantCulture))
        && filters.Allows("ancestor", wanted => container.ImageId == wanted || ImageReference.Normalise(container.Text("Image") ?? "") == ImageReference.Normalise(wanted))
        && filters.Allows("volume", wanted => container.Mounts.Exists(mount => mount.Name == wanted || mount.Destination == wanted))
        && filters.Allows("network", wanted => container.Networks.ContainsKey(wanted) || container.Networks.Values.Any(endpoint => endpoint.NetworkId == wanted))
        && filters.AllowsLabels(container.Config["Labels"] as JsonObject);

    public JsonObject Create(string? name, JsonObject body)
    {
        lock (engine.Gate)
            return new JsonObject { ["Id"] = new ContainerCreation(engine).Create(name, body).Id, ["Warnings"] = new JsonArray() };
    }

    public JsonObject Inspect(string name, bool size)
    {
        lock (engine.Gate)
        {
            var container = engine.Container(name);
            var view = views.Inspect(container);
            if (size)
                view["SizeRootFs"] = engine.State.Images.Find(i => i.Id == container.ImageId)?.Size ?? 0;
            return view;
        }
    }

    public bool Start(string name)
    {
        lock (engine.Gate)
            return engine.Lifecycle.Start(engine.Container(name));
    }

    public bool Stop(string name)
    {
        lock (engine.Gate)
        {
            var container = engine.Container(name);
            var stopped = engine.Lifecycle.Stop(container);
            if (stopped && JsonText.True(container.HostConfig["AutoRemove"]))
                Delete(container, withVolumes: true);
            return stopped;
        }
    }

    public void Restart(string name)
    {
        lock (engine.Gate)
        {
            var container = engine.Container(name);
            engine.Lifecycle.Stop(container);
            engine.Lifecycle.Start(container);
            engine.Emit(container, "restart");
        }
    }

    public void Kill(string name, string? signal)
    {
        lock (engine.Gate)
        {
            var container = engine.Container(name);
            var word = signal is { Length: > 0 } ? signal : "KILL";
            if (!int.TryParse(word, CultureInfo.InvariantCulture, out var number)
                && !Signals.TryGetValue(word.StartsWith("SIG", StringComparison.Ordinal) ? word[3..] : word, out number))
            {
                throw new DockerFault(400, $"Invalid signal: {word}");
            }
            if (!container.Running)
                throw new DockerFault(409, $"Cannot kill container: {name}: Container {container.Id} is not running");
            engine.Lifecycle.Kill(container, number);
        }
    }

    public void Pause(string name, bool pause)
    {
        lock (engine.Gate)
        {
            var container = engine.Container(name);
            if (!container.Running)
                throw DockerFault.NotRunning(container);
            if (pause == (container.Status == "paused"))
                throw pause ? new DockerFault(409, $"Container {container.Id} is already paused") : new DockerFault(500, $"Container {container.Id} is not paused");
            container.Status = pause ? "paused" : "running";
            engine.Emit(container, pause ? "pause" : "unpause");
        }
    }

    public void Rename(string name, string to)
    {
        lock (engine.Gate)
        {
            var container = engine.Container(name);
            var bare = to.TrimStart('/');
            if (bare.Length == 0)
                throw new DockerFault(400, "Neither old nor new names may be empty");
            if (container.Name == bare)
                throw new DockerFault(400, "Renaming a container with the same name as its current name");
            if (!ContainerCreation.Names().IsMatch(bare))
                throw new DockerFault(500, $"Error when allocating new name: Invalid container name ({bare}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
            try
            {
                new ContainerCreation(engine).RefuseTaken(bare);
            }
            catch (DockerFault taken)
            {
                throw new DockerFault(409, "Error when allocating new name: " + taken.Message);
            }
            var old = container.Name;
            container.Name = bare;
            engine.Emit(container, "rename", ("oldName", '/' + old));
        }
    }

    public JsonObject Update(string name, JsonObject body)
    {
        lock (engine.Gate)
        {
            var container = engine.Container(name);
            var changed = container.HostConfig.DeepClone().AsObject();
            foreach (var key in (ReadOnlySpan<string>)["Memory", "MemorySwap", "MemoryReservation", "NanoCpus", "CpuShares", "CpuQuota", "CpuPeriod", "PidsLimit"])
            {
                if (JsonText.Number(body[key]) != 0)
                    changed[key] = body[key]!.DeepClone();
            }
            if (JsonText.Of(body["RestartPolicy"]?["Name"]) is { Length: > 0 })
                changed["RestartPolicy"] = JsonText.Fill(ContainerTemplates.RestartPolicy, body["RestartPolicy"]);
            ContainerCreation.CheckHost(changed);
            if (JsonText.Number(body["Memory"]) is > 0 and var memory && JsonText.Number(body["MemorySwap"]) == 0
                && JsonText.Number(container.HostConfig["MemorySwap"]) is > 0 and var swap && memory > swap)
            {
                throw new DockerFault(409, $"Cannot update container {container.Id}: Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time");
            }
            foreach (var (key, value) in changed)
                container.HostConfig[key] = value?.DeepClone();
            engine.Emit(container, "update");
            return new JsonObject { ["Warnings"] = null };
        }
    }

    public void Remove(string name, bool force, bool withVolumes)
    {
        lock (engine.Gate)
        {
            var container = engine.Container(name);
            if (container.Running && !force)
            {
                throw new DockerFault(409, $"You cannot remove a {container.Status} container {container.Id}. "
                    + (container.Status == "paused" ? "Unpause and then stop the container before attempting removal or force remove" : "Stop the container before attempting removal or force remove"));
            }
            if (container.Running)
                engine.Lifecycle.Kill(container, 9);
            Delete(container, withVolumes);
        }
    }

    public JsonObject Prune()
    {
        lock (engine.Gate)
        {
            var gone = engine.Containers().Where(container => !container.Running).ToList();
            foreach (var container in gone)
                Delete(container, withVolumes: false);
            return new JsonObject { ["ContainersDeleted"] = JsonText.Array(gone.Select(container => container.Id)), ["SpaceReclaimed"] = 0 };
        }
    }

    public async Task WaitAsync(DockerExchange exchange)
    {
        exchange.Http.Response.ContentType = "application/json";
        var removal = exchange.Query("condition") == "removed";
        SimContainer container;
        lock (engine.Gate)
            container = engine.Container(exchange.Name);
        while (true)
        {
            lock (engine.Gate)
            {
                engine.Lifecycle.Settle(container);
                if (removal ? !engine.State.Containers.Contains(container) : !container.Running)
                    break;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(20), exchange.Aborted);
        }
        await exchange.JsonAsync(new JsonObject { ["Error"] = null, ["StatusCode"] = container.ExitCode });
    }

    public static async Task StatsAsync(DockerExchange exchange, ContainerStats stats)
    {
        var stream = exchange.Query("stream") is null || exchange.Flag("stream");
        if (!stream)
        {
            await exchange.JsonAsync(stats.Read(exchange.Name, exchange.Flag("one-shot")));
            return;
        }
        while (true)
        {
            await exchange.JsonAsync(stats.Read(exchange.Name, oneShot: false));
            await exchange.Http.Response.Body.FlushAsync(exchange.Aborted);
            await Task.Delay(TimeSpan.FromSeconds(1), exchange.Aborted);
        }
    }

    private void Delete(SimContainer container, bool withVolumes)
    {
        engine.State.Containers.Remove(container);
        engine.Emit(container, "destroy");
        if (!withVolumes)
            return;
        // Only volumes without a name of their own go with the container.
        foreach (var mount in container.Mounts.Where(mount => mount.Name is { Length: 64 }))
        {
            if (engine.State.Containers.TrueForAll(other => !other.Mounts.Exists(m => m.Name == mount.Name)))
                engine.State.Volumes.RemoveAll(volume => volume.Name == mount.Name);
        }
    }
}
