using System.Text.Json.Nodes;

namespace HomelabMcp.Simulation.Docker;

/// <summary>Figures that move slowly around what the image usually needs; the same clock gives the same figures.</summary>
internal sealed class ContainerStats(DockerEngine engine)
{
    private const int Cpus = 8;
    private const long MiB = 1024 * 1024;

    public JsonObject Read(string name, bool oneShot)
    {
        lock (engine.Gate)
        {
            var container = engine.Container(name);
            if (!container.Running)
                return Stopped(container);
            var now = engine.Now;
            var load = ImageCatalogue.Of(container.Text("Image") ?? "")?.Load ?? (0.1, 1);
            var memory = (long)(load.Memory * MiB * (1 + 0.06 * Wave(container, now, 900)));
            var limit = JsonText.Number(container.HostConfig["Memory"]) is > 0 and var set ? set : DockerSystem.MemoryBytes;
            return new JsonObject
            {
                ["read"] = DockerTime.Text(now),
                ["preread"] = oneShot ? DockerTime.Never : DockerTime.Text(now.AddSeconds(-1)),
                ["pids_stats"] = new JsonObject { ["current"] = 2 + load.Memory / 40 },
                ["blkio_stats"] = new JsonObject { ["io_service_bytes_recursive"] = new JsonArray() },
                ["num_procs"] = 0,
                ["storage_stats"] = new JsonObject(),
                ["cpu_stats"] = Cpu(container, load.Cpu, now),
                ["precpu_stats"] = oneShot ? NoCpu() : Cpu(container, load.Cpu, now.AddSeconds(-1)),
                ["memory_stats"] = new JsonObject
                {
                    ["usage"] = Math.Min(memory + memory / 8, limit),
                    ["max_usage"] = Math.Min(memory + memory / 4, limit),
                    ["stats"] = new JsonObject { ["cache"] = memory / 8, ["inactive_file"] = memory / 10, ["total_inactive_file"] = memory / 10, ["rss"] = memory },
                    ["limit"] = limit,
                },
                ["name"] = '/' + container.Name,
                ["id"] = container.Id,
                ["networks"] = Traffic(container, load.Cpu, now),
            };
        }
    }

    public JsonObject Top(string name)
    {
        lock (engine.Gate)
        {
            var container = engine.Container(name);
            if (!container.Running)
                throw DockerFault.NotRunning(container);
            var command = string.Join(' ', [.. JsonText.List(container.Config["Entrypoint"]), .. JsonText.List(container.Config["Cmd"])]);
            var pid = container.Pid.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return new JsonObject
            {
                ["Titles"] = JsonText.Array(["UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"]),
                ["Processes"] = new JsonArray(JsonText.Array(
                    [container.Text("User") is { Length: > 0 } user ? user : "root", pid, "1", "0", $"{container.StartedAt:HH:mm}", "?", "00:00:01", command])),
            };
        }
    }

    private static JsonObject Stopped(SimContainer container) => new()
    {
        ["read"] = DockerTime.Never,
        ["preread"] = DockerTime.Never,
        ["pids_stats"] = new JsonObject(),
        ["blkio_stats"] = new JsonObject { ["io_service_bytes_recursive"] = null },
        ["num_procs"] = 0,
        ["storage_stats"] = new JsonObject(),
        ["cpu_stats"] = NoCpu(),
        ["precpu_stats"] = NoCpu(),
        ["memory_stats"] = new JsonObject(),
        ["name"] = '/' + container.Name,
        ["id"] = container.Id,
    };

    private static JsonObject Cpu(SimContainer container, double percent, DateTimeOffset at)
    {
        var up = Math.Max(0, (at - container.StartedAt!.Value).TotalSeconds);
        var used = (long)(percent / 100 * (up + 20 * Wave(container, at, 300)) * 1e9);
        return new JsonObject
        {
            ["cpu_usage"] = new JsonObject { ["total_usage"] = Math.Max(0, used), ["usage_in_kernelmode"] = Math.Max(0, used / 4), ["usage_in_usermode"] = Math.Max(0, used * 3 / 4) },
            ["system_cpu_usage"] = (long)((at - DateTimeOffset.UnixEpoch).TotalSeconds % 1e7 * Cpus * 1e9),
            ["online_cpus"] = Cpus,
            ["throttling_data"] = new JsonObject { ["periods"] = 0, ["throttled_periods"] = 0, ["throttled_time"] = 0 },
        };
    }

    private static JsonObject NoCpu() => new()
    {
        ["cpu_usage"] = new JsonObject { ["total_usage"] = 0, ["usage_in_kernelmode"] = 0, ["usage_in_usermode"] = 0 },
        ["throttling_data"] = new JsonObject { ["periods"] = 0, ["throttled_periods"] = 0, ["throttled_time"] = 0 },
    };

    private static JsonObject Traffic(SimContainer container, double cpu, DateTimeOffset now)
    {
        var up = Math.Max(0, (now - container.StartedAt!.Value).TotalSeconds);
        var received = (long)(up * cpu * 900);
        var card = 0;
        return new JsonObject(container.Networks.Keys.Where(name => name is not ("host" or "none")).Select(_ => KeyValuePair.Create($"eth{card++}", (JsonNode?)new JsonObject
        {
            ["rx_bytes"] = received,
            ["rx_packets"] = received / 700,
            ["rx_errors"] = 0,
            ["rx_dropped"] = 0,
            ["tx_bytes"] = received * 3,
            ["tx_packets"] = received / 400,
            ["tx_errors"] = 0,
            ["tx_dropped"] = 0,
        })));
    }

    private static double Wave(SimContainer container, DateTimeOffset at, double periodSeconds) =>
        Math.Sin((at - DateTimeOffset.UnixEpoch).TotalSeconds / periodSeconds * 2 * Math.PI + container.Id[0]);
}
