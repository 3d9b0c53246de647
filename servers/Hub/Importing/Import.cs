using System.Collections.Immutable;
using System.Text;
using HomelabMcp.Core;
using HomelabMcp.Engine;

namespace HomelabMcp.Hub.Importing;

/// <summary>A manifest that an import wrote.</summary>
/// <param name="Key">Its resource.</param>
/// <param name="File">Path relative to the desired state's folder.</param>
/// <param name="Text">YAML.</param>
internal sealed record ImportedManifest(ResourceKey Key, string File, string Text);

/// <summary>An object that an import left alone.</summary>
internal sealed record SkippedObject(string Kind, string Name, string Why);

/// <summary>What an import came to.</summary>
internal sealed record ImportResult(ImmutableArray<ImportedManifest> Written, ImmutableArray<SkippedObject> Skipped);

/// <summary>Turns what a target bears, and Git does not know yet, into manifests.</summary>
internal sealed class Import(KindSet kinds, ITargetConnection connection, ImportFilter filter)
{
    private const int ReadsAtOnce = 4;

    private readonly List<SkippedObject> skipped = [];

    /// <summary>Looks at the target and writes manifests beside those of a tree.</summary>
    public async Task<ImportResult> RunAsync(SourceTree tree, CancellationToken cancel)
    {
        var probe = await connection.ProbeAsync(cancel);
        if (!probe.Usable) throw new HomelabException($"Target '{connection.Target}' cannot be read: {probe.Problem}");
        var reading = new DesiredReader(kinds).Read(tree);
        if (!reading.IsValid) throw new FaultsException(reading.Faults);
        var written = new List<ImportedManifest>();
        foreach (var driver in connection.Drivers.Where(driver => filter.Wants(driver.Kind)).OrderBy(driver => driver.Kind.Name, StringComparer.Ordinal))
            written.AddRange(await OfKindAsync(driver, reading.State, tree, cancel));
        return new(Valid(tree, written), [.. skipped]);
    }

    private async Task<List<ImportedManifest>> OfKindAsync(IKindDriver driver, DesiredState desired, SourceTree tree, CancellationToken cancel)
    {
        var kind = driver.Kind;
        var known = desired.Manifests.Values.Where(manifest => manifest.Key.Kind == kind.Name && manifest.Key.Target == connection.Target).ToList();
        var natural = known.Select(manifest => kind.NaturalKey(manifest.Key, manifest.Spec)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var names = known.Select(manifest => manifest.Key.Name).ToHashSet(StringComparer.Ordinal);
        var files = tree.Files.Select(file => file.Path).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var written = new List<ImportedManifest>();
        var candidates = (await driver.ListAsync(cancel)).Where(live => filter.Wants(live) && !natural.Contains(live.NaturalKey)).ToList();
        foreach (var (listed, live) in await ReadAsync(driver, candidates, cancel))
        {
            if (live is null) continue;
            if (Refusal(kind, live) is { } why)
            {
                Skip(kind, live, why);
                continue;
            }

            var name = ManifestWriter.NameFor(live, names);
            var key = new ResourceKey(kind.Name, name, connection.Target);
            try
            {
                var text = ManifestWriter.Write(kind, key, live, kinds.TargetsFor(kind.Name).Length > 1, adopts: true);
                var file = ManifestEditor.PathFor(key);
                if (!files.Add(file))
                {
                    Skip(kind, live, $"{file} is there already");
                    continue;
                }

                names.Add(name);
                written.Add(new(key, file, text));
            }
            catch (HomelabException unsayable)
            {
                Skip(kind, listed, unsayable.Message);
            }
        }

        return written;
    }

    private static string? Refusal(ResourceKind kind, LiveResource live) =>
        kind.NativePath is not null ? $"its files cannot be read back: write them and name their folder in spec.{kind.NativePath}"
        : live.Mark is { } mark ? $"it bears the mark of installation '{mark.Installation}' already"
        : null;

    private static async Task<IReadOnlyList<(LiveResource Listed, LiveResource? Live)>> ReadAsync(IKindDriver driver, List<LiveResource> listed, CancellationToken cancel)
    {
        var read = new (LiveResource Listed, LiveResource? Live)[listed.Count];
        await Parallel.ForAsync(0, listed.Count, new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancel }, async (index, token) =>
            read[index] = (listed[index], listed[index].Detailed ? listed[index] : await driver.ReadAsync(listed[index].Id, token)));
        return read;
    }

    // What the reader would refuse (a name of the engine's own, two fields that exclude one another) is better left out
    // than committed.
    private ImmutableArray<ImportedManifest> Valid(SourceTree tree, List<ImportedManifest> written)
    {
        var added = written.Select(item => new SourceFile(item.File, item.File, item.Text.Length, IsLink: false, () => Encoding.UTF8.GetBytes(item.Text)));
        var reading = new DesiredReader(kinds).Read(new("", [.. tree.Files.Concat(added).OrderBy(file => file.Path, StringComparer.Ordinal)]));
        var faults = reading.Faults.ToLookup(fault => fault.File, StringComparer.Ordinal);
        foreach (var refused in written.Where(item => faults.Contains(item.File)))
            skipped.Add(new(refused.Key.Kind, refused.Key.Name, faults[refused.File].First().Message));
        return [.. written.Where(item => !faults.Contains(item.File))];
    }

    private void Skip(ResourceKind kind, LiveResource live, string why) => skipped.Add(new(kind.Name, UntrustedText.CleanOf(live.Name), why));
}
