using System.Collections.Immutable;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Proxmox;

/// <summary>
/// Drives pools. A pool has only its comment to bear a mark, at the end and in brackets; it never shows in
/// <c>spec.comment</c>. Proxmox gives pools no digest, so a change reads and compares just before it writes.
/// </summary>
internal sealed class PoolDriver(ProxmoxClient client, ClusterView view) : IKindDriver
{
    private const string Prefix = "pool/";

    public ResourceKind Kind => PoolKind.Kind;

    public async Task<IReadOnlyList<LiveResource>> ListAsync(CancellationToken cancel) =>
        [.. (await client.Pools.GetAsync(cancel: cancel)).Ensure().ToEnumerable().Select(Live)];

    public async Task<LiveResource?> ReadAsync(string id, CancellationToken cancel) =>
        id.StartsWith(Prefix, StringComparison.Ordinal) ? await FindAsync(id[Prefix.Length..], cancel) : null;

    public async Task<LiveResource?> FindAsync(string naturalKey, CancellationToken cancel)
    {
        var answer = await client.Pools.GetAsync(Pool(naturalKey), cancel);
        if (answer.IsSuccessStatusCode) return answer.ToEnumerable().Select(Live).FirstOrDefault(pool => pool.NaturalKey == naturalKey);
        return ProxmoxFailures.Judge(answer) is PlatformFailure.NotFound ? null : throw ProxmoxFailures.Explain(answer);
    }

    public async Task<string> CreateAsync(WriteCall call, CancellationToken cancel)
    {
        var id = Kind.NaturalKey(call.Key, call.Spec)!;
        var answer = await client.Pools.CreateAsync(Pool(id, PoolComment.Join(ProxmoxJson.Text(call.Spec["comment"]), call.Mark)), cancel);
        view.Wrote();
        if (answer.IsSuccessStatusCode) return Prefix + id;
        var failure = ProxmoxFailures.Explain(answer);
        if (failure.Failure is PlatformFailure.Taken && await FindAsync(id, cancel) is { } there)
            return there.Mark == call.Mark ? there.Id : throw new PlatformException(PlatformFailure.Taken, $"Pool '{id}' exists and does not bear the mark of {call.Key}.", failure);
        throw failure;
    }

    public Task UpdateAsync(WriteCall call, LiveResource live, ImmutableArray<FieldChange> changes, CancellationToken cancel) =>
        CommentAsync(live, ProxmoxJson.Text(SpecChanges.Apply(live.Spec, call.Spec, changes)["comment"]), call.Mark, cancel);

    public async Task<string> ReplaceAsync(WriteCall call, LiveResource live, CancellationToken cancel)
    {
        var created = await CreateAsync(call, cancel);
        if (created != live.Id) await DeleteAsync(live, cancel);
        return created;
    }

    public async Task DeleteAsync(LiveResource live, CancellationToken cancel)
    {
        if (await FindAsync(live.NaturalKey, cancel) is not { } now) return;
        if (now.Mark != live.Mark) throw new PlatformException(PlatformFailure.Changed, $"Pool '{live.NaturalKey}' bears another mark than when it was read.");
        var answer = await client.Pools.DeleteAsync(Pool(live.NaturalKey), cancel);
        view.Wrote();
        if (!answer.IsSuccessStatusCode && ProxmoxFailures.Judge(answer) is not PlatformFailure.NotFound) throw ProxmoxFailures.Explain(answer);
    }

    public Task AdoptAsync(WriteCall call, LiveResource live, CancellationToken cancel) =>
        CommentAsync(live, ProxmoxJson.Text(live.Spec["comment"]), call.Mark, cancel);

    public Task ReleaseAsync(LiveResource live, CancellationToken cancel) =>
        live.Mark is null ? Task.CompletedTask : CommentAsync(live, ProxmoxJson.Text(live.Spec["comment"]), null, cancel);

    public string? BackupPlan(LiveResource live) => null;

    public Task<BackupReceipt> BackUpAsync(LiveResource live, CancellationToken cancel) =>
        throw new PlatformException(PlatformFailure.Invalid, "A pool keeps nothing that could be backed up.");

    public Task<JsonNode> ChooseAsync(string field, IReadOnlySet<string> taken, CancellationToken cancel) =>
        throw new HomelabException($"Nothing is chosen for a pool, least of all '{field}'.");

    private async Task CommentAsync(LiveResource live, string? comment, OwnershipMark? mark, CancellationToken cancel)
    {
        var now = await FindAsync(live.NaturalKey, cancel) ?? throw new PlatformException(PlatformFailure.NotFound, $"Pool '{live.NaturalKey}' is gone.");
        if (now.Version != live.Version) throw new PlatformException(PlatformFailure.Changed, $"Pool '{live.NaturalKey}' was changed by somebody else since it was read.");
        (await client.Pools.SetAsync(Pool(live.NaturalKey, PoolComment.Join(comment, mark)), cancel)).Ensure();
        view.Wrote();
    }

    private static LiveResource Live(JsonObject row)
    {
        var id = row.Text("poolid") ?? "";
        var (comment, mark) = PoolComment.Split(row.Text("comment") ?? "");
        var spec = new JsonObject { ["poolid"] = id };
        if (comment is not "") spec["comment"] = comment;
        return new()
        {
            Id = Prefix + id,
            Name = id,
            NaturalKey = id,
            Spec = spec,
            Detailed = true,
            Mark = mark,
            Fingerprint = row.Text("comment") ?? "",
            // Not a version that a write could be bound to: what a write compares with just before it.
            Version = row.Text("comment") ?? "",
        };
    }

    private static Dictionary<string, object?> Pool(string id, string? comment = null) => new() { ["poolid"] = id, ["comment"] = comment };
}
