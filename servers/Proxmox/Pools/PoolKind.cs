using HomelabMcp.Core;
using static HomelabMcp.Proxmox.SpecFields;

namespace HomelabMcp.Proxmox;

/// <summary><c>proxmox.pool</c>: a named group of guests. Which guests are in it is said by the guests' <c>pool</c>.</summary>
internal static class PoolKind
{
    internal static readonly ResourceKind Kind = new()
    {
        Name = "proxmox.pool",
        Summary = "A resource pool: a group of guests for rights and overview. Guests name it in their 'pool'.",
        Fields =
        [
            Text("poolid", "The pool's id; the manifest's name where left out.") with { Mutability = Mutability.Replace, Origin = Origin.Generated, Check = value => ProxmoxJson.Text(value) is { } text && !text.Contains("${", StringComparison.Ordinal) ? ProxmoxSyntax.PoolId(text) : null },
            Text("comment", "What it is for."),
        ],
        Example = """
            kind: proxmox.pool
            name: prod
            spec:
              comment: What the family relies on
            """,
        NaturalKey = static (key, spec) => ProxmoxJson.Text(spec["poolid"]) is { Length: > 0 } id ? id : key.Name,
    };
}
