using HomelabMcp.Core;

namespace HomelabMcp.Hosting;

/// <summary>Finds and reads <c>homelab.yaml</c>.</summary>
public static class ConfigurationReader
{
    /// <summary>Bytes of the largest file that is read: a hundred times a large homelab's.</summary>
    public const int LargestFile = 512 * 1024;

    /// <summary>
    /// The file to use: the one that was asked for, else <c>$HOMELAB_CONFIG</c>, else <c>homelab.yaml</c> here, else
    /// <c>~/.config/homelab/homelab.yaml</c>. A missing one is an error that names where it was looked for.
    /// </summary>
    public static string Find(string? asked)
    {
        var named = asked ?? Environment.GetEnvironmentVariable("HOMELAB_CONFIG");
        if (!string.IsNullOrEmpty(named))
        {
            var full = Path.GetFullPath(named);
            return File.Exists(full) ? full : throw new HomelabException($"There is no configuration file {full} ({(asked is null ? "HOMELAB_CONFIG names it" : "--config names it")}).");
        }

        string[] places =
        [
            Path.GetFullPath("homelab.yaml"),
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config", "homelab", "homelab.yaml"),
        ];
        return places.FirstOrDefault(File.Exists) ?? throw new HomelabException(
            $"No configuration was found: looked for {string.Join(" and ", places)}. 'homelab init' writes one; --config FILE names another; 'homelab demo' needs none.");
    }

    /// <summary>Reads and checks a file; everything that is wrong with it is said at once.</summary>
    /// <param name="file">The file.</param>
    /// <param name="platforms">
    /// The platforms of this process: their targets' keys are checked against <see cref="IPlatform.TargetKeys"/>.
    /// </param>
    /// <exception cref="FaultsException">Something in it is wrong; each fault names file, line and the nearest valid key.</exception>
    /// <exception cref="HomelabException">It cannot be read.</exception>
    public static HomelabConfiguration Read(string file, IEnumerable<IPlatform> platforms)
    {
        var full = Path.GetFullPath(file);
        try
        {
            var size = new FileInfo(full).Length;
            if (size > LargestFile) throw new HomelabException($"{full} has {size} bytes; a configuration has at most {LargestFile}.");
            return Parse(File.ReadAllBytes(full), full, platforms);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new HomelabException($"{full} cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>The same for bytes in memory; <paramref name="file"/> is what faults call it and what paths are relative to.</summary>
    public static HomelabConfiguration Parse(ReadOnlySpan<byte> content, string file, IEnumerable<IPlatform> platforms)
    {
        var faults = new List<Fault>();
        var root = ConfigurationYaml.Load(content, file, faults);
        var configuration = root is null ? null : new ConfigurationShape(file, [.. platforms]).Read(root);
        return faults.Count > 0 ? throw new FaultsException([.. faults.OrderBy(fault => fault.Line)]) : configuration!;
    }
}
