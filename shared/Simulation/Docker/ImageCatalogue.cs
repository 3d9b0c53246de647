namespace HomelabMcp.Simulation.Docker;

/// <summary>An image of the simulated registry and how its program behaves.</summary>
internal sealed record KnownImage(string Reference, long Size)
{
    public string[] Command { get; init; } = [];
    public string[] Entrypoint { get; init; } = [];
    public string[] Env { get; init; } = [];
    public string[] Ports { get; init; } = [];
    public string[] Volumes { get; init; } = [];
    public string? User { get; init; }
    public string? HealthTest { get; init; }
    public string HealthOutput { get; init; } = "";

    /// <summary>Its health check fails, for a home that has something to find.</summary>
    public bool Ailing { get; init; }

    /// <summary>Share of one CPU in percent, and memory in MiB, around which the figures move.</summary>
    public (double Cpu, int Memory) Load { get; init; } = (0.4, 64);

    /// <summary>Lines that it writes in turn, one every <see cref="ChatterEvery"/>; a leading "!" goes to standard error.</summary>
    public string[] Chatter { get; init; } = [];

    public TimeSpan ChatterEvery { get; init; } = TimeSpan.FromSeconds(45);
}

/// <summary>What the simulated registry serves; any other name cannot be pulled.</summary>
internal static class ImageCatalogue
{
    public const string Busybox = "homelab/busybox:1";

    private const long MiB = 1024 * 1024;

