using System.Globalization;

using HomelabMcp.Simulation.Proxmox.Datacenter;
using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.State;

namespace HomelabMcp.Simulation.Proxmox;

internal static class Pools
{
    public static void Map(Routes routes)
    {
        routes.On("GET /pools", List);
        routes.On("POST /pools", Create);
        routes.On("PUT /pools", Update);
        routes.On("DELETE /pools", Delete);
        routes.On("GET /pools/{poolid}", call => One(call, Find(call)));
        routes.On("PUT /pools/{poolid}", Update);
        routes.On("DELETE /pools/{poolid}", Delete);
    }

    public static void Join(ClusterState state, string? pool, int guest)
    {
        if (pool is not null && state.Pools.TryGetValue(pool, out var found))
            found.Guests.Add(guest);
    }

    public static void Leave(ClusterState state, int guest)
    {
        foreach (var pool in state.Pools.Values)
            pool.Guests.Remove(guest);
    }

    /// <exception cref="ApiError">403 without the right in the pool, 500 without the pool.</exception>
    public static void DemandAllocation(Call call, int guest, string pool)
    {
        if (!call.May($"/vms/{guest}", "VM.Allocate") && !call.May($"/pool/{pool}", "VM.Allocate"))
            throw ApiError.Forbidden();
        if (!call.State.Pools.ContainsKey(pool))
            throw ApiError.Die($"pool '{pool}' does not exist\n");
    }

    private static object List(Call call)
    {
        if (call.Text("poolid") is not null)
            return new[] { One(call, Find(call)) };
        return call.State.Pools
            .Where(pool => call.Cluster.Rights.HasAny(call.Caller, $"/pool/{pool.Key}", ["Pool.Audit", "Pool.Allocate"]))
            .Select(pool => new Row { ["poolid"] = pool.Key }.With("comment", pool.Value.Comment)).ToList();
    }

    private static PoolState Find(Call call)
    {
        var id = call.Arguments.Required("poolid");
        var pool = call.State.Pools.GetValueOrDefault(id) ?? throw ApiError.Die($"pool '{id}' does not exist\n");
        call.Demand($"/pool/{id}", "Pool.Audit");
        return pool;
    }

    private static Row One(Call call, PoolState pool)
    {
        var type = call.Text("type");
        var members = new List<Row>();
        foreach (var guest in pool.Guests.Select(call.Cluster.Find).OfType<Guest>().Where(guest => type is null || guest.Type == type))
        {
            var row = Resources.Guest(call.Cluster, guest);
            row.Remove("pool");
            row.Remove("tags");
            members.Add(row);
        }
        foreach (var storage in pool.Storages.Select(call.Cluster.Storage).OfType<StorageState>().Where(_ => type is null or "storage"))
            members.Add(Resources.Storage(call.Cluster, storage, call.State.Nodes.Keys.First(storage.IsOn)));
        return new Row { ["members"] = members, ["poolid"] = call.Text("poolid") }.With("comment", pool.Comment);
    }

    private static object? Create(Call call)
    {
        var id = call.Arguments.Required("poolid");
        if (call.State.Pools.ContainsKey(id))
            throw ApiError.Die($"create pool failed: pool '{id}' already exists\n");
        if (id.Contains('/', StringComparison.Ordinal) && !call.State.Pools.ContainsKey(id[..id.LastIndexOf('/')]))
            throw ApiError.Die($"create pool failed: parent '{id[..id.LastIndexOf('/')]}' of pool '{id}' does not exist\n");
        call.State.Pools[id] = new PoolState { Comment = call.Text("comment") };
        return null;
    }

    private static object? Update(Call call)
    {
        var id = call.Arguments.Required("poolid");
        var pool = call.State.Pools.GetValueOrDefault(id) ?? throw ApiError.Die($"update pools failed: pool '{id}' does not exist\n");
        var remove = call.Flag("delete");
        if (call.Arguments.Contains("comment"))
            pool.Comment = call.Text("comment") ?? "";
        foreach (var text in call.Arguments.List("vms"))
        {
            var guest = int.Parse(text, CultureInfo.InvariantCulture);
            call.Demand($"/vms/{guest}", "VM.Allocate");
            if (remove)
                Remove(pool, guest);
            else
                Add(call, pool, guest);
        }
        foreach (var storage in call.Arguments.List("storage"))
        {
            call.Demand($"/storage/{storage}", "Datastore.Allocate");
            if (!(remove ? pool.Storages.Remove(storage) : pool.Storages.Add(storage)))
                throw ApiError.Die(remove ? $"update pools failed: Storage '{storage}' is not a pool member\n" : $"update pools failed: Storage '{storage}' is already a pool member\n");
        }
        return null;
    }

    private static void Remove(PoolState pool, int guest)
    {
        if (!pool.Guests.Remove(guest))
            throw ApiError.Die($"update pools failed: VM {guest} is not a pool member\n");
    }

    private static void Add(Call call, PoolState pool, int guest)
    {
        if (call.Cluster.Find(guest) is null)
            throw ApiError.Die($"update pools failed: VM {guest} does not exist\n");
        if (pool.Guests.Contains(guest))
            throw ApiError.Die($"update pools failed: VM {guest} is already a pool member\n");
        if (call.Cluster.PoolOf(guest) is { } other && !call.Flag("allow-move"))
            throw ApiError.Die($"update pools failed: VM {guest} belongs already to pool '{other}'\n");
        Leave(call.State, guest);
        pool.Guests.Add(guest);
    }

    private static object? Delete(Call call)
    {
        var id = call.Arguments.Required("poolid");
        var pool = call.State.Pools.GetValueOrDefault(id) ?? throw ApiError.Die($"delete pool failed: pool '{id}' does not exist\n");
        if (pool.Guests.Count > 0)
            throw ApiError.Die($"delete pool failed: pool '{id}' is not empty (contains VM {pool.Guests.First()})\n");
        if (pool.Storages.Count > 0)
            throw ApiError.Die($"delete pool failed: pool '{id}' is not empty (contains storage {pool.Storages.First()})\n");
        call.State.Pools.Remove(id);
        return null;
    }
}
