using System.Text.Json.Nodes;

namespace HomelabMcp.Simulation.Docker;

/// <summary>The demo home: three compose projects, one container that failed, one that is unhealthy, volumes with something in them.</summary>
internal sealed class DockerHome(DockerState state, DockerSimulationOptions options)
{
    private readonly DateTimeOffset _now = options.TimeProvider.GetUtcNow();

    public void Furnish()
    {
        AddNetwork("bridge", "bridge", "172.17.0.0/16", null);
        AddNetwork("host", "host", null, null);
        AddNetwork("none", "null", null, null);
        if (options.Scale <= 0)
            return;
        state.Images.Add(new SimImage
        {
            Id = "sha256:" + DockerEngine.Hex(ImageCatalogue.Busybox),
            Tags = [ImageCatalogue.Busybox],
            Created = _now.AddDays(-90),
            Size = 1_982_347,
            Config = new JsonObject { ["Cmd"] = new JsonArray("/bin/sh") },
            Comment = "Imported from -",
        });
        AddNetwork("edge_proxy", "bridge", "172.18.0.0/16", "edge");
        AddNetwork("media_default", "bridge", "172.19.0.0/16", "media");
        AddNetwork("monitoring_default", "bridge", "172.20.0.0/16", "monitoring");
        AddNetwork("office_default", "bridge", "172.21.0.0/16", "office");
        Edge();
        Media();
        Monitoring();
        Office();
        for (var group = 2; group <= options.Scale; group++)
            Further(group);
    }

    private void Edge()
    {
        Add("traefik", "traefik:v3.2", "edge", ["edge_proxy"], 12, ports: ["80:80/tcp", "443:443/tcp"],
            binds: ["/var/run/docker.sock:/var/run/docker.sock:ro", "edge_letsencrypt:/letsencrypt"], restart: "unless-stopped",
            labels: [("traefik.enable", "true")]);
        Add("vaultwarden", "vaultwarden/server:1.32.5", "edge", ["edge_proxy"], 12, binds: ["edge_vaultwarden:/data"], restart: "unless-stopped",
            env: ["DOMAIN=https://vault.home.example", "SIGNUPS_ALLOWED=false", "ADMIN_TOKEN=$argon2id$v=19$m=65540,t=3,p=4$Zm9yLXRoZS1kZW1v"],
            labels: [("traefik.http.routers.vaultwarden.rule", "Host(`vault.home.example`)")]);
        Fill("edge_letsencrypt", 41_212, ("acme.json", "{\"letsencrypt\":{\"Certificates\":[]}}"));
        Fill("edge_vaultwarden", 18_874_368, ("config.json", "{\"signups_allowed\":false}"), ("attachments/readme.txt", "kept by the demo\n"));
    }

    private void Media()
    {
        Add("jellyfin", "jellyfin/jellyfin:10.10.3", "media", ["media_default", "edge_proxy"], 5, ports: ["8096:8096/tcp"],
            binds: ["media_jellyfin_config:/config", "/mnt/tank/media:/media:ro"], restart: "unless-stopped", memory: 2L << 30,
            env: ["JELLYFIN_PublishedServerUrl=https://media.home.example"]);
        Add("home-assistant", "ghcr.io/home-assistant/home-assistant:2026.11", null, ["host"], 3, binds: ["/srv/home-assistant:/config", "/run/dbus:/run/dbus:ro"],
            restart: "unless-stopped", env: ["TZ=Europe/Berlin"], privileged: true);
        Add("mosquitto", "eclipse-mosquitto:2", null, ["bridge"], 40, ports: ["1883:1883/tcp"], binds: ["mosquitto_data:/mosquitto/data"], restart: "always");
        Fill("media_jellyfin_config", 734_003_200, ("data/library.db", "demo library\n"));
        Fill("mosquitto_data", 65_536, ("mosquitto.db", "demo\n"));
    }

