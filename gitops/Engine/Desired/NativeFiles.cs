using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>
/// Lays the files of a native format into their manifest: their bytes, and a map of path to hash in
/// <c>spec.files</c> that compares like every other field.
/// </summary>
internal sealed class NativeFiles(SourceTree tree, IgnorePatterns ignored, List<Fault> faults)
{
    /// <summary>The field of <c>spec</c> that the reader fills.</summary>
    public const string Field = "files";

    private const int FileBytes = 4 * 1024 * 1024;
    private const int FolderBytes = 64 * 1024 * 1024;
    private readonly Dictionary<string, string> hashes = new(StringComparer.Ordinal);

    /// <summary>
    /// The folder that a native path stands for: itself, or where it names a file the folder of that file (a compose
    /// file needs its neighbours). Null with a fault where it leads out of the repository or to nothing.
    /// </summary>
    public string? FolderOf(ManifestDraft draft, ResourceKind kind)
    {
        var path = Clean(draft.NativePath!);
        if (path is null)
            return Refuse(draft, kind, $"'{draft.NativePath}' leads outside the repository or to its root: name a folder below it, such as stacks/{draft.Manifest.Key.Name}.");
        if (tree.Files.Any(file => file.Path.StartsWith(path + "/", StringComparison.Ordinal))) return Checked(draft, kind, path);
        if (!tree.Files.Any(file => file.Path == path))
            return Refuse(draft, kind, $"'{path}' is neither a file nor a folder of the repository: {Nearest.Hint(path, Folders())}.");
        var slash = path.LastIndexOf('/');
        return slash < 0
            ? Refuse(draft, kind, $"'{path}' stands at the root: put it into a folder of its own.")
            : Checked(draft, kind, path[..slash]);
    }

    /// <summary>The manifest with its files.</summary>
    public Manifest Load(Manifest manifest, string folder, ResourceKind kind)
    {
        var prefix = folder + "/";
        var files = ImmutableSortedDictionary.CreateBuilder<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var map = new JsonObject();
        long total = 0;
        foreach (var file in tree.Files.Where(file => file.Path.StartsWith(prefix, StringComparison.Ordinal)))
        {
            if (ignored.Matches(file.Path)) continue;
            if (file.IsLink) faults.Add(new(file.Path, 0, "", "The file is a symbolic link or submodule: links are never followed; put the file itself here."));
            else if (file.Size > FileBytes) faults.Add(new(file.Path, 0, "", $"The file has {file.Size:N0} bytes, more than the {FileBytes:N0} that a file of a native folder may have."));
            else if ((total += file.Size) <= FolderBytes) Add(file, file.Path[prefix.Length..], files, map);
        }

        if (total > FolderBytes)
            faults.Add(new(manifest.Source.File, manifest.LineOf("spec." + kind.NativePath), "spec." + kind.NativePath, $"'{folder}' holds more than {FolderBytes:N0} bytes."));
        var spec = (JsonObject)manifest.Spec.DeepClone();
        spec[Field] = map;
        return manifest with { Spec = spec, Files = files.ToImmutable() };
    }

    private void Add(SourceFile file, string name, ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>.Builder files, JsonObject map)
    {
        var bytes = file.Read();
        files[name] = bytes;
        if (!hashes.TryGetValue(file.ContentId, out var hash))
            hashes[file.ContentId] = hash = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
        map[name] = hash;
    }

    private string? Checked(ManifestDraft draft, ResourceKind kind, string folder)
    {
        if (draft.Manifest.Source.File.StartsWith(folder + "/", StringComparison.Ordinal))
            return Refuse(draft, kind, $"The manifest stands inside '{folder}', whose files are not manifests: move the manifest out of it.");
        return folder;
    }

    private string? Refuse(ManifestDraft draft, ResourceKind kind, string message)
    {
        var field = "spec." + kind.NativePath;
        faults.Add(new(draft.Manifest.Source.File, draft.Manifest.LineOf(field), field, message));
        return null;
    }

    private List<string> Folders() =>
        [.. tree.Files.Select(file => file.Path).Where(path => path.Contains('/', StringComparison.Ordinal)).Select(path => path[..path.LastIndexOf('/')]).Distinct(StringComparer.Ordinal)];

    private static string? Clean(string path)
    {
        var parts = path.Replace('\\', '/').TrimEnd('/').Split('/').Where(part => part is not ".").ToList();
        return path.StartsWith('/') || parts.Count == 0 || parts.Any(part => part is "" or "..") ? null : string.Join('/', parts);
    }
}
