using System.Globalization;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Proxmox;

/// <summary>What a Proxmox target of <c>homelab.yaml</c> may say beyond what every target may.</summary>
public sealed record ProxmoxOptions
{
    internal static readonly string[] Names = ["shutdownTimeout", "taskTimeout", "backupStorage", "connections"];

    /// <summary>How long a guest may take to shut down before it is stopped (<c>shutdownTimeout</c>, seconds).</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a task is waited for (<c>taskTimeout</c>, seconds). Backups of large guests are the long ones.</summary>
    public TimeSpan TaskTimeout { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>Storage for backups before a delete (<c>backupStorage</c>); null: the best one that takes backups.</summary>
    public string? BackupStorage { get; init; }

    /// <summary>Calls at a time (<c>connections</c>).</summary>
    public int Connections { get; init; } = 6;

    /// <summary>Reads a target's own settings.</summary>
    /// <exception cref="HomelabException">A setting is unknown or out of range; the sentence names the valid ones.</exception>
    public static ProxmoxOptions From(TargetSettings settings)
    {
        var extra = settings.Extra;
        foreach (var name in extra.Select(entry => entry.Key))
            if (!Names.Contains(name, StringComparer.Ordinal)) throw new HomelabException($"targets.{settings.Name}.{name} is not a setting of a Proxmox target: {Nearest.Hint(name, Names)}.");
        var defaults = new ProxmoxOptions();
        return new()
        {
            ShutdownTimeout = TimeSpan.FromSeconds(Whole(settings, extra, "shutdownTimeout", 1, 3600) ?? defaults.ShutdownTimeout.TotalSeconds),
            TaskTimeout = TimeSpan.FromSeconds(Whole(settings, extra, "taskTimeout", 10, 86400) ?? defaults.TaskTimeout.TotalSeconds),
            BackupStorage = extra.Text("backupStorage"),
            Connections = (int)(Whole(settings, extra, "connections", 1, 32) ?? defaults.Connections),
        };
    }

    private static long? Whole(TargetSettings settings, JsonObject extra, string name, long minimum, long maximum)
    {
        if (extra[name] is not { } value) return null;
        return long.TryParse(ProxmoxJson.Text(value), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum
            ? number
            : throw new HomelabException($"targets.{settings.Name}.{name} must be a whole number from {minimum} to {maximum}.");
    }
}
