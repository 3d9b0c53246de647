namespace HomelabMcp.Proxmox;

/// <summary>Limits of one client.</summary>
public sealed record ProxmoxClientSettings
{
    /// <summary>Calls at a time to one target; more wait. pvedaemon has three workers, so many more gain nothing.</summary>
    public int Connections { get; init; } = 6;

    /// <summary>How long a read may take.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a write may take: some do their work before they answer.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>How long a connection may take to come up.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a read is tried again when the server cannot be reached or stumbles; writes never are.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>First wait before a read is tried again; later ones double, each with jitter.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>First wait between two looks at a task; later ones grow to two seconds.</summary>
    public TimeSpan TaskDelay { get; init; } = TimeSpan.FromMilliseconds(50);
}
