using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.Hub.Api;

namespace HomelabMcp.Hub.Doors;

/// <summary>
/// What commands, REST and pages ask of an installation. Two things answer: the installation in this process, and a
/// running hub over HTTP.
/// </summary>
internal interface IHub : IAsyncDisposable
{
    /// <summary>Where it is, for people.</summary>
    string Place { get; }

    Task<StatusReply> StatusAsync(CancellationToken cancel);

    Task<Page<ResourceReply>> ResourcesAsync(ResourceQuery query, CancellationToken cancel);

    Task<Page<DriftReply>> DriftAsync(CancellationToken cancel);

    /// <summary>The plan of a branch or commit against the live systems of this moment; null: of the protected branch.</summary>
    Task<JsonObject> PlanAsync(string? reference, CancellationToken cancel);

    /// <summary>Carries out what is merged, under the policy, and answers once it has ended.</summary>
    Task<SyncReply> SyncAsync(CancellationToken cancel);

    Task<Page<RunReply>> RunsAsync(int limit, string? cursor, CancellationToken cancel);

    Task<RunReply> RunAsync(string id, CancellationToken cancel);

    Task<Page<ApprovalReply>> ApprovalsAsync(CancellationToken cancel);

    Task<ApprovalReply> ApproveAsync(string id, Decision decision, CancellationToken cancel);

    Task<ApprovalReply> DenyAsync(string id, Decision decision, CancellationToken cancel);

    Task<PauseReply> PauseAsync(string reason, CancellationToken cancel);

    Task ResumeAsync(CancellationToken cancel);

    Task<Page<TokenReply>> TokensAsync(CancellationToken cancel);

    Task<NewTokenReply> CreateTokenAsync(TokenRequest request, CancellationToken cancel);

    Task RevokeTokenAsync(string name, CancellationToken cancel);

    /// <summary>Writes changes onto a branch for review.</summary>
    Task<ProposalAnswer> ProposeAsync(ProposalRequest request, CancellationToken cancel);
}

/// <summary>Which resources are wanted.</summary>
/// <param name="Kind">Only of this kind.</param>
/// <param name="Target">Only of this target.</param>
/// <param name="State">Only in this state.</param>
/// <param name="Limit">Most of them.</param>
/// <param name="Cursor">Where an earlier page ended.</param>
internal sealed record ResourceQuery(string? Kind = null, string? Target = null, string? State = null, int Limit = 100, string? Cursor = null);
