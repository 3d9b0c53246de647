using System.Text.Json.Nodes;

namespace HomelabMcp.Store;

/// <summary>Who did what, when, and how it ended.</summary>
public sealed record AuditEntry
{
    /// <summary>The audit id of the call, which a proposal's commit names.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the principal; <c>reconciler</c> for what it does by itself.</summary>
    public required string Who { get; init; }

    /// <summary>Its role.</summary>
    public string Role { get; init; } = "";

    /// <summary>The client program, untrusted.</summary>
    public string Client { get; init; } = "";

    /// <summary>The tool, route or step.</summary>
    public required string Action { get; init; }

    /// <summary>What it was done to.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Whether it writes: then its record is on disk before its effect.</summary>
    public bool IsWrite { get; init; }

    /// <summary><c>begun</c>, <c>done</c>, <c>refused</c>, <c>failed</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Arguments and results without secrets.</summary>
    public JsonObject Detail { get; init; } = [];
}

/// <summary>An entry in the log.</summary>
/// <param name="Number">Its place, from 1, without gaps.</param>
/// <param name="At">When it was recorded.</param>
/// <param name="Entry">What it says.</param>
/// <param name="Hash">SHA-256 over the entry and the hash before it, 64 hexadecimal digits.</param>
public sealed record AuditRecord(long Number, DateTimeOffset At, AuditEntry Entry, string Hash);

/// <summary>What a check of the chain found.</summary>
/// <param name="Entries">How many entries were read.</param>
/// <param name="BrokenAt">Number of the first entry that does not follow from the one before; null when all do.</param>
/// <param name="Head">Hash of the last entry: kept elsewhere, it shows a log cut at its end.</param>
public sealed record AuditVerdict(long Entries, long? BrokenAt, string Head);
