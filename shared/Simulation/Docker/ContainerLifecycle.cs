using System.Globalization;
using System.Text.Json.Nodes;

namespace HomelabMcp.Simulation.Docker;

/// <summary>Start, stop and what happens to a container by itself: its process ends, its restart policy acts.</summary>
internal sealed class ContainerLifecycle(DockerEngine engine)
{
    public bool Start(SimContainer container)
    {
        if (container.Status == "paused")
            throw new DockerFault(409, "cannot start a paused container, try unpause instead");
        if (container.Running)
            return false;
        foreach (var name in container.Networks.Keys)
        {
            if (engine.FindNetwork(name) is null)
                throw new DockerFault(404, $"network {name} not found");
        }
        RefuseTakenPorts(container);
        Launch(container, engine.Now);
        return true;
    }

    public bool Stop(SimContainer container)
    {
        if (!container.Running)
            return false;
        container.StoppedByUser = true;
        engine.Emit(container, "kill", ("signal", "15"));
        End(container, StopCode(container), engine.Now);
        engine.Emit(container, "stop");
        return true;
    }

    public void Kill(SimContainer container, int signal)
    {
        container.StoppedByUser = true;
        engine.Emit(container, "kill", ("signal", signal.ToString(CultureInfo.InvariantCulture)));
        if (signal is 9 or 15 or 2 or 3 or 6)
            End(container, signal == 15 ? StopCode(container) : 128 + signal, engine.Now);
    }

    /// <summary>Catches up with the clock: what should have ended by now has ended, and was restarted if its policy says so.</summary>
    public void Settle(SimContainer container)
    {
        var now = engine.Now;
        for (var round = 0; round < 100 && container.Status == "running" && container.EndsAt is { } end && end <= now; round++)
        {
            var code = container.EndsWith;
            End(container, code, end);
            if (!Restarts(container, code))
                return;
            container.RestartCount++;
            // The engine waits 100 ms and doubles that with each failure, up to a minute.
            Launch(container, end + TimeSpan.FromMilliseconds(Math.Min(60_000, 100 * Math.Pow(2, container.RestartCount - 1))));
        }
    }

    private static bool Restarts(SimContainer container, int code)
    {
        var policy = container.HostConfig["RestartPolicy"];
        return !container.StoppedByUser && policy?["Name"]?.GetValue<string>() switch
        {
            "always" or "unless-stopped" => true,
            "on-failure" => code != 0 && (JsonText.Number(policy["MaximumRetryCount"]) is var limit && (limit == 0 || container.RestartCount < limit)),
            _ => false,
        };
    }

    private void Launch(SimContainer container, DateTimeOffset at)
    {
        var process = ProcessOf(container);
        container.Status = "running";
        container.StoppedByUser = false;
        container.StartedAt = at;
        container.ExitCode = 0;
        container.Error = "";
        container.Pid = 2000 + (int)(++engine.State.Sequence % 30000);
        container.EndsAt = process.RunsFor is { } lasts ? at + lasts : null;
        container.EndsWith = process.ExitCode;
        container.ChatterUntil = at;
        foreach (var (after, error, text) in process.Output)
            container.Logs.Add(new SimLogLine(at + after, error, text));
        Connect(container);
        engine.Emit(container, "start");
    }

    private static SimulatedProcess ProcessOf(SimContainer container)
    {
        List<string> command = [.. JsonText.List(container.Config["Entrypoint"]), .. JsonText.List(container.Config["Cmd"])];
        if (ImageCatalogue.Of(container.Text("Image") ?? "") is not null)
            return new SimulatedProcess(null, 0, []);
        if (command.Count > 0 && !SimulatedProcess.Knows(command[0]))
        {
            container.Error = $"failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: \"{command[0]}\": executable file not found in $PATH: unknown";
            container.ExitCode = 127;
            throw new DockerFault(400, container.Error);
        }
        return SimulatedProcess.Run(command);
    }

