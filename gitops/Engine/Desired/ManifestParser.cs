using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>Makes manifests of one YAML file.</summary>
internal sealed class ManifestParser(KindSet kinds, string file)
{
    private static readonly string[] Keys = ["kind", "name", "target", "spec", "dependsOn", "lifecycle", "description"];
    private static readonly string[] LifecycleKeys = ["protect", "adopt", "prune", "ignoreChanges"];
    private readonly List<Fault> faults = [];

    /// <summary>Reads a file's text.</summary>
    public static FileReading Parse(KindSet kinds, string file, ReadOnlySpan<byte> bytes)
    {
        var parser = new ManifestParser(kinds, file);
        var text = YamlText.Decode(file, bytes, parser.faults);
        if (text is null) return new([], [.. parser.faults]);
        var drafts = YamlText.Parse(file, text, parser.faults).Select(parser.Document).OfType<ManifestDraft>().ToImmutableArray();
        return new(drafts, [.. parser.faults]);
    }

    private ManifestDraft? Document(YamlItem root)
    {
        if (root is not YamlMap map)
        {
            Fault(root.Line, "", $"A manifest is a mapping with kind, name and spec; this is {(root is YamlList ? "a list" : "a single value")}. List files that are none in .homelabignore.");
            return null;
        }

        foreach (var (key, _) in map.Entries)
            if (!Keys.Contains(key.Text)) Fault(key.Line, key.Text, $"'{key.Text}' is no field of a manifest: {Nearest.Hint(key.Text, Keys)}.");

        if (Text(map, "kind", required: true) is not { } kindName || Kind(map, kindName) is not { } kind) return null;
        if (Text(map, "name", required: true) is not { } name || !NameIsValid(map, name)) return null;
        var target = Target(map, kind, name);
        if (map.Find("spec") is not { } specEntry)
        {
            Fault(map.Line, "spec", $"'spec' is missing: it says what {kindName}/{name} should be.");
            return null;
        }

        if (specEntry.Value is not YamlMap spec)
        {
            Fault(specEntry.Key.Line, "spec", $"'spec' is a mapping of fields: {string.Join(", ", FieldsOf.Names(kind.Fields).Take(12))}.");
            return null;
        }

        return Draft(map, kind, new ResourceKey(kindName, name, target ?? ""), spec, specEntry.Key.Line, target is not null);
    }

    private ManifestDraft? Draft(YamlMap map, ResourceKind kind, ResourceKey key, YamlMap spec, int specLine, bool hasTarget)
    {
        var before = faults.Count;
        var lines = new Dictionary<string, int>(StringComparer.Ordinal) { ["spec"] = specLine };
        var reader = new SpecReader(lines, Fault);
        var normal = SpecNormaliser.Normalise(kind.Fields, reader.Read(kind.Fields, spec, "spec"));
        var manifest = new Manifest
        {
            Key = key,
            Spec = normal,
            Source = new(file, map.Line),
            Lifecycle = Lifecycle(map, kind),
            Description = Text(map, "description", required: false),
            Lines = lines,
        };
        if (kind.NativePath is not null && normal.ContainsKey(NativeFiles.Field))
            Fault(manifest.LineOf("spec." + NativeFiles.Field), "spec." + NativeFiles.Field, $"'{NativeFiles.Field}' is filled from '{kind.NativePath}': leave it out.");
        else CheckSpec(kind, manifest);
        var dependsOn = DependsOn(map);
        if (faults.Count > before || !hasTarget) return null;
        return new(manifest, dependsOn) { NativePath = NativePath(kind, manifest) };
    }

    private void CheckSpec(ResourceKind kind, Manifest manifest)
    {
        var before = faults.Count;
        foreach (var (path, message) in SpecValidator.Check(kind, manifest.Spec)) FaultAt(manifest, path, message);
        // A kind's own rules may rely on the schema, so they are asked only once it holds.
        if (faults.Count > before) return;
        foreach (var (path, message) in kind.Check(manifest)) FaultAt(manifest, path, message);
    }

    private ResourceKind? Kind(YamlMap map, string name)
    {
        if (kinds.Find(name) is { } kind) return kind;
        Fault(map.Find("kind")!.Key.Line, "kind", $"'{name}' is no kind: {Nearest.Hint(name, kinds.Names)}.");
        return null;
    }

    private bool NameIsValid(YamlMap map, string name)
    {
        if (ResourceKey.IsValidName(name)) return true;
        Fault(map.Find("name")!.Key.Line, "name", $"'{name}' is no valid name: up to 63 of A-Z a-z 0-9 . _ -, the first a letter or digit.");
        return false;
    }

