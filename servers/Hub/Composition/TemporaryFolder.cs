namespace HomelabMcp.Hub;

/// <summary>A folder of our own among the temporary files, only for its user, that goes when it is disposed of.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>Makes it.</summary>
    public TemporaryFolder(string purpose) => Path = Directory.CreateTempSubdirectory($"homelab-{purpose}-").FullName;

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!Directory.Exists(Path)) return;
        // Git makes its objects read-only, which on some systems keeps them from being deleted.
        foreach (var file in new DirectoryInfo(Path).EnumerateFiles("*", SearchOption.AllDirectories))
            if (file.IsReadOnly && file.LinkTarget is null) file.IsReadOnly = false;
        Directory.Delete(Path, recursive: true);
    }
}
