using System.Collections.Immutable;
using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.Engine;

namespace HomelabMcp.GitOps;

/// <summary>Says what is live in words of Git.</summary>
internal sealed class Capture(GitOpsServices services)
{
    /// <summary>The changes that make Git say what is live of one resource.</summary>
    public ImmutableArray<ProposedChange> Of(ResourceStatus status) => status.State switch
    {
        ResourceState.Missing => [new ProposedChange.Delete(status.Key.Kind, status.Key.Name, status.Key.Target)],
        ResourceState.Unmanaged or ResourceState.Conflict when status.Live is { } live => [new ProposedChange.Upsert(New(status, live))],
        _ when status.Diff.IsEmpty || status.Live is null => throw new HomelabException($"{status.Key.Short} is {PlanJson.Word(status.State)}: there is nothing to take over into Git."),
        _ => [new ProposedChange.File(status.Source!.File, Edited(status))],
    };

    private string New(ResourceStatus status, LiveResource live)
    {
        if (!live.Detailed) throw new HomelabException($"{status.Key.Short} has not been read in full yet: try again after the next look.");
        var kind = services.Kinds[status.Key.Kind];
        var taken = services.Reconciler.Current.Resources
            .Where(other => other.Key.Kind == status.Key.Kind && other.Source is not null && other.State is not ResourceState.Conflict).Select(other => other.Key.Name).ToHashSet(StringComparer.Ordinal);
        var name = status.State is ResourceState.Conflict ? status.Key.Name : ManifestWriter.NameFor(live, taken);
        return ManifestWriter.Write(kind, status.Key with { Name = name }, live, services.Kinds.TargetsFor(kind.Name).Length > 1, adopts: true);
    }

    private string Edited(ResourceStatus status)
    {
        var source = status.Source!;
        var commit = source.Commit ?? throw new HomelabException($"{status.Key.Short} is not committed yet.");
        var manifest = services.Source.Read(commit).State.Manifests[status.Key];
        var text = services.Repository.ReadFile(services.Repository.Tip(services.Repository.Branch) ?? commit, source.File) is { } bytes
            ? System.Text.Encoding.UTF8.GetString(bytes.Span)
            : throw new HomelabException($"{source.File} is no longer there: look again.");
        var referring = status.Diff.Where(change => HoldsReference(FieldPath.Get(manifest.Spec, change.Path))).Select(change => change.Path).ToList();
        if (referring.Count > 0)
            throw new HomelabException($"{string.Join(", ", referring)} of {status.Key.Short} holds a reference or a secret, which a live value cannot take the place of: change what it refers to, or write the field by hand.");
        return ManifestEditor.WithFields(text, source.Line, status.Diff.Select(change => KeyValuePair.Create(change.Path, Escaped(change.Before))));
    }

    private static bool HoldsReference(JsonNode? node) => node?.ToJsonString().Contains("${", StringComparison.Ordinal) == true;

    private static JsonNode? Escaped(JsonNode? node) => node is null ? null : JsonNode.Parse(node.ToJsonString().Replace("${", "$${", StringComparison.Ordinal));
}
