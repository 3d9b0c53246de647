using HomelabMcp.Core;

namespace HomelabMcp.Hub.Api;

/// <summary>A proposal as it is posted, in the words of <c>gitops_propose</c>.</summary>
/// <param name="Title">One line.</param>
/// <param name="Why">The reason, Markdown.</param>
/// <param name="Changes">At least one.</param>
internal sealed record ProposalBody(string Title, string Why, IReadOnlyList<ChangeBody> Changes)
{
    /// <summary>A request as it is posted.</summary>
    public static ProposalBody Of(ProposalRequest request) => new(request.Title, request.Why, [.. request.Changes.Select(ChangeBody.Of)]);

    /// <summary>What it asks for.</summary>
    public ProposalRequest ToRequest() => new(Title, Why, [.. Changes.Select((change, index) => change.ToChange(index))]);
}

/// <summary>One change.</summary>
/// <param name="Op">upsert, delete or file.</param>
/// <param name="Manifest">YAML, for upsert.</param>
/// <param name="Kind">For delete.</param>
/// <param name="Name">For delete.</param>
/// <param name="Target">For delete, where several targets bear the name.</param>
/// <param name="Path">For file: relative to the desired state's folder.</param>
/// <param name="Content">For file; null removes it.</param>
internal sealed record ChangeBody(
    string Op,
    string? Manifest = null,
    string? Kind = null,
    string? Name = null,
    string? Target = null,
    string? Path = null,
    string? Content = null)
{
    /// <summary>A change as it is posted.</summary>
    public static ChangeBody Of(ProposedChange change) => change switch
    {
        ProposedChange.Upsert upsert => new("upsert", Manifest: upsert.Manifest),
        ProposedChange.Delete delete => new("delete", Kind: delete.Kind, Name: delete.Name, Target: delete.Target),
        ProposedChange.File file => new("file", Path: file.Path, Content: file.Content),
        _ => throw new InvalidOperationException($"A change of type {change.GetType().Name} cannot be posted."),
    };

    /// <summary>The change, or a sentence that says what is missing.</summary>
    public ProposedChange ToChange(int index) => this switch
    {
        { Op: "upsert", Manifest: { } manifest } => new ProposedChange.Upsert(manifest),
        { Op: "delete", Kind: { } kind, Name: { } name } => new ProposedChange.Delete(kind, name, Target),
        { Op: "file", Path: { } path } => new ProposedChange.File(path, Content),
        { Op: "upsert" } => throw new HomelabException($"changes[{index}]: 'upsert' needs 'manifest'."),
        { Op: "delete" } => throw new HomelabException($"changes[{index}]: 'delete' needs 'kind' and 'name'."),
        { Op: "file" } => throw new HomelabException($"changes[{index}]: 'file' needs 'path'."),
        _ => throw new HomelabException($"changes[{index}].op is '{Op}': {Nearest.Hint(Op ?? "", ["upsert", "delete", "file"])}."),
    };
}