    private void Monitoring()
    {
        Add("prometheus", "prom/prometheus:v3.0.1", "monitoring", ["monitoring_default"], 20, binds: ["monitoring_prometheus:/prometheus", "/srv/monitoring/prometheus.yml:/etc/prometheus/prometheus.yml:ro"],
            restart: "unless-stopped", memory: 1L << 30);
        Add("grafana", "grafana/grafana:11.3.0", "monitoring", ["monitoring_default", "edge_proxy"], 20, ports: ["3000:3000/tcp"], binds: ["monitoring_grafana:/var/lib/grafana"],
            restart: "unless-stopped", env: ["GF_SERVER_ROOT_URL=https://grafana.home.example", "GF_SECURITY_ADMIN_PASSWORD=demo-not-a-secret"]);
        Add("uptime-kuma", "louislam/uptime-kuma:1", "monitoring", ["monitoring_default"], 20, ports: ["3001:3001/tcp"], binds: ["monitoring_kuma:/app/data"], restart: "always");
        Fill("monitoring_prometheus", 2_684_354_560, ("wal/00000812", "demo\n"));
        Fill("monitoring_grafana", 9_437_184, ("grafana.db", "demo\n"));
        Fill("monitoring_kuma", 52_428_800, ("kuma.db", "demo\n"));
    }

    private void Office()
    {
        Add("postgres", "postgres:17", "office", ["office_default"], 9, binds: ["office_postgres:/var/lib/postgresql/data"], restart: "unless-stopped",
            memory: 512L << 20, env: ["POSTGRES_DB=paperless", "POSTGRES_USER=paperless", "POSTGRES_PASSWORD=demo-not-a-secret"], health: "pg_isready -U paperless");
        Add("paperless", "ghcr.io/paperless-ngx/paperless-ngx:2.13", "office", ["office_default", "edge_proxy"], 2, binds: ["office_paperless_data:/usr/src/paperless/data", "office_paperless_media:/usr/src/paperless/media"],
            restart: "unless-stopped", memory: 1L << 30, env: ["PAPERLESS_DBHOST=postgres", "PAPERLESS_SECRET_KEY=demo-not-a-secret", "PAPERLESS_URL=https://paper.home.example"]);
        var backup = Add("backup", "lscr.io/linuxserver/duplicati:2.1.0", "office", ["office_default"], 1, binds: ["office_backup:/config"], restart: "no");
        Fail(backup, 137, "!Backup of office_postgres started", "!System.IO.IOException: No space left on device : '/backups/office-20261122.zip.aes'", "!Backup failed, exit code 137");
        Fill("office_postgres", 314_572_800, ("PG_VERSION", "17\n"));
        Fill("office_paperless_data", 41_943_040, ("db.version", "2.13\n"));
        Fill("office_paperless_media", 5_368_709_120, ("documents/originals/0000001.txt", "Invoice 2026-11\n"));
        Fill("office_backup", 2_097_152, ("Duplicati-server.sqlite", "demo\n"));
    }

    private void Further(int group)
    {
        AddNetwork($"lab{group}_default", "bridge", $"10.{group / 250 + 100}.{group % 250}.0/24", $"lab{group}");
        string[] images = ["nginx:1.27", "redis:7", "traefik/whoami:v1.10", "postgres:17", "grafana/grafana:11.3.0"];
        for (var n = 0; n < 10; n++)
            Add($"lab{group}-svc{n:00}", images[(n + options.Seed) % images.Length], $"lab{group}", [$"lab{group}_default"], n + 1, restart: "unless-stopped");
    }

    private void Fail(SimContainer container, int code, params string[] lines)
    {
        container.Status = "exited";
        container.ExitCode = code;
        container.Pid = 0;
        container.FinishedAt = _now.AddHours(-7);
        container.StartedAt = _now.AddHours(-8);
        container.ChatterUntil = null;
        container.Ports.Clear();
        foreach (var endpoint in container.Networks.Values)
            ContainerLifecycle.Clear(endpoint);
        foreach (var (index, line) in lines.Index())
            container.Logs.Add(new SimLogLine(container.FinishedAt.Value.AddSeconds(index - lines.Length), line.StartsWith('!'), line.TrimStart('!')));
    }

    private void AddNetwork(string name, string driver, string? subnet, string? project) => state.Networks.Add(new SimNetwork
    {
        Id = NewId(),
        Name = name,
        Driver = driver,
        Created = _now.AddDays(-40),
        Subnet = subnet,
        Gateway = subnet is null ? null : string.Concat(subnet.AsSpan(0, subnet.LastIndexOf('.')), ".1"),
        Options = name == "bridge"
            ? new JsonObject { ["com.docker.network.bridge.default_bridge"] = "true", ["com.docker.network.bridge.name"] = "docker0", ["com.docker.network.driver.mtu"] = "1500" }
            : [],
        Labels = project is null ? [] : new JsonObject { ["com.docker.compose.network"] = name[(project.Length + 1)..], ["com.docker.compose.project"] = project, ["com.docker.compose.version"] = "2.40.3" },
    });

