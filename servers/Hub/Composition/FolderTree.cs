using HomelabMcp.Core;
using HomelabMcp.Engine;

namespace HomelabMcp.Hub;

/// <summary>A folder on disk as a tree of the desired state, for checks before anything is committed.</summary>
internal static class FolderTree
{
    /// <summary>Reads the names; contents are read when asked for. Hidden folders (<c>.git</c>) are left out.</summary>
    public static SourceTree Read(string folder)
    {
        if (!Directory.Exists(folder)) throw new HomelabException($"There is no folder {folder}.");
        var how = new EnumerationOptions { RecurseSubdirectories = false, AttributesToSkip = FileAttributes.None, ReturnSpecialDirectories = false };
        var files = new List<SourceFile>();
        var open = new Stack<DirectoryInfo>([new DirectoryInfo(folder)]);
        while (open.TryPop(out var at))
        {
            foreach (var entry in at.EnumerateFileSystemInfos("*", how))
            {
                var isLink = entry.LinkTarget is not null;
                if (entry is DirectoryInfo inner && !isLink)
                {
                    if (!inner.Name.StartsWith('.')) open.Push(inner);
                    continue;
                }

                files.Add(File(folder, entry, isLink));
            }
        }

        return new("", [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)]);
    }

    private static SourceFile File(string folder, FileSystemInfo entry, bool isLink)
    {
        var size = isLink ? 0 : ((FileInfo)entry).Length;
        return new(
            Path.GetRelativePath(folder, entry.FullName).Replace(Path.DirectorySeparatorChar, '/'),
            FormattableString.Invariant($"{entry.LastWriteTimeUtc.Ticks:x}-{size:x}"),
            size,
            isLink,
            () => System.IO.File.ReadAllBytes(entry.FullName));
    }
}