    public static IReadOnlyList<KnownImage> All { get; } =
    [
        new("traefik:v3.2", 186 * MiB)
        {
            Entrypoint = ["/entrypoint.sh"], Command = ["traefik"], Ports = ["80/tcp"], Load = (1.2, 58),
            Chatter =
            [
                "INF Configuration loaded from file: /etc/traefik/traefik.yml",
                "INF Starting provider *docker.Provider",
                "192.168.1.23 - - \"GET /web/index.html HTTP/2.0\" 200 5120 \"-\" \"-\" 812 \"jellyfin@docker\" \"http://172.18.0.4:8096\" 11ms",
                "192.168.1.40 - - \"GET /api/health HTTP/1.1\" 200 101 \"-\" \"-\" 813 \"grafana@docker\" \"http://172.18.0.6:3000\" 3ms",
            ],
        },
        new("jellyfin/jellyfin:10.10.3", 1240 * MiB)
        {
            Entrypoint = ["/jellyfin/jellyfin"], Ports = ["8096/tcp"], HealthTest = "curl --noproxy localhost -Lk -fsS http://localhost:8096/health",
            HealthOutput = "Healthy", Load = (6.5, 612),
            Chatter =
            [
                "[INF] [12] Emby.Server.Implementations.ScheduledTasks.TaskManager: Scan Media Library Completed after 0 minute(s) and 41 seconds",
                "[INF] [27] MediaBrowser.Controller.MediaEncoding: Transcoding finished with exit code 0",
                "[WRN] [19] Jellyfin.Networking.PortForwardingHost: No UPnP devices found",
            ],
        },
        new("ghcr.io/home-assistant/home-assistant:2026.11", 1890 * MiB)
        {
            Entrypoint = ["/init"], Load = (3.1, 487),
            Chatter =
            [
                "!WARNING (MainThread) [homeassistant.components.mqtt] Disconnected from MQTT server mosquitto:1883 (7)",
                "!INFO (MainThread) [homeassistant.core] Timer:starting",
                "!WARNING (MainThread) [homeassistant.helpers.entity] Update of sensor.washing_machine is taking over 10 seconds",
            ],
        },
        new("grafana/grafana:11.3.0", 452 * MiB)
        {
            Entrypoint = ["/run.sh"], User = "472", Ports = ["3000/tcp"], Env = ["GF_PATHS_DATA=/var/lib/grafana"], Load = (0.9, 142),
            Chatter = ["logger=cleanup t=now level=info msg=\"Completed cleanup jobs\" duration=11.2ms", "logger=plugins.update.checker level=info msg=\"Update check succeeded\""],
        },
        new("prom/prometheus:v3.0.1", 294 * MiB)
        {
            Entrypoint = ["/bin/prometheus"], Command = ["--config.file=/etc/prometheus/prometheus.yml"], User = "nobody", Ports = ["9090/tcp"], Load = (2.2, 318),
            Chatter = ["!level=INFO source=head.go msg=\"Head GC completed\" duration=18.4ms", "!level=INFO source=checkpoint.go msg=\"Creating checkpoint\" from_segment=812"],
        },
        new("postgres:17", 438 * MiB)
        {
            Entrypoint = ["docker-entrypoint.sh"], Command = ["postgres"], Ports = ["5432/tcp"], Env = ["PG_MAJOR=17", "PGDATA=/var/lib/postgresql/data"],
            HealthOutput = "/var/run/postgresql:5432 - accepting connections\n", Load = (1.6, 176),
            Chatter = ["!LOG:  checkpoint starting: time", "!LOG:  checkpoint complete: wrote 42 buffers (0.3%)", "!LOG:  automatic vacuum of table \"paperless.public.documents_document\": index scans: 0"],
        },
        new("vaultwarden/server:1.32.5", 228 * MiB)
        {
            Entrypoint = ["/start.sh"], Ports = ["80/tcp"], HealthTest = "/healthcheck.sh", Load = (0.2, 31),
            Chatter = ["[INFO] GET /alive => 200", "[INFO] POST /identity/connect/token => 200"],
        },
        new("ghcr.io/paperless-ngx/paperless-ngx:2.13", 1510 * MiB)
        {
            Entrypoint = ["/init"], Ports = ["8000/tcp"], HealthTest = "curl -fs -S --max-time 2 http://localhost:8000", Ailing = true,
            HealthOutput = "curl: (28) Operation timed out after 2001 milliseconds with 0 bytes received\n", Load = (11.4, 934),
            Chatter =
            [
                "[INFO] [paperless.management.consumer] Polling directory for changes: /usr/src/paperless/consume",
                "![ERROR] [paperless.db] could not obtain lock on row in relation \"documents_document\"",
                "![WARNING] [celery.worker] Worker lost heartbeat for 34.2 s",
            ],
        },
        new("louislam/uptime-kuma:1", 392 * MiB)
        {
            Entrypoint = ["/usr/bin/dumb-init", "--"], Command = ["node", "server/server.js"], Ports = ["3001/tcp"], HealthTest = "extra/healthcheck", Load = (1.1, 121),
            Chatter = ["[MONITOR] WARN: Monitor #7 'Paperless': Failing: timeout of 48000ms exceeded", "[DB] INFO: SQLite PRAGMA wal_checkpoint(TRUNCATE)"],
        },
        new("lscr.io/linuxserver/duplicati:2.1.0", 612 * MiB) { Entrypoint = ["/init"], Ports = ["8200/tcp"], Load = (0, 0) },
        new("eclipse-mosquitto:2", 18 * MiB)
        {
            Entrypoint = ["/docker-entrypoint.sh"], Command = ["/usr/sbin/mosquitto", "-c", "/mosquitto/config/mosquitto.conf"], Ports = ["1883/tcp"], Load = (0.1, 6),
            Chatter = ["!Client homeassistant has exceeded timeout, disconnecting.", "!New client connected from 172.18.0.5:41822 as homeassistant (p2, c1, k60)."],
        },
        new("redis:7", 117 * MiB) { Entrypoint = ["docker-entrypoint.sh"], Command = ["redis-server"], Ports = ["6379/tcp"], Volumes = ["/data"], Load = (0.3, 14) },
        new("nginx:1.27", 192 * MiB)
        {
            Entrypoint = ["/docker-entrypoint.sh"], Command = ["nginx", "-g", "daemon off;"], Ports = ["80/tcp"], Load = (0.1, 9),
            Chatter = ["172.17.0.1 - - \"GET / HTTP/1.1\" 200 615 \"-\" \"curl/8.5.0\""],
        },
        new("nginx:latest", 192 * MiB) { Entrypoint = ["/docker-entrypoint.sh"], Command = ["nginx", "-g", "daemon off;"], Ports = ["80/tcp"], Load = (0.1, 9) },
        new("alpine:3.20", 8 * MiB) { Command = ["/bin/sh"], Load = (0, 1) },
        new("traefik/whoami:v1.10", 7 * MiB) { Entrypoint = ["/whoami"], Ports = ["80/tcp"], Load = (0, 4), Chatter = ["Starting up on port 80"] },
    ];

    private static readonly Dictionary<string, KnownImage> ByReference = All.ToDictionary(image => image.Reference, StringComparer.Ordinal);

    /// <summary>The catalogue's image behind a reference; null for an image that somebody imported.</summary>
    public static KnownImage? Of(string reference) => ByReference.GetValueOrDefault(ImageReference.Normalise(reference));

    public static bool HasRepository(string reference) =>
        All.Any(image => ImageReference.Repository(image.Reference) == ImageReference.Repository(ImageReference.Normalise(reference)));
}
