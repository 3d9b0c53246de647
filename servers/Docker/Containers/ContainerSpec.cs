using System.Globalization;
using System.Text.Json.Nodes;
using Docker.DotNet.Models;

namespace HomelabMcp.Docker;

/// <summary>A live container in the shape of a manifest's spec.</summary>
internal static class ContainerSpec
{
    /// <summary>The whole of it. With <paramref name="image"/>, what merely repeats the image is left out.</summary>
    public static JsonObject Read(Inspected container, DockerOCIImageConfig? image, int cpus)
    {
        var (config, host) = (container.Config, container.HostConfig);
        var spec = new JsonObject { ["image"] = ContainerValues.Image(JsonValue.Create(config.Image ?? "")!) };
        Put(spec, "command", Words(config.Cmd, image?.Cmd));
        Put(spec, "entrypoint", Words(config.Entrypoint, image?.Entrypoint));
        Put(spec, "env", Environment(config.Env, image?.Env));
        Put(spec, "ports", Ports(host.PortBindings));
        Put(spec, "volumes", Volumes(container));
        Put(spec, "networks", Networks(container));
        spec["restart"] = Restart(host.RestartPolicy);
        Put(spec, "labels", Map(Ownership.Foreign(config.Labels).Where(label => image?.Labels is not { } own || !own.TryGetValue(label.Key, out var same) || same != label.Value)));
        Put(spec, "user", config.User, image?.User);
        Put(spec, "workdir", config.WorkingDir, image?.WorkingDir);
        if (host.NetworkMode is not "host" && !container.ID.StartsWith(config.Hostname ?? "", StringComparison.Ordinal))
            spec["hostname"] = config.Hostname;
        if (host.Init is { } init)
            spec["init"] = init;
        if (host.Privileged)
            spec["privileged"] = true;
        Put(spec, "cap_add", Capabilities(host.CapAdd));
        Put(spec, "cap_drop", Capabilities(host.CapDrop));
        if (host.Memory > 0)
            spec["memory"] = host.Memory;
        // All CPUs of the machine is how a limit is taken off a living container.
        if (host.NanoCPUs > 0 && host.NanoCPUs < cpus * 1_000_000_000L)
            spec["cpus"] = host.NanoCPUs / 1_000_000_000m;
        if (config.Healthcheck is { Test.Count: > 0 } health && (image?.Healthcheck?.Test is not { } same || !health.Test.SequenceEqual(same)))
            spec["healthcheck"] = Healthcheck(health);
        spec["state"] = container.State.Running || container.State.Restarting ? "running" : "stopped";
        return spec;
    }

    /// <summary>What a row of the list tells: neither environment nor limits.</summary>
    public static JsonObject Read(ContainerListResponse row)
    {
        var spec = new JsonObject
        {
            ["image"] = ContainerValues.Image(JsonValue.Create(row.Image ?? "")!),
            ["state"] = row.State is "running" or "restarting" or "paused" ? "running" : "stopped",
        };
        Put(spec, "labels", Map(Ownership.Foreign(row.Labels)));
        return spec;
    }

