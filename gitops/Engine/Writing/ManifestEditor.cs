using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>
/// Changes manifests in their files: what did not change keeps its comments, order and spelling.
/// </summary>
public static class ManifestEditor
{
    /// <summary>Where a new resource's file goes: <c>platform/type/name.yaml</c>.</summary>
    public static string PathFor(ResourceKey key) => $"{key.Platform}/{key.Kind[(key.Platform.Length + 1)..]}/{key.Name}.yaml";

    /// <summary>A file of its own for a manifest.</summary>
    public static string NewFile(string manifest) => manifest.ReplaceLineEndings("\n").Trim('\n') + "\n";

    /// <summary>The file with a manifest put in the place of the document that begins at a line.</summary>
    /// <param name="file">The file's text.</param>
    /// <param name="line">The old manifest's <see cref="SourceLocation.Line"/>.</param>
    /// <param name="manifest">The new manifest: one YAML document.</param>
    public static string Replace(string file, int line, string manifest) => EndedLike(file, Replaced(file, line, manifest));

    /// <summary>The file with a document added at its end.</summary>
    public static string Append(string file, string manifest) => EndedLike(file, file.TrimEnd('\r', '\n') + "\n---\n" + NewFile(manifest));

    private static string Replaced(string file, int line, string manifest)
    {
        var wanted = Only(manifest);
        var chunks = DocumentChunk.Split(file);
        var chunk = chunks.Find(chunk => chunk.Holds(line)) ?? throw new HomelabException($"There is no document at line {line} of the file.");
        if (Parse(chunk.Text) is YamlMap { IsFlow: false } old)
        {
            var edited = MappingEdit.Merge(chunk.Text, old, NewFile(manifest), wanted);
            if (Parse(edited) is { } result && YamlEquality.Same(result, wanted)) return DocumentChunk.Join(chunks, chunk, edited);
        }

        // A spelling that cannot be edited line by line (flow style, anchors) is written anew.
        return DocumentChunk.Join(chunks, chunk, NewFile(manifest));
    }

    /// <summary>The file without the document that begins at a line; null when nothing is left and the file should go.</summary>
    public static string? Remove(string file, int line)
    {
        var chunks = DocumentChunk.Split(file);
        var chunk = chunks.Find(chunk => chunk.Holds(line)) ?? throw new HomelabException($"There is no document at line {line} of the file.");
        chunks.Remove(chunk);
        if (chunks.All(rest => Parse(rest.Text) is null)) return null;
        return EndedLike(file, DocumentChunk.Join(chunks, null, ""));
    }

    /// <summary>The file with one scalar field added to the <c>spec</c> of a manifest that lacks it (an identifier that was chosen).</summary>
    public static string WithField(string manifest, string field, JsonNode value)
    {
        var text = NewFile(manifest);
        if (Only(manifest) is not YamlMap { IsFlow: false } map || map.Find("spec") is not { Value: YamlMap { IsFlow: false, Entries.Count: > 0 } spec })
            return NewFile(Flat(manifest, field, value));
        var lines = text.Split('\n').ToList();
        var at = spec.Entries[0].Key.Line - 1;
        lines.Insert(at, YamlWriter.Field(field, value, MappingEdit.Indent(lines[at])));
        return string.Join('\n', lines);
    }

    /// <summary>The kind, name and target (empty where it names none) that a manifest says, whatever else is wrong with it.</summary>
    /// <exception cref="FaultsException">It is no YAML, not one document, or has no kind or name.</exception>
    public static ResourceKey KeyOf(string manifest)
    {
        if (Only(manifest) is not YamlMap map) throw new FaultsException([new Fault("manifest", 1, "", "A manifest is a mapping with kind, name and spec.")]);
        return new(Text("kind") ?? "", Text("name") ?? "", map.Find("target") is null ? "" : Text("target") ?? "");

        string? Text(string name) => map.Find(name)?.Value is YamlScalar { Text: { Length: > 0 } text }
            ? text
            : throw new FaultsException([new Fault("manifest", map.Line, name, $"'{name}' is missing: a manifest has kind, name and spec.")]);
    }

    /// <summary>Whether a manifest's <c>spec</c> has a field at its top.</summary>
    public static bool HasField(string manifest, string field) =>
        Only(manifest) is YamlMap map && map.Find("spec")?.Value is YamlMap spec && spec.Find(field) is not null;

    /// <summary>The file with fields of one manifest's <c>spec</c> set, or taken out where the value is null.</summary>
    /// <param name="file">The file's text.</param>
    /// <param name="line">The manifest's <see cref="SourceLocation.Line"/>.</param>
    /// <param name="fields">Dotted paths below <c>spec</c> with their new values.</param>
    public static string WithFields(string file, int line, IEnumerable<KeyValuePair<string, JsonNode?>> fields)
    {
        var chunk = DocumentChunk.Split(file).Find(chunk => chunk.Holds(line)) ?? throw new HomelabException($"There is no document at line {line} of the file.");
        var root = (JsonObject)YamlEquality.Json(Only(chunk.Text))!;
        if (root["spec"] is not JsonObject spec) root["spec"] = spec = [];
        foreach (var (path, value) in fields) FieldPath.Set(spec, path, value);
        return Replace(file, line, string.Join('\n', root.Select(entry => YamlWriter.Field(entry.Key, entry.Value, 0))));
    }

    private static string Flat(string manifest, string field, JsonNode value)
    {
        var root = (JsonObject)YamlEquality.Json(Only(manifest))!;
        if (root["spec"] is not JsonObject spec) root["spec"] = spec = [];
        spec[field] = value.DeepClone();
        return string.Join('\n', root.Select(entry => YamlWriter.Field(entry.Key, entry.Value, 0)));
    }

    private static string EndedLike(string file, string text) =>
        file.Contains("\r\n", StringComparison.Ordinal) ? text.ReplaceLineEndings("\r\n") : text.ReplaceLineEndings("\n");

    private static YamlItem Only(string manifest)
    {
        var faults = new List<Fault>();
        var documents = YamlText.Parse("manifest", manifest, faults);
        if (faults.Count > 0) throw new FaultsException(faults);
        return documents.Count == 1 ? documents[0] : throw new HomelabException($"A manifest is one YAML document; this text holds {documents.Count}.");
    }

    private static YamlItem? Parse(string text)
    {
        var faults = new List<Fault>();
        var documents = YamlText.Parse("", text, faults);
        return faults.Count == 0 && documents.Count == 1 ? documents[0] : null;
    }
}
