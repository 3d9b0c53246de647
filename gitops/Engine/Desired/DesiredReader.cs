using System.Collections.Concurrent;
using System.Collections.Immutable;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>
/// Reads a tree of files into a desired state and says everything that is wrong with it. Keeps what it parsed by
/// content, so that an unchanged file costs nothing; may be used from several threads.
/// </summary>
/// <param name="kinds">Kinds and targets.</param>
/// <param name="secrets">Secrets that may be used; null: their use is not checked here (the planner still holds it back).</param>
public sealed class DesiredReader(KindSet kinds, SecretBook? secrets = null)
{
    private readonly ConcurrentDictionary<(string Path, string Content), FileReading> parsed = new();

    /// <summary>Reads a tree. Never throws for what somebody wrote: that is in <see cref="DesiredReading.Faults"/>, in order of files and lines.</summary>
    public DesiredReading Read(SourceTree tree)
    {
        var faults = new List<Fault>();
        var ignored = Ignored(tree, faults);
        var readings = Candidates(tree, ignored).Select(file => (File: file, Reading: Parse(file))).ToList();
        var native = new NativeFiles(tree, ignored, faults);
        var folders = Folders(readings.SelectMany(reading => reading.Reading.Drafts), native);
        var drafts = new List<ManifestDraft>();
        foreach (var (file, reading) in readings)
        {
            if (IsNative(file.Path, folders.Values)) continue;
            faults.AddRange(reading.Faults);
            drafts.AddRange(reading.Drafts.Where(draft => draft.NativePath is null || folders.ContainsKey(draft))
                .Select(draft => Loaded(draft, folders, native, tree.Commit)));
        }

        foreach (var link in tree.Files.Where(file => file.IsLink && !ignored.Ignores(file.Path) && !IsNative(file.Path, folders.Values)))
            faults.Add(new(link.Path, 0, "", "This is a symbolic link or a submodule: links are never followed; put the files themselves here, or list it in .homelabignore."));
        var manifests = new CrossChecks(kinds, secrets, faults).Check(drafts);
        var policy = PolicyOf(tree, faults);
        Forget(tree);
        return new(new DesiredState(tree.Commit, manifests, policy), Ordered(faults));
    }

    private static IEnumerable<SourceFile> Candidates(SourceTree tree, IgnorePatterns ignored) => tree.Files.Where(file =>
        !file.IsLink
        && (file.Path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || file.Path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase))
        && file.Path is not PolicyReader.File
        && !ignored.Ignores(file.Path));

    private FileReading Parse(SourceFile file)
    {
        if (file.Size > YamlLimits.FileBytes) return new([], [new Fault(file.Path, 0, "", YamlText.TooBig(file.Size))]);
        return parsed.GetOrAdd((file.Path, file.ContentId), static (key, given) => ManifestParser.Parse(given.kinds, key.Path, given.file.Read().Span), (kinds, file));
    }

    private Dictionary<ManifestDraft, string> Folders(IEnumerable<ManifestDraft> drafts, NativeFiles native)
    {
        var folders = new Dictionary<ManifestDraft, string>(ReferenceEqualityComparer.Instance);
        foreach (var draft in drafts.Where(draft => draft.NativePath is not null))
            if (native.FolderOf(draft, kinds[draft.Manifest.Key.Kind]) is { } folder) folders[draft] = folder;
        return folders;
    }

    private ManifestDraft Loaded(ManifestDraft draft, Dictionary<ManifestDraft, string> folders, NativeFiles native, string commit)
    {
        var manifest = draft.Manifest;
        if (draft.NativePath is not null) manifest = native.Load(manifest, folders[draft], kinds[manifest.Key.Kind]);
        return draft with { Manifest = manifest with { Source = manifest.Source with { Commit = commit is "" ? null : commit } } };
    }

    private static bool IsNative(string path, IEnumerable<string> folders) =>
        folders.Any(folder => path.StartsWith(folder + "/", StringComparison.Ordinal));

    private static IgnorePatterns Ignored(SourceTree tree, List<Fault> faults)
    {
        var file = tree.Files.FirstOrDefault(file => file.Path is IgnorePatterns.File);
        if (file is null) return IgnorePatterns.None;
        if (file.IsLink || file.Size > YamlLimits.FileBytes)
        {
            faults.Add(new(file.Path, 0, "", "The file must be a plain text file of at most one mebibyte."));
            return IgnorePatterns.None;
        }

        return YamlText.Decode(file.Path, file.Read().Span, faults) is { } text ? IgnorePatterns.Parse(text) : IgnorePatterns.None;
    }

    private static Policy? PolicyOf(SourceTree tree, List<Fault> faults)
    {
        var file = tree.Files.FirstOrDefault(file => file.Path is PolicyReader.File);
        if (file is null || file.IsLink) return null;
        if (file.Size > YamlLimits.FileBytes)
        {
            faults.Add(new(file.Path, 0, "", YamlText.TooBig(file.Size)));
            return null;
        }

        var (policy, problems) = PolicyReader.Read(file.Read().Span);
        faults.AddRange(problems);
        return policy;
    }

    // What the newest tree no longer holds is dropped now and then, so that the cache does not grow with history.
    private void Forget(SourceTree tree)
    {
        if (parsed.Count <= 2 * tree.Files.Count + 1000) return;
        var alive = tree.Files.Select(file => (file.Path, file.ContentId)).ToHashSet();
        foreach (var key in parsed.Keys.Where(key => !alive.Contains(key))) parsed.TryRemove(key, out _);
    }

    private static ImmutableArray<Fault> Ordered(List<Fault> faults) =>
        [.. faults.OrderBy(fault => fault.File, StringComparer.Ordinal).ThenBy(fault => fault.Line)];
}
