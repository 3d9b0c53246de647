using HomelabMcp.Core;

namespace HomelabMcp.Hub.Importing;

/// <summary>A clone that somebody works in.</summary>
/// <param name="Root">Its folder.</param>
/// <param name="Manifests">The desired state's folder inside it.</param>
internal sealed record WorkTree(string Root, string Manifests)
{
    /// <summary>The clone that a folder is in.</summary>
    /// <param name="folder">Where somebody stands.</param>
    /// <param name="path"><c>repository.path</c>.</param>
    public static WorkTree Find(string folder, string path)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            var git = Path.Combine(at.FullName, ".git");
            if (!Directory.Exists(git) && !File.Exists(git)) continue;
            var manifests = Path.GetFullPath(path, at.FullName);
            Directory.CreateDirectory(manifests);
            return new(at.FullName, manifests);
        }

        throw new HomelabException($"{folder} is not in a clone of the desired-state repository: clone it and run this there, or use --propose.");
    }
}