    private void End(SimContainer container, int code, DateTimeOffset at)
    {
        container.Status = "exited";
        container.ExitCode = code;
        container.FinishedAt = at;
        container.Pid = 0;
        container.EndsAt = null;
        container.Ports.Clear();
        foreach (var endpoint in container.Networks.Values)
            Clear(endpoint);
        engine.Emit(container, "die", ("exitCode", code.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>A shell or sleep as process 1 has no handler for SIGTERM and is killed after the grace; with --init it ends at once.</summary>
    private static int StopCode(SimContainer container) =>
        container.HostConfig["Init"]?.GetValue<bool>() == true ? 143
        : ImageCatalogue.Of(container.Text("Image") ?? "") is not null ? 0 : 137;

    private void Connect(SimContainer container)
    {
        foreach (var (name, endpoint) in container.Networks)
            Attach(engine.FindNetwork(name)!, endpoint);
        foreach (var (port, bindings) in container.HostConfig["PortBindings"] as JsonObject ?? [])
        {
            var ports = container.Ports[port] = [];
            foreach (var binding in bindings as JsonArray ?? [])
            {
                var address = JsonText.Of(binding?["HostIp"]) ?? "";
                var number = JsonText.Of(binding?["HostPort"]) is { Length: > 0 } given and not "0" ? given : FreePort();
                ports.Add(new SimPort(address.Length > 0 ? address : "0.0.0.0", number));
                if (address.Length == 0)
                    ports.Add(new SimPort("::", number));
            }
        }
    }

    public void Attach(SimNetwork network, SimEndpoint endpoint)
    {
        endpoint.NetworkId = network.Id;
        endpoint.EndpointId = engine.NewId();
        if (network.Subnet is not { } subnet)
            return;
        var parts = subnet.Split('/', '.');
        var host = network.NextHost++ % 65_534;
        endpoint.Prefix = int.Parse(parts[4], CultureInfo.InvariantCulture);
        endpoint.Address = $"{parts[0]}.{parts[1]}.{(endpoint.Prefix <= 16 ? host / 256 : int.Parse(parts[2], CultureInfo.InvariantCulture))}.{host % 256}";
        endpoint.Gateway = network.Gateway ?? "";
        endpoint.MacAddress = "02:42:" + string.Join(':', endpoint.Address.Split('.').Select(part => byte.Parse(part, CultureInfo.InvariantCulture).ToString("x2")));
    }

    public static void Clear(SimEndpoint endpoint)
    {
        endpoint.EndpointId = endpoint.Address = endpoint.Gateway = endpoint.MacAddress = "";
        endpoint.Prefix = 0;
    }

    private void RefuseTakenPorts(SimContainer container)
    {
        var taken = engine.State.Containers.Where(other => other != container && other.Running)
            .SelectMany(other => other.Ports).SelectMany(pair => pair.Value.Select(port => (Protocol(pair.Key), port.HostPort))).ToHashSet();
        foreach (var (port, bindings) in container.HostConfig["PortBindings"] as JsonObject ?? [])
        {
            foreach (var binding in bindings as JsonArray ?? [])
            {
                if (JsonText.Of(binding?["HostPort"]) is { Length: > 0 } number && taken.Contains((Protocol(port), number)))
                {
                    throw new DockerFault(500, $"driver failed programming external connectivity on endpoint {container.Name} ({engine.NewId()}): "
                        + $"Bind for {(JsonText.Of(binding?["HostIp"]) is { Length: > 0 } ip ? ip : "0.0.0.0")}:{number} failed: port is already allocated");
                }
            }
        }
    }

    private static string Protocol(string port) => port.Contains('/') ? port[(port.IndexOf('/') + 1)..] : "tcp";

    private string FreePort()
    {
        var used = engine.State.Containers.SelectMany(c => c.Ports.Values).SelectMany(p => p).Select(p => p.HostPort).ToHashSet(StringComparer.Ordinal);
        return Enumerable.Range(49153, 16000).Select(n => n.ToString(CultureInfo.InvariantCulture)).First(n => !used.Contains(n));
    }
}
