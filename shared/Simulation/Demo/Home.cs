namespace HomelabMcp.Simulation.Demo;

/// <summary>A machine of the demo home.</summary>
/// <param name="Id">VMID.</param>
/// <param name="Name">Host name.</param>
/// <param name="Node">Proxmox node it lives on.</param>
/// <param name="Lan">Network it is in: its VLAN.</param>
/// <param name="Host">Last part of its address.</param>
/// <param name="Cores">Processor cores.</param>
/// <param name="MemoryMib">Memory in MiB.</param>
/// <param name="DiskGib">Root disk in GiB.</param>
/// <param name="Tags">Tags, sorted.</param>
/// <param name="About">What it does, in a line.</param>
public sealed record HomeMachine(int Id, string Name, string Node, int Lan, int Host, int Cores, int MemoryMib, int DiskGib, string Tags, string About)
{
    /// <summary>A virtual machine; otherwise a container.</summary>
    public bool IsVm { get; init; }

    /// <summary>Whether it runs: <c>running</c>, <c>stopped</c> or <c>paused</c>.</summary>
    public string State { get; init; } = "running";

    /// <summary>Pool it belongs to.</summary>
    public string? Pool { get; init; }

    /// <summary>Place in the start order; null: not started at boot.</summary>
    public int? Startup { get; init; }

    /// <summary>A template others are cloned from.</summary>
    public bool IsTemplate { get; init; }

    /// <summary>IPv4 address.</summary>
    public string Address => $"10.20.{Lan}.{Host}";
}

/// <summary>A network of the demo home.</summary>
/// <param name="Vlan">VLAN id; also the third part of its addresses.</param>
/// <param name="Name">Short name.</param>
/// <param name="About">What it is for.</param>
public sealed record HomeNetwork(int Vlan, string Name, string About)
{
    /// <summary>The prefix.</summary>
    public string Prefix => $"10.20.{Vlan}.0/24";

    /// <summary>Its router.</summary>
    public string Gateway => $"10.20.{Vlan}.1";
}

/// <summary>
/// The one set of facts about the demo home: every simulator tells the same names, addresses and places.
/// </summary>
public static class Home
{
    /// <summary>Its DNS domain.</summary>
    public const string Domain = "home.example";

    /// <summary>Address of the NAS that serves the shared storage.</summary>
    public const string NasAddress = "10.20.10.20";

    /// <summary>Address of the backup server.</summary>
    public const string BackupAddress = "10.20.10.21";

    /// <summary>First name server (guest dns01).</summary>
    public const string NameServer = "10.20.10.53";

    /// <summary>Proxmox nodes: name, address, processors, memory in GiB.</summary>
    public static IReadOnlyList<(string Name, string Address, int Cpus, int MemoryGib)> Nodes { get; } =
    [
        ("pve1", "10.20.10.11", 16, 64),
        ("pve2", "10.20.10.12", 16, 64),
        ("pve3", "10.20.10.13", 8, 32),
    ];

    /// <summary>The networks.</summary>
    public static IReadOnlyList<HomeNetwork> Networks { get; } =
    [
        new(10, "infra", "Nodes, storage, name service"),
        new(20, "servers", "Services for the household"),
        new(30, "media", "Films, music, downloads"),
        new(40, "iot", "Lamps, sensors, Home Assistant"),
        new(50, "lab", "Experiments"),
    ];