    private void Fill(string volume, long size, params (string Path, string Text)[] files)
    {
        var found = state.Volumes.Find(v => v.Name == volume)!;
        found.Size = size;
        foreach (var (path, text) in files)
            found.Files[path] = text;
    }

    private SimContainer Add(string name, string image, string? project, string[] networks, int days, string[]? ports = null, string[]? binds = null, string restart = "no",
        string[]? env = null, (string, string)[]? labels = null, long memory = 0, string? health = null, bool privileged = false)
    {
        var known = ImageCatalogue.Of(image)!;
        if (state.Images.TrueForAll(i => !i.Tags.Contains(image)))
            state.Images.Add(Images.FromCatalogue(known, _now));
        var allLabels = new JsonObject();
        if (project is not null)
        {
            allLabels["com.docker.compose.project"] = project;
            allLabels["com.docker.compose.service"] = name;
            allLabels["com.docker.compose.container-number"] = "1";
            allLabels["com.docker.compose.project.working_dir"] = $"/srv/{project}";
            allLabels["com.docker.compose.project.config_files"] = $"/srv/{project}/compose.yaml";
            allLabels["com.docker.compose.config-hash"] = DockerEngine.Hex($"{project}/{name}");
        }
        foreach (var (key, value) in labels ?? [])
            allLabels[key] = value;
        foreach (var bind in binds ?? [])
            AddVolume(bind, project);
        var body = new JsonObject
        {
            ["Image"] = image,
            ["Env"] = JsonText.Array(env ?? []),
            ["Labels"] = allLabels,
            ["HostConfig"] = new JsonObject
            {
                ["Binds"] = JsonText.Array(binds ?? []),
                ["NetworkMode"] = networks[0],
                ["RestartPolicy"] = new JsonObject { ["Name"] = restart },
                ["Memory"] = memory,
                ["Privileged"] = privileged,
                ["PortBindings"] = new JsonObject((ports ?? []).Select(port => KeyValuePair.Create(port[(port.IndexOf(':') + 1)..],
                    (JsonNode?)new JsonArray(new JsonObject { ["HostIp"] = "", ["HostPort"] = port[..port.IndexOf(':')] })))),
            },
        };
        if (health is not null)
            body["Healthcheck"] = new JsonObject { ["Test"] = new JsonArray("CMD-SHELL", health), ["Interval"] = 10_000_000_000L };
        return Running(name, body, networks, days);
    }

    /// <summary>Goes through the engine's own creation, in an engine whose clock stands <paramref name="days"/> back.</summary>
    private SimContainer Running(string name, JsonObject body, string[] networks, int days)
    {
        var past = new DockerEngine(state, new StoppedClock(_now.AddDays(-days).AddMinutes(-17 * name.Length)), options.Seed);
        var container = new ContainerCreation(past).Create(name, body);
        foreach (var other in networks.Skip(1))
            container.Networks[other] = ContainerCreation.Endpoint(container, other, null);
        past.Lifecycle.Start(container);
        // The engine keeps a bounded log: only the last hours are there to be read.
        container.ChatterUntil = container.StartedAt > _now.AddHours(-2) ? container.StartedAt : _now.AddHours(-2);
        return container;
    }

    private void AddVolume(string bind, string? project)
    {
        var name = bind.Split(':')[0];
        if (name.StartsWith('/') || state.Volumes.Exists(v => v.Name == name))
            return;
        state.Volumes.Add(new SimVolume
        {
            Name = name,
            Created = _now.AddDays(-40),
            Labels = project is null ? null : new JsonObject { ["com.docker.compose.project"] = project, ["com.docker.compose.volume"] = name[(project.Length + 1)..], ["com.docker.compose.version"] = "2.40.3" },
        });
    }

    private string NewId() => DockerEngine.Hex($"{options.Seed}:{++state.Sequence}");

    private sealed class StoppedClock(DateTimeOffset at) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => at;
    }
}
