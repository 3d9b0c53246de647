using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.Engine;

namespace HomelabMcp.Reconciler.Tests;

/// <summary>
/// Kinds of a made-up platform that has the manners of the real ones: a box is addressed by a key that we choose and
/// lists too little; a row gets its id from the server, and two may share a name; a disk holds state.
/// </summary>
internal static class SimKinds
{
    public const string Target = "sim";

    public static ResourceKind Box { get; } = new()
    {
        Name = "sim.box",
        Summary = "A box.",
        Example = "kind: sim.box",
        InFlight = TimeSpan.FromSeconds(30),
        Fields =
        [
            new() { Name = "size", Type = FieldType.Integer, Default = JsonValue.Create(1) },
            new() { Name = "label", Type = FieldType.Text },
            new() { Name = "node", Type = FieldType.Text, Mutability = Mutability.Replace },
            new() { Name = "password", Type = FieldType.Text, Origin = Origin.WriteOnly },
            new() { Name = "address", Type = FieldType.Text, Origin = Origin.Generated },
        ],
        MarkScope = natural => natural,
    };

    public static ResourceKind Row { get; } = new()
    {
        Name = "sim.row",
        Summary = "A row.",
        Example = "kind: sim.row",
        InFlight = TimeSpan.FromSeconds(30),
        Fields =
        [
            new() { Name = "size", Type = FieldType.Integer, Default = JsonValue.Create(1) },
            new() { Name = "label", Type = FieldType.Text },
        ],
    };

    public static ResourceKind Disk { get; } = new()
    {
        Name = "sim.disk",
        Summary = "A disk.",
        Example = "kind: sim.disk",
        InFlight = TimeSpan.FromSeconds(30),
        HoldsState = _ => true,
        Adoption = AdoptionMode.Recorded,
        Drift = DriftAnswer.Ask,
        Fields =
        [
            new() { Name = "size", Type = FieldType.Integer, Default = JsonValue.Create(1) },
            new() { Name = "label", Type = FieldType.Text },
        ],
    };

    public static IReadOnlyList<ResourceKind> All { get; } = [Box, Row, Disk];

    public static KindSet Set { get; } = new(All, [KeyValuePair.Create(Target, "sim")]);
}
