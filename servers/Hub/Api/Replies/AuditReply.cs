using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.Store;

namespace HomelabMcp.Hub.Api;

/// <summary>An entry of the audit log.</summary>
/// <param name="Number">Its place, from 1, without gaps.</param>
/// <param name="At">When it was recorded.</param>
/// <param name="Id">The audit id of the call.</param>
/// <param name="Who">The principal.</param>
/// <param name="Role">Its role.</param>
/// <param name="Client">The client program as it calls itself: untrusted.</param>
/// <param name="Action">The tool, route or step.</param>
/// <param name="Subject">What it was done to.</param>
/// <param name="IsWrite">Whether it writes.</param>
/// <param name="Outcome">begun, done, refused or failed.</param>
/// <param name="Detail">Arguments and results without secrets.</param>
/// <param name="Hash">SHA-256 over the entry and the hash before it.</param>
internal sealed record AuditReply(
    long Number,
    DateTimeOffset At,
    string Id,
    string Who,
    string Role,
    UntrustedText Client,
    string Action,
    UntrustedText Subject,
    bool IsWrite,
    string Outcome,
    JsonObject Detail,
    string Hash)
{
    /// <summary>An entry as it is kept.</summary>
    public static AuditReply Of(AuditRecord record) => new(
        record.Number, record.At, record.Entry.Id, record.Entry.Who, record.Entry.Role, record.Entry.Client, record.Entry.Action,
        record.Entry.Subject, record.Entry.IsWrite, record.Entry.Outcome, record.Entry.Detail, record.Hash);
}
