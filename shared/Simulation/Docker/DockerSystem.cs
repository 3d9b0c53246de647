using System.Text.Json.Nodes;

namespace HomelabMcp.Simulation.Docker;

/// <summary>What the engine says about itself: version, info, disk use.</summary>
internal sealed class DockerSystem(DockerEngine engine, ContainerViews views)
{
    public const string Version = "20.10.24";
    public const string ApiVersion = "1.41";
    public const string OldestApiVersion = "1.12";
    public const long MemoryBytes = 33_518_034_944;

    private const string Kernel = "6.12.48-1-pve";

    public static JsonObject VersionView() => new()
    {
        ["Platform"] = new JsonObject { ["Name"] = "Docker Engine (simulated)" },
        ["Components"] = new JsonArray(new JsonObject
        {
            ["Name"] = "Engine",
            ["Version"] = Version,
            ["Details"] = new JsonObject { ["ApiVersion"] = ApiVersion, ["Arch"] = "amd64", ["MinAPIVersion"] = OldestApiVersion, ["Os"] = "linux", ["KernelVersion"] = Kernel },
        }),
        ["Version"] = Version,
        ["ApiVersion"] = ApiVersion,
        ["MinAPIVersion"] = OldestApiVersion,
        ["GitCommit"] = "simulated",
        ["GoVersion"] = "go1.19.8",
        ["Os"] = "linux",
        ["Arch"] = "amd64",
        ["KernelVersion"] = Kernel,
        ["BuildTime"] = "2026-05-07T21:09:36.000000000+00:00",
    };

    public JsonObject Info()
    {
        lock (engine.Gate)
        {
            var containers = engine.Containers().ToList();
            return new JsonObject
            {
                ["ID"] = engine.State.EngineId,
                ["Containers"] = containers.Count,
                ["ContainersRunning"] = containers.Count(c => c.Status == "running"),
                ["ContainersPaused"] = containers.Count(c => c.Status == "paused"),
                ["ContainersStopped"] = containers.Count(c => !c.Running),
                ["Images"] = engine.State.Images.Count,
                ["Driver"] = "overlay2",
                ["DriverStatus"] = new JsonArray(JsonText.Array(["Backing Filesystem", "extfs"])),
                ["Plugins"] = new JsonObject
                {
                    ["Volume"] = JsonText.Array(["local"]),
                    ["Network"] = JsonText.Array(["bridge", "host", "ipvlan", "macvlan", "null", "overlay"]),
                    ["Authorization"] = null,
                    ["Log"] = JsonText.Array(["json-file", "local", "journald", "none"]),
                },
                ["MemoryLimit"] = true,
                ["SwapLimit"] = true,
                ["CpuCfsPeriod"] = true,
                ["CpuCfsQuota"] = true,
                ["PidsLimit"] = true,
                ["IPv4Forwarding"] = true,
                ["Debug"] = false,
                ["SystemTime"] = DockerTime.Text(engine.Now),
                ["LoggingDriver"] = "json-file",
                ["CgroupDriver"] = "systemd",
                ["CgroupVersion"] = "2",
                ["KernelVersion"] = Kernel,
                ["OperatingSystem"] = "Debian GNU/Linux 13 (trixie)",
                ["OSVersion"] = "13",
                ["OSType"] = "linux",
                ["Architecture"] = "x86_64",
                ["IndexServerAddress"] = "https://index.docker.io/v1/",
                ["NCPU"] = 8,
                ["MemTotal"] = MemoryBytes,
                ["DockerRootDir"] = "/var/lib/docker",
                ["Name"] = "dock1",
                ["Labels"] = new JsonArray(),
                ["ServerVersion"] = Version,
                ["Swarm"] = new JsonObject { ["NodeID"] = "", ["LocalNodeState"] = "inactive" },
                ["DefaultRuntime"] = "runc",
                ["InitBinary"] = "docker-init",
                ["SecurityOptions"] = JsonText.Array(["name=seccomp,profile=default"]),
                ["Warnings"] = null,
            };
        }
    }

    public JsonObject DiskUsage()
    {
        lock (engine.Gate)
        {
            var containers = engine.Containers().ToList();
            var volumes = new Volumes(engine);
            return new JsonObject
            {
                ["LayersSize"] = engine.State.Images.Sum(image => image.Size),
                ["Images"] = new JsonArray([.. engine.State.Images.Select(image => (JsonNode)Images.Summary(image, containers.Count(c => c.ImageId == image.Id)))]),
                ["Containers"] = new JsonArray([.. containers.Select(container => (JsonNode)views.Summary(container, size: true))]),
                ["Volumes"] = new JsonArray([.. engine.State.Volumes.Select(volume =>
                {
                    var view = Volumes.View(volume);
                    view["UsageData"] = new JsonObject { ["RefCount"] = volumes.Users(volume).Count(), ["Size"] = volume.Size };
                    return (JsonNode)view;
                })]),
                ["BuildCache"] = null,
                ["BuilderSize"] = 0,
            };
        }
    }
}
