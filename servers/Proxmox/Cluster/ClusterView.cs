using System.Collections.Immutable;
using System.Globalization;
using HomelabMcp.Core;

namespace HomelabMcp.Proxmox;

/// <summary>
/// What a connection knows of its cluster: one list serves both kinds of guest for two seconds, and says on which node a
/// guest is, so that reading one takes a single call.
/// </summary>
internal sealed class ClusterView(ProxmoxClient client, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan ListAge = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PlaceAge = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StorageAge = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim turn = new(1);
    private Seen<GuestRow>? guests;
    private volatile bool outdated;
    private Seen<StorageRow>? storages;
    private ImmutableDictionary<int, DateTimeOffset> written = ImmutableDictionary<int, DateTimeOffset>.Empty;

    /// <summary>All guests, at most two seconds old.</summary>
    internal async Task<ImmutableArray<GuestRow>> GuestsAsync(CancellationToken cancel)
    {
        await turn.WaitAsync(cancel);
        try
        {
            if (!outdated && guests is { } held && clock.GetUtcNow() - held.At < ListAge) return held.Rows;
            outdated = false;
            var rows = await ListAsync("vm", GuestRow.From, cancel);
            guests = new(rows, clock.GetUtcNow());
            return rows;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>All guests, now.</summary>
    internal Task<ImmutableArray<GuestRow>> FreshGuestsAsync(CancellationToken cancel)
    {
        outdated = true;
        return GuestsAsync(cancel);
    }

    /// <summary>All nodes, now.</summary>
    internal Task<ImmutableArray<NodeRow>> NodesAsync(CancellationToken cancel) => ListAsync("node", NodeRow.From, cancel);

    /// <summary>All storages on all nodes, at most ten minutes old.</summary>
    internal async Task<ImmutableArray<StorageRow>> StoragesAsync(CancellationToken cancel)
    {
        if (storages is { } held && clock.GetUtcNow() - held.At < StorageAge) return held.Rows;
        storages = new(await ListAsync("storage", StorageRow.From, cancel), clock.GetUtcNow());
        return storages.Rows;
    }

    /// <summary>The storages as last seen, for answers that may not wait; empty before the first look.</summary>
    internal ImmutableArray<StorageRow> KnownStorages => storages?.Rows ?? [];

    /// <summary>A guest's row from a recent list, or null; enough to know where to ask.</summary>
    internal GuestRow? Known(int vmid) =>
        guests is { } held && clock.GetUtcNow() - held.At < PlaceAge ? held.Rows.FirstOrDefault(row => row.Vmid == vmid) : null;

    /// <summary>Whether we wrote to a guest so lately that lists may not show it yet.</summary>
    internal bool IsFreshlyWritten(int vmid) => written.TryGetValue(vmid, out var at) && clock.GetUtcNow() - at < PlaceAge;

    /// <summary>Notes that a guest was written to: the next look asks again.</summary>
    internal void Wrote(int vmid)
    {
        ImmutableInterlocked.AddOrUpdate(ref written, vmid, clock.GetUtcNow(), (_, _) => clock.GetUtcNow());
        outdated = true;
    }

    /// <summary>Notes that something other than a guest was written to.</summary>
    internal void Wrote() => outdated = true;

    /// <summary>A new look begins: it lists anew, however young the last list is, or it would miss what was just changed behind our back.</summary>
    internal void BeginLook() => outdated = true;

    /// <summary>
    /// Where a VMID is now, or null when it is free. Lists may lag, so the answer rests on the cluster's own register of
    /// numbers; a number that is taken but not listed is looked for on every node.
    /// </summary>
    internal async Task<GuestRow?> LocateAsync(int vmid, CancellationToken cancel)
    {
        if (await IsFreeAsync(vmid, cancel)) return null;
        if ((await FreshGuestsAsync(cancel)).FirstOrDefault(row => row.Vmid == vmid) is { } listed && await AnswersAsync(listed, cancel)) return listed;
        foreach (var node in (await NodesAsync(cancel)).Where(node => node.IsOnline))
            foreach (var api in new[] { "qemu", "lxc" })
            {
                var candidate = new GuestRow { Vmid = vmid, Api = api, Node = node.Name };
                if (await AnswersAsync(candidate, cancel)) return candidate;
            }

        throw new PlatformException(PlatformFailure.Unreachable, $"VMID {vmid} is taken, but no node that is online holds it: it lies on a node that is down, or the credential may not see it.");
    }

    /// <summary>Whether no guest of the cluster has a VMID.</summary>
    internal async Task<bool> IsFreeAsync(int vmid, CancellationToken cancel)
    {
        var answer = await client.Cluster["nextid"].GetAsync(new Dictionary<string, object?> { ["vmid"] = vmid.ToString(CultureInfo.InvariantCulture) }, cancel);
        return answer.IsSuccessStatusCode || (ProxmoxFailures.Judge(answer) is PlatformFailure.Taken ? false : throw ProxmoxFailures.Explain(answer));
    }

    public void Dispose() => turn.Dispose();

    private async Task<bool> AnswersAsync(GuestRow row, CancellationToken cancel)
    {
        var answer = await client.Nodes[row.Node][row.Api][row.Vmid].Status["current"].GetAsync(cancel: cancel);
        return answer.IsSuccessStatusCode || (ProxmoxFailures.Judge(answer) is PlatformFailure.NotFound ? false : throw ProxmoxFailures.Explain(answer));
    }

    private async Task<ImmutableArray<T>> ListAsync<T>(string type, Func<System.Text.Json.Nodes.JsonObject, T?> read, CancellationToken cancel) where T : class
    {
        var answer = await client.Cluster["resources"].GetAsync(new Dictionary<string, object?> { ["type"] = type }, cancel);
        return [.. answer.Ensure().ToEnumerable().Select(read).OfType<T>()];
    }

    private sealed record Seen<T>(ImmutableArray<T> Rows, DateTimeOffset At);
}