    /// <summary>Every guest; 120 to 129 are left free for what a visitor adds.</summary>
    public static IReadOnlyList<HomeMachine> Machines { get; } =
    [
        new(100, "dns01", "pve1", 10, 53, 1, 512, 4, "dns;infra", "First resolver (Unbound, AdGuard)") { Pool = "prod", Startup = 1 },
        new(101, "dns02", "pve2", 10, 54, 1, 512, 4, "dns;infra", "Second resolver") { Pool = "prod", Startup = 1 },
        new(102, "traefik01", "pve1", 20, 10, 2, 1024, 8, "infra;proxy", "Reverse proxy for everything under home.example") { Pool = "prod", Startup = 2 },
        new(103, "nas01", "pve1", 10, 22, 4, 8192, 32, "infra;storage", "TrueNAS: shares and snapshots") { IsVm = true, Pool = "prod", Startup = 1 },
        new(104, "homeassistant", "pve2", 40, 10, 2, 4096, 32, "iot;prod", "Home Assistant OS") { IsVm = true, Pool = "prod", Startup = 3 },
        new(105, "postgres01", "pve1", 20, 20, 4, 4096, 40, "database;prod", "PostgreSQL 17 for NetBox, Wiki.js, Gitea") { Pool = "prod", Startup = 2 },
        new(106, "netbox01", "pve1", 20, 21, 2, 3072, 16, "docs;prod", "NetBox: the source of truth") { Pool = "prod", Startup = 3 },
        new(107, "wiki01", "pve2", 20, 22, 2, 2048, 16, "docs;prod", "Wiki.js") { Pool = "prod", Startup = 3 },
        new(108, "gitea", "pve2", 20, 23, 2, 2048, 32, "git;prod", "Gitea with the homelab repository") { Pool = "prod", Startup = 3 },
        new(109, "docker01", "pve1", 20, 30, 4, 8192, 64, "docker;prod", "Docker host for the small services") { IsVm = true, Pool = "prod", Startup = 3 },
        new(110, "docker02", "pve2", 20, 31, 4, 8192, 64, "docker;prod", "Docker host, second") { IsVm = true, Pool = "prod", Startup = 3 },
        new(111, "vaultwarden", "pve1", 20, 24, 1, 512, 8, "prod;security", "Passwords of the family") { Pool = "prod", Startup = 3 },
        new(112, "paperless", "pve2", 20, 25, 2, 3072, 24, "docs;prod", "Paperless-ngx: scanned letters") { Pool = "prod", Startup = 4 },
        new(113, "nextcloud", "pve1", 20, 26, 4, 4096, 48, "files;prod", "Nextcloud: calendar, contacts, files") { Pool = "prod", Startup = 4 },
        new(114, "immich", "pve2", 20, 27, 4, 8192, 64, "photos;prod", "Immich: the photo library") { IsVm = true, Pool = "prod", Startup = 4 },
        new(115, "grafana", "pve1", 20, 28, 2, 1024, 16, "monitoring;prod", "Dashboards") { Pool = "prod", Startup = 4 },
        new(116, "prometheus", "pve2", 20, 29, 2, 2048, 40, "monitoring;prod", "Metrics, kept for 90 days") { Pool = "prod", Startup = 4 },
        new(117, "loki", "pve2", 20, 32, 2, 2048, 40, "monitoring;prod", "Logs") { Pool = "prod", Startup = 4 },
        new(118, "uptime-kuma", "pve3", 20, 33, 1, 512, 4, "monitoring", "Watches the rest from another node") { Startup = 5 },
        new(119, "unifi", "pve3", 10, 30, 2, 2048, 16, "infra;network", "UniFi controller") { Pool = "prod", Startup = 4 },
        new(130, "jellyfin", "pve1", 30, 10, 4, 4096, 32, "media", "Films and music; uses the GPU of pve1") { Pool = "media", Startup = 5 },
        new(131, "sonarr", "pve1", 30, 11, 1, 1024, 8, "arr;media", "Series") { Pool = "media", Startup = 6 },
        new(132, "radarr", "pve1", 30, 12, 1, 1024, 8, "arr;media", "Films") { Pool = "media", Startup = 6 },
        new(133, "prowlarr", "pve1", 30, 13, 1, 512, 4, "arr;media", "Indexers") { Pool = "media", Startup = 6 },
        new(134, "navidrome", "pve2", 30, 15, 1, 512, 8, "media", "Music streaming") { Pool = "media", Startup = 6 },
        new(135, "audiobookshelf", "pve2", 30, 16, 1, 1024, 8, "media", "Audiobooks and podcasts") { Pool = "media", Startup = 6 },
        new(136, "calibre-web", "pve2", 30, 17, 1, 512, 8, "media", "E-books") { Pool = "media", State = "stopped" },
        new(137, "tdarr", "pve3", 30, 18, 4, 4096, 16, "media", "Transcoding; started by hand") { Pool = "media", State = "stopped" },
        new(140, "mqtt01", "pve2", 40, 11, 1, 512, 4, "iot", "Mosquitto") { Pool = "prod", Startup = 2 },
        new(141, "zigbee2mqtt", "pve2", 40, 12, 1, 512, 4, "iot", "Zigbee stick of pve2") { Pool = "prod", Startup = 3 },
        new(142, "esphome", "pve2", 40, 13, 1, 1024, 8, "iot", "Builds firmware for the sensors") { Pool = "prod" },
        new(143, "frigate", "pve3", 40, 14, 4, 4096, 64, "cameras;iot", "Cameras") { IsVm = true, Pool = "prod", Startup = 5 },
        new(150, "k3s01", "pve3", 50, 11, 2, 4096, 32, "k3s;lab", "k3s server") { IsVm = true, Pool = "lab" },
        new(151, "k3s02", "pve3", 50, 12, 2, 4096, 32, "k3s;lab", "k3s agent") { IsVm = true, Pool = "lab" },
        new(152, "win11", "pve1", 50, 20, 4, 8192, 80, "lab;windows", "Windows for the one program that needs it") { IsVm = true, Pool = "lab", State = "stopped" },
        new(153, "kali", "pve3", 50, 21, 2, 4096, 40, "lab", "Security exercises") { IsVm = true, Pool = "lab", State = "paused" },
        new(154, "sandbox", "pve3", 50, 22, 1, 1024, 8, "lab", "To break things in") { Pool = "lab", State = "stopped" },
        new(155, "test-nixos", "pve3", 50, 23, 2, 2048, 16, "lab", "NixOS trial, abandoned") { IsVm = true, Pool = "lab", State = "stopped" },
        new(190, "debian-13-template", "pve1", 20, 250, 2, 2048, 8, "template", "Debian 13 cloud image with agent") { IsVm = true, IsTemplate = true, State = "stopped" },
        new(191, "debian-13-ct-template", "pve1", 20, 251, 1, 512, 4, "template", "Debian 13 container, hardened") { IsTemplate = true, State = "stopped" },
    ];
}
