namespace HomelabMcp.Simulation.Proxmox.Parameters;

/// <summary>Sub-keys of property strings; read by <see cref="PropertyStrings.PropertyFormats"/>.</summary>
internal static class BackupFormats
{
    public const string Text = """
        [backup-fleecing]
        enabled* = b
        storage = s fmt=pve-storage-id

        [backup-performance]
        max-workers = i 1..256
        pbs-entries-max = i 1..

        [prune-backups]
        keep-all = b
        keep-daily keep-hourly keep-last keep-monthly keep-weekly keep-yearly = i 0..
        """;
}