    private string? Target(YamlMap map, ResourceKind kind, string name)
    {
        var valid = kinds.TargetsFor(kind.Name);
        if (Text(map, "target", required: false) is { } written)
        {
            if (valid.Contains(written)) return written;
            Fault(map.Find("target")!.Key.Line, "target", valid.IsEmpty
                ? $"'{written}' is no target: homelab.yaml has none of platform {kind.Platform}."
                : $"'{written}' is no target of platform {kind.Platform}: {Nearest.Hint(written, valid)}.");
            return null;
        }

        if (map.Find("target") is not null) return null;
        if (valid.Length == 1) return valid[0];
        Fault(map.Line, "target", valid.IsEmpty
            ? $"{kind.Name}/{name} has no target: homelab.yaml has none of platform {kind.Platform}; add one under 'targets'."
            : $"{kind.Name}/{name} must name its target: {string.Join(", ", valid)} serve platform {kind.Platform}.");
        return null;
    }

    private Lifecycle Lifecycle(YamlMap map, ResourceKind kind)
    {
        if (map.Find("lifecycle") is not { } entry) return Core.Lifecycle.Default;
        if (entry.Value is not YamlMap lifecycle)
        {
            Fault(entry.Key.Line, "lifecycle", $"'lifecycle' is a mapping: {string.Join(", ", LifecycleKeys)}.");
            return Core.Lifecycle.Default;
        }

        foreach (var (key, _) in lifecycle.Entries)
            if (!LifecycleKeys.Contains(key.Text)) Fault(key.Line, "lifecycle." + key.Text, $"'{key.Text}' is no field of lifecycle: {Nearest.Hint(key.Text, LifecycleKeys)}.");
        return new(Flag(lifecycle, "protect"), Flag(lifecycle, "adopt"), Prune(lifecycle), Ignored(lifecycle, kind));
    }

    private bool Flag(YamlMap map, string name)
    {
        if (map.Find(name) is not { } entry) return false;
        if (entry.Value is YamlScalar { IsPlain: true } scalar && CoreSchema.Value(scalar.Text).GetValueKind() is JsonValueKind.True or JsonValueKind.False)
            return scalar.Text[0] is 't' or 'T';
        Fault(entry.Key.Line, "lifecycle." + name, $"'{name}' is true or false.");
        return false;
    }

    private PruneMode Prune(YamlMap lifecycle)
    {
        switch (lifecycle.Find("prune")?.Value)
        {
            case null or YamlScalar { Text: "delete" }: return PruneMode.Delete;
            case YamlScalar { Text: "orphan" }: return PruneMode.Orphan;
            default:
                Fault(lifecycle.Find("prune")!.Key.Line, "lifecycle.prune", "'prune' is delete or orphan.");
                return PruneMode.Delete;
        }
    }

    private ImmutableArray<string> Ignored(YamlMap lifecycle, ResourceKind kind)
    {
        var paths = Texts(lifecycle, "ignoreChanges", "lifecycle.ignoreChanges", "fields of spec, such as description");
        foreach (var (path, line) in paths)
        {
            var first = FieldPath.Split(path)[0];
            if (FieldsOf.Find(kind.Fields, first) is null)
                Fault(line, "lifecycle.ignoreChanges", $"'{first}' is no field of {kind.Name}: {Nearest.Hint(first, FieldsOf.Names(kind.Fields))}.");
        }

        return [.. paths.Select(path => path.Text)];
    }

    private ImmutableArray<(string Text, int Line)> DependsOn(YamlMap map)
    {
        var written = Texts(map, "dependsOn", "dependsOn", "kind/name or kind/name@target");
        foreach (var (text, line) in written)
            if (!ResourceKey.TryParse(text, out _)) Fault(line, "dependsOn", $"'{text}' names no resource: write kind/name or kind/name@target.");
        return written;
    }

    private ImmutableArray<(string Text, int Line)> Texts(YamlMap map, string name, string field, string what)
    {
        if (map.Find(name) is not { } entry) return [];
        if (entry.Value is YamlList list && list.Items.All(item => item is YamlScalar { Text.Length: > 0 }))
            return [.. list.Items.Cast<YamlScalar>().Select(item => (item.Text, item.Line))];
        Fault(entry.Key.Line, field, $"'{name}' is a list of {what}.");
        return [];
    }

    private string? Text(YamlMap map, string name, bool required)
    {
        switch (map.Find(name))
        {
            case null:
                if (required) Fault(map.Line, name, $"'{name}' is missing: a manifest has kind, name and spec.");
                return null;
            case { Value: YamlScalar { Text: { Length: > 0 } text } scalar } entry when !(scalar.IsPlain && CoreSchema.IsNull(text)):
                if (name is not "description" && ReferenceText.IsPresent(text))
                {
                    Fault(entry.Key.Line, name, $"'{name}' is never interpolated: write the text itself.");
                    return null;
                }

                return text;
            case var entry:
                Fault(entry.Key.Line, name, $"'{name}' is a text.");
                return null;
        }
    }

    private static string? NativePath(ResourceKind kind, Manifest manifest) =>
        kind.NativePath is { } field && manifest.Spec[field] is JsonValue value && value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : null;

    private void FaultAt(Manifest manifest, string path, string message)
    {
        var field = path.StartsWith('[') ? "spec" + path : path.Length == 0 ? "spec" : "spec." + path;
        Fault(manifest.LineOf(field), field, message);
    }

    private void Fault(int line, string field, string message) => faults.Add(new(file, line, field, message));
}
