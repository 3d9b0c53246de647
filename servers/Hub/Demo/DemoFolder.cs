using HomelabMcp.Core;

namespace HomelabMcp.Hub.Demo;

/// <summary>The names that a demo uses in its folder, which may hold other people's files as well.</summary>
/// <param name="Root">The folder.</param>
internal sealed record DemoFolder(string Root)
{
    /// <summary>The configuration that it writes.</summary>
    public string Configuration => Path.Combine(Root, "homelab.yaml");

    /// <summary>The bare repository.</summary>
    public string Repository => Path.Combine(Root, "homelab.git");

    /// <summary>The store.</summary>
    public string Store => Path.Combine(Root, "homelab.db");

    /// <summary>Where a simulated system keeps its state.</summary>
    public string StateOf(string platform) => Path.Combine(Root, $"simulated-{platform}.json");

    /// <summary>Makes the folder; refuses one in which somebody else's files bear our names.</summary>
    public void Claim()
    {
        Directory.CreateDirectory(Root);
        if (File.Exists(Path.Combine(Root, DemoMemory.FileName))) return;
        if (((string[])[Configuration, Repository, Store]).FirstOrDefault(Path.Exists) is { } foreign)
            throw new HomelabException($"{foreign} is there already and is not a demo's: choose another folder with --data.");
        foreach (var platform in SimulatedSystems.Names)
            if (File.Exists(StateOf(platform))) throw new HomelabException($"{StateOf(platform)} is there already and is not a demo's: choose another folder with --data.");
    }
}
