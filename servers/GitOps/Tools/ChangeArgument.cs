using System.ComponentModel;
using HomelabMcp.Core;

namespace HomelabMcp.GitOps;

/// <summary>One change as a client writes it.</summary>
internal sealed record ChangeArgument(
    [property: Description("upsert, delete or file.")] string Op,
    [property: Description("upsert: one manifest as YAML (kind, name, spec).")] string? Manifest = null,
    [property: Description("delete: its kind.")] string? Kind = null,
    [property: Description("delete: its name.")] string? Name = null,
    [property: Description("delete: its target, where several hold the name.")] string? Target = null,
    [property: Description("file: path relative to the desired state's folder.")] string? Path = null,
    [property: Description("file: its whole text; null removes it.")] string? Content = null)
{
    private static readonly string[] Operations = ["upsert", "delete", "file"];

    /// <summary>The change, or a sentence that says what it lacks.</summary>
    public ProposedChange ToChange(int index) => Op switch
    {
        "upsert" => new ProposedChange.Upsert(Needed(Manifest, "manifest", index)),
        "delete" => new ProposedChange.Delete(Needed(Kind, "kind", index), Needed(Name, "name", index), Target),
        "file" => new ProposedChange.File(Needed(Path, "path", index), Content),
        _ => throw new HomelabException($"changes[{index}].op '{UntrustedText.CleanOf(Op)}' is not known: {Nearest.Hint(Op, Operations)}."),
    };

    private string Needed(string? value, string field, int index) =>
        string.IsNullOrWhiteSpace(value) ? throw new HomelabException($"changes[{index}] with op '{Op}' needs '{field}'.") : value;
}