    /// <summary>Names whose values are not for every reader.</summary>
    public static bool LooksSecret(string name)
    {
        foreach (var word in (ReadOnlySpan<string>)["PASS", "SECRET", "TOKEN", "KEY", "CREDENTIAL", "PRIVATE", "AUTH", "DSN", "COOKIE", "SALT", "DATABASE_URL", "CONNECTION"])
        {
            if (name.Contains(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    /// <summary>The names of the networks that it has been given, with aliases beyond those that the engine adds.</summary>
    public static JsonObject? Networks(Inspected container)
    {
        if (container.NetworkSettings.Networks is not { Count: > 0 } networks)
            return null;
        var map = new JsonObject();
        foreach (var (name, endpoint) in networks.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var aliases = (endpoint.Aliases ?? []).Where(alias => !container.ID.StartsWith(alias, StringComparison.Ordinal) && alias != container.Name)
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(alias => (JsonNode?)alias).ToArray();
            map[name] = aliases.Length == 0 ? new JsonObject() : new JsonObject { ["aliases"] = new JsonArray(aliases) };
        }
        return map;
    }

    private static JsonArray? Words(IList<string>? words, IList<string>? inherited) =>
        words is { Count: > 0 } && (inherited is null || !words.SequenceEqual(inherited)) ? new JsonArray([.. words.Select(word => (JsonNode?)word)]) : null;

    private static JsonObject? Environment(IList<string>? pairs, IList<string>? inherited) =>
        Map((pairs ?? []).Where(pair => inherited?.Contains(pair) is not true).Select(pair => pair.Split('=', 2)).Select(parts => KeyValuePair.Create(parts[0], parts.Length > 1 ? parts[1] : "")));

    private static JsonArray? Ports(IDictionary<string, IList<PortBinding>>? bindings)
    {
        var ports = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (inside, outside) in bindings ?? new Dictionary<string, IList<PortBinding>>())
        {
            foreach (var binding in outside ?? [])
            {
                var address = binding.HostIP is null or "" or "0.0.0.0" ? "" : (binding.HostIP.Contains(':', StringComparison.Ordinal) ? $"[{binding.HostIP}]" : binding.HostIP) + ":";
                var number = binding.HostPort is null or "" or "0" ? "" : binding.HostPort + ":";
                ports.Add(address + number + inside);
            }
        }
        return List(ports);
    }

    private static JsonArray? Volumes(Inspected container)
    {
        var mounts = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var bind in container.HostConfig.Binds ?? [])
            mounts.Add(ContainerValues.Volume(JsonValue.Create(bind)!).GetValue<string>());
        foreach (var mount in container.HostConfig.Mounts ?? [])
        {
            if (mount.Type is "bind" or "volume" && mount.Source is { Length: > 0 })
                mounts.Add($"{mount.Source}:{mount.Target}" + (mount.ReadOnly is true ? ":ro" : ""));
        }
        return List(mounts);
    }

    private static string Restart(RestartPolicy? policy) => policy?.Name switch
    {
        RestartPolicyKind.Always => "always",
        RestartPolicyKind.UnlessStopped => "unless-stopped",
        RestartPolicyKind.OnFailure when policy.MaximumRetryCount > 0 => string.Create(CultureInfo.InvariantCulture, $"on-failure:{policy.MaximumRetryCount}"),
        RestartPolicyKind.OnFailure => "on-failure",
        _ => "no",
    };

    private static JsonObject Healthcheck(HealthcheckConfig health)
    {
        var spec = new JsonObject { ["test"] = new JsonArray([.. (health.Test ?? []).Select(word => (JsonNode?)word)]) };
        foreach (var (name, span) in ((string, TimeSpan?)[])[("interval", health.Interval), ("timeout", health.Timeout), ("start_period", health.StartPeriod)])
        {
            if (span is { Ticks: > 0 } set)
                spec[name] = ContainerValues.DurationText(set);
        }
        if (health.Retries is > 0)
            spec["retries"] = health.Retries;
        return spec;
    }

    private static JsonArray? Capabilities(IList<string>? names) =>
        List((names ?? []).Select(name => ContainerValues.Capability(JsonValue.Create(name)!).GetValue<string>()).Order(StringComparer.Ordinal));

    private static JsonArray? List(IEnumerable<string> texts) => texts.Select(text => (JsonNode?)text).ToArray() is { Length: > 0 } items ? new JsonArray(items) : null;

    private static JsonObject? Map(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var map = new JsonObject();
        foreach (var (key, value) in pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            map[key] = value;
        return map.Count > 0 ? map : null;
    }

    private static void Put(JsonObject spec, string name, JsonNode? value)
    {
        if (value is not null)
            spec[name] = value;
    }

    private static void Put(JsonObject spec, string name, string? value, string? inherited)
    {
        if (!string.IsNullOrEmpty(value) && value != inherited)
            spec[name] = value;
    }
}
