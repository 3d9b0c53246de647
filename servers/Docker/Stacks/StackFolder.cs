using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Docker;

/// <summary>Where the files of stacks lie: <c>data/stacks/TARGET/NAME</c>, and beside each what it was laid out from.</summary>
internal sealed class StackFolder(string dataFolder, string target)
{
    private string Root => Path.Combine(dataFolder, "stacks", target);

    public string Of(string name) => Path.Combine(Root, name);

    public string OverrideOf(string name) => Path.Combine(Root, $".{name}.labels.yaml");

    /// <summary>Puts new files in the place of the old ones, whole: readers see one or the other.</summary>
    public void Swap(string name, ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> files)
    {
        var (place, next, last) = (Of(name), Path.Combine(Root, $".{name}.next"), Path.Combine(Root, $".{name}.last"));
        Remove(next);
        foreach (var (path, content) in files)
        {
            var file = Path.GetFullPath(Path.Combine(next, path));
            if (!file.StartsWith(next + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                throw new PlatformException(PlatformFailure.Invalid, $"'{path}' of stack '{name}' leads out of its folder.");
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, content.Span);
        }
        Remove(last);
        if (Directory.Exists(place))
            Directory.Move(place, last);
        Directory.Move(next, place);
        Remove(last);
    }

    /// <summary>Each file's hash, as the reader of the repository writes it; null when nothing is laid out.</summary>
    public JsonObject? Hashes(string name)
    {
        if (!Directory.Exists(Of(name)))
            return null;
        var map = new JsonObject();
        foreach (var file in Directory.EnumerateFiles(Of(name), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            map[Path.GetRelativePath(Of(name), file).Replace('\\', '/')] = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
        return map;
    }

    /// <summary>What the manifest said beside the files.</summary>
    public JsonObject? Applied(string name) =>
        File.Exists(AppliedFile(name)) ? JsonNode.Parse(File.ReadAllText(AppliedFile(name))) as JsonObject : null;

    public void Apply(string name, JsonObject spec)
    {
        var kept = new JsonObject { ["path"] = spec["path"]?.DeepClone() };
        if (spec["profiles"] is { } profiles)
            kept["profiles"] = profiles.DeepClone();
        Write(AppliedFile(name), kept.ToJsonString(JsonSerializerOptions.Web));
    }

    public void Write(string file, string text)
    {
        Directory.CreateDirectory(Root);
        File.WriteAllText(file + ".new", text);
        File.Move(file + ".new", file, overwrite: true);
    }

    public void RemoveAll(string name)
    {
        Remove(Of(name));
        File.Delete(OverrideOf(name));
        File.Delete(AppliedFile(name));
    }

    private string AppliedFile(string name) => Path.Combine(Root, $".{name}.json");

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
