using HomelabMcp.Core;
using HomelabMcp.Engine;

namespace HomelabMcp.GitOps;

/// <summary>
/// Turns proposed changes into files: a new resource gets a file of its own, an existing one is edited where it stands,
/// and identifiers that the author left out are chosen.
/// </summary>
internal sealed class ChangeWriter(KindSet kinds, IReadOnlyList<ITargetConnection> connections, DraftTree tree)
{
    private const int LongestFile = 1024 * 1024;

    /// <summary>Lays one change over the tree.</summary>
    public async Task WriteAsync(ProposedChange change, CancellationToken cancel)
    {
        switch (change)
        {
            case ProposedChange.Upsert upsert:
                await UpsertAsync(upsert.Manifest, cancel);
                break;
            case ProposedChange.Delete delete:
                Delete(delete);
                break;
            case ProposedChange.File file:
                WriteFile(file);
                break;
            default:
                throw new HomelabException($"A change of type {change.GetType().Name} is not known.");
        }
    }

    private async Task UpsertAsync(string manifest, CancellationToken cancel)
    {
        var written = ManifestEditor.KeyOf(manifest);
        if (kinds.Find(written.Kind) is not { } kind)
            throw new FaultsException([new Fault("manifest", 1, "kind", $"'{written.Kind}' is no kind: {Nearest.Hint(written.Kind, kinds.Names)}.")]);
        if (!ResourceKey.IsValidName(written.Name))
            throw new FaultsException([new Fault("manifest", 1, "name", $"'{written.Name}' is no valid name: up to 63 of A-Z a-z 0-9 . _ -, the first a letter or digit.")]);
        var targets = kinds.TargetsFor(kind.Name);
        var key = written.Target is "" && targets.Length == 1 ? written with { Target = targets[0] } : written;
        var state = tree.Read().State;
        state.Manifests.TryGetValue(key, out var existing);
        foreach (var field in kind.ChosenFields.Where(field => !ManifestEditor.HasField(manifest, field)))
            manifest = ManifestEditor.WithField(manifest, field, existing?.Spec[field]?.DeepClone() ?? await ChooseAsync(key, kind, field, state, cancel));
        if (existing is not null) tree.Write(existing.Source.File, ManifestEditor.Replace(tree.Text(existing.Source.File), existing.Source.Line, manifest));
        else Add(key, manifest);
    }

    private void Add(ResourceKey key, string manifest)
    {
        var path = ManifestEditor.PathFor(key);
        // The plain name may be taken by the same resource on another target, or by what somebody put there by hand.
        if (tree.Has(path) && key.Target is not "") path = path[..^".yaml".Length] + $".{key.Target}.yaml";
        tree.Write(path, tree.Has(path) ? ManifestEditor.Append(tree.Text(path), manifest) : ManifestEditor.NewFile(manifest));
    }

    private async Task<System.Text.Json.Nodes.JsonNode> ChooseAsync(ResourceKey key, ResourceKind kind, string field, DesiredState state, CancellationToken cancel)
    {
        var driver = connections.Where(connection => connection.Target == key.Target).SelectMany(connection => connection.Drivers).FirstOrDefault(driver => driver.Kind.Name == kind.Name)
            ?? throw new HomelabException($"'{field}' of {key.Short} must be chosen, but target '{key.Target}' is not configured here: write it into the manifest.");
        var space = kind.KeySpace ?? kind.Name;
        var taken = state.Manifests.Values
            .Where(other => other.Key.Target == key.Target && kinds.Find(other.Key.Kind) is { } known && (known.KeySpace ?? known.Name) == space)
            .Select(other => other.Spec[field]?.ToString()).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return await driver.ChooseAsync(field, taken, cancel);
    }

    private void Delete(ProposedChange.Delete delete)
    {
        var matching = tree.Read().State.Manifests.Where(pair => pair.Key.Kind == delete.Kind && pair.Key.Name == delete.Name && (delete.Target is null or "" || pair.Key.Target == delete.Target)).ToList();
        var asked = $"{UntrustedText.CleanOf(delete.Kind)}/{UntrustedText.CleanOf(delete.Name)}";
        if (matching.Count == 0) throw new HomelabException($"There is no {asked} in the repository: {Nearest.Hint($"{delete.Kind}/{delete.Name}", [.. tree.Read().State.Manifests.Keys.Select(key => key.Short)])}.");
        if (matching.Count > 1) throw new HomelabException($"{asked} stands on several targets: name one with 'target' ({string.Join(", ", matching.Select(pair => pair.Key.Target))}).");
        var source = matching[0].Value.Source;
        if (ManifestEditor.Remove(tree.Text(source.File), source.Line) is { } rest) tree.Write(source.File, rest);
        else tree.Remove(source.File);
    }

    private void WriteFile(ProposedChange.File file)
    {
        var path = file.Path;
        // What a forge or git itself would act on is no part of the desired state.
        if (path.Length == 0 || path.StartsWith('/') || path.Contains('\\', StringComparison.Ordinal) || path.Split('/').Any(part => part is "" or "." or "..")
            || (path.StartsWith('.') && path is not ".homelabignore") || path.Split('/').Any(part => part.StartsWith(".git", StringComparison.OrdinalIgnoreCase)))
            throw new HomelabException($"'{UntrustedText.CleanOf(path)}' is no path of the desired state: it is relative to its folder, with forward slashes, without '..' and outside of folders whose name begins with a dot.");
        if (file.Content is null && !tree.Has(path)) throw new HomelabException($"There is no file '{UntrustedText.CleanOf(path)}' to remove.");
        if (file.Content?.Length > LongestFile) throw new HomelabException($"'{UntrustedText.CleanOf(path)}' has more than {LongestFile:N0} characters.");
        if (file.Content is null) tree.Remove(path);
        else tree.Write(path, file.Content);
    }
}
