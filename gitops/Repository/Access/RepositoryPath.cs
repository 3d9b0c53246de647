using System.Globalization;
using System.Text;
using HomelabMcp.Core;

namespace HomelabMcp.Repository;

/// <summary>What a path inside the repository may look like, when read and when written.</summary>
public static class RepositoryPath
{
    private const string Forbidden = "<>:\"|?*";

    private static readonly HashSet<string> DeviceNames = new(
        ["con", "prn", "aux", "nul", .. Enumerable.Range(0, 10).SelectMany(n => (string[])[$"com{n}", $"lpt{n}"])],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Why this path is dangerous wherever it comes from (it leaves the repository, enters <c>.git</c>, hides
    /// characters); null where it is not.
    /// </summary>
    public static string? Danger(string path)
    {
        if (path is "") return "the path is empty";
        if (Encoding.UTF8.GetByteCount(path) > 1024) return "the path is longer than 1,024 bytes";
        if (path.Contains('\\', StringComparison.Ordinal)) return "it holds a backslash; parts are separated by '/'";
        if (path.StartsWith('/') || path is [_, ':', ..]) return "it is absolute; paths are relative to the folder of the desired state";
        if (path.Contains('\uFFFD', StringComparison.Ordinal)) return "its name is not UTF-8";
        if (path.EnumerateRunes().Any(IsHidden)) return "it holds control or invisible characters";
        return path.Split('/').Select(PartDanger).FirstOrDefault(danger => danger is not null);
    }

    /// <summary>Why we would not write this path: it is dangerous, or cannot be checked out on every system; null where we would.</summary>
    public static string? Refusal(string path)
    {
        if (Danger(path) is { } danger) return danger;
        foreach (var part in path.Split('/'))
        {
            if (part.IndexOfAny([.. Forbidden]) is >= 0 and var at) return $"it holds '{part[at]}', which not every system can store";
            if (part.EndsWith(' ') || part.EndsWith('.')) return "a part of it ends in a space or dot, which not every system can store";
            if (DeviceNames.Contains(part.Split('.')[0])) return $"'{part}' is a device name on Windows";
            if (Encoding.UTF8.GetByteCount(part) > 255) return "a part of it is longer than 255 bytes";
        }

        return null;
    }

    /// <summary>The configured folder without <c>.</c> and slashes at its ends: empty for the root. A <see cref="HomelabException"/> where it is dangerous.</summary>
    public static string Folder(string configured)
    {
        var parts = configured.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part is not ".");
        var folder = string.Join('/', parts);
        if (folder is not "" && Danger(folder) is { } danger)
            throw new HomelabException($"repository.path '{UntrustedText.CleanOf(configured)}' cannot be used: {danger}.");
        return folder;
    }

    private static string? PartDanger(string part) => part switch
    {
        "" => "it has an empty part",
        "." or ".." => "it has a part '.' or '..'; it must stay inside the folder of the desired state",
        _ when IsGitFolder(part) => $"'{part}' is git's own folder",
        _ => null,
    };

    // Windows drops trailing dots and spaces and what follows ':', and knows ".git" by its short name as well.
    private static bool IsGitFolder(string part)
    {
        var name = part.Split(':')[0].TrimEnd(' ', '.');
        return name.Equals(".git", StringComparison.OrdinalIgnoreCase) || name.Equals("git~1", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
