namespace HomelabMcp.Hub.Api;

/// <summary>What carrying out came to.</summary>
/// <param name="State">done, waiting or failed.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Commit">The commit that was carried out.</param>
/// <param name="Run">The run with its steps; null where nothing was to be done.</param>
/// <param name="Waiting">What waits for a reviewer now.</param>
internal sealed record SyncReply(string State, string Summary, string? Commit, RunReply? Run, IReadOnlyList<ApprovalReply> Waiting);

/// <summary>A pause that is wanted.</summary>
/// <param name="Reason">Why.</param>
internal sealed record PauseRequest(string Reason);
