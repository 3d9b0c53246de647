using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace HomelabMcp.Core;

/// <summary>What a field of a manifest may hold.</summary>
public enum FieldType
{
    /// <summary>A string.</summary>
    Text,
    /// <summary>A whole number.</summary>
    Integer,
    /// <summary>Any number.</summary>
    Number,
    /// <summary>True or false.</summary>
    Boolean,
    /// <summary>A list; <see cref="Field.Items"/> says of what.</summary>
    List,
    /// <summary>Keys chosen by the author; <see cref="Field.Items"/> says what the values are.</summary>
    Map,
    /// <summary>The fields named in <see cref="Field.Members"/>.</summary>
    Object,
}

/// <summary>What a change of a field takes.</summary>
public enum Mutability
{
    /// <summary>It can be changed on the living object.</summary>
    Live,
    /// <summary>The object has to be replaced.</summary>
    Replace,
}

/// <summary>Where the value of a field comes from and whether it can be read back.</summary>
public enum Origin
{
    /// <summary>Written by the author and read back as written.</summary>
    Author,
    /// <summary>Chosen by the platform where the author says nothing (a MAC address, a VMID).</summary>
    Generated,
    /// <summary>Accepted by the platform but never given back (a password): compared with what we last wrote.</summary>
    WriteOnly,
}

/// <summary>
/// One field of a kind's <c>spec</c>: its type, its limits and how two values of it compare. Pure data, from which
/// validation, the engine's comparison, JSON Schema and the reference pages are all made.
/// </summary>
public sealed record Field
{
    /// <summary>The platform's own name for it.</summary>
    public required string Name { get; init; }

    /// <summary>What it holds.</summary>
    public required FieldType Type { get; init; }

    /// <summary>One sentence for editors and reference pages, with the unit.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Whether a manifest must have it.</summary>
    public bool Required { get; init; }

    /// <summary>What the platform does when it is absent; a removed field is compared with this. Null: absence itself.</summary>
    public JsonNode? Default { get; init; }

    /// <summary>What a change takes.</summary>
    public Mutability Mutability { get; init; }

    /// <summary>Where the value comes from.</summary>
    public Origin Origin { get; init; }

    /// <summary>Allowed texts; empty for any.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    /// <summary>Smallest number allowed.</summary>
    public decimal? Minimum { get; init; }

    /// <summary>Largest number allowed.</summary>
    public decimal? Maximum { get; init; }

    /// <summary>A regular expression that the whole text matches.</summary>
    public string? Pattern { get; init; }

    /// <summary>The fields of an <see cref="FieldType.Object"/>.</summary>
    public ImmutableArray<Field> Members { get; init; } = [];

    /// <summary>The elements of a list or the values of a map; its <see cref="Name"/> is not used.</summary>
    public Field? Items { get; init; }

    /// <summary>A regular expression that each key of a map matches.</summary>
    public string? KeyPattern { get; init; }

    /// <summary>Whether the order of a list means nothing.</summary>
    public bool IsSet { get; init; }

    /// <summary>
    /// Brings an authored or a live value into the one form that is compared (sizes to bytes, property strings to
    /// objects). Pure and idempotent. It runs before the type check, so it may turn a text shorthand into an object;
    /// a value it cannot read comes back unchanged.
    /// </summary>
    public Func<JsonNode, JsonNode>? Normalise { get; init; }

    /// <summary>Whether a text without a reference is acceptable beyond type and pattern: null or one sentence.</summary>
    public Func<JsonNode, string?>? Check { get; init; }
}
