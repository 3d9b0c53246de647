using System.Security.Cryptography;
using System.Text;

using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.State;

namespace HomelabMcp.Simulation.Proxmox.Storages;

/// <summary>/storage: the cluster-wide storage configuration.</summary>
internal static class StorageConfiguration
{
    private static readonly HashSet<string> NotOptions = new(StringComparer.Ordinal) { "storage", "type", "digest", "delete" };

    public static void Map(Routes routes)
    {
        routes.On("GET /storage", call => call.State.Storages.Values
            .Where(storage => (call.Text("type") is not { } type || type == storage.Type) && call.Cluster.Rights.HasAny(call.Caller, $"/storage/{storage.Id}", ["Datastore.Audit", "Datastore.AllocateSpace"]))
            .Select(Describe).ToList());
        routes.On("GET /storage/{storage}", call => Describe(Find(call)));
        routes.On("POST /storage", Create);
        routes.On("PUT /storage/{storage}", Update);
        routes.On("DELETE /storage/{storage}", Delete);
    }

    private static StorageState Find(Call call)
    {
        var id = call.Arguments.Required("storage");
        return call.Cluster.Storage(id) ?? throw ApiError.Die($"storage '{id}' does not exist\n");
    }

    private static Row Describe(StorageState storage)
    {
        var row = new Row { ["storage"] = storage.Id, ["type"] = storage.Type };
        foreach (var (option, value) in storage.Options)
            row[option] = option is "shared" or "disable" or "sparse" && long.TryParse(value, out var number) ? number : value;
#pragma warning disable CA5350 // the real server's digest is SHA-1; nothing rests on it but change detection
        row["digest"] = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes($"{storage.Type}: {storage.Id}\n{string.Join('\n', storage.Options)}")));
#pragma warning restore CA5350
        return row;
    }

    private static Row Create(Call call)
    {
        var (id, type) = (call.Arguments.Required("storage"), call.Arguments.Required("type"));
        if (call.Cluster.Storage(id) is not null)
            throw ApiError.Die($"create storage failed: storage ID '{id}' already defined\n");
        var storage = new StorageState { Id = id, Type = type };
        foreach (var option in call.Arguments.Names.Where(name => !NotOptions.Contains(name)))
            storage.Options[option] = call.Text(option) ?? "";
        call.State.Storages[id] = storage;
        return new Row { ["storage"] = id, ["type"] = type };
    }

    private static Row Update(Call call)
    {
        var storage = Find(call);
        foreach (var option in call.Arguments.Names.Where(name => !NotOptions.Contains(name)))
            storage.Options[option] = call.Text(option) ?? "";
        foreach (var option in call.Arguments.List("delete"))
            storage.Options.Remove(option);
        return new Row { ["storage"] = storage.Id, ["type"] = storage.Type };
    }

    private static object? Delete(Call call)
    {
        var id = call.Arguments.Required("storage");
        if (!call.State.Storages.Remove(id))
            throw ApiError.Die($"delete storage failed: storage '{id}' does not exist\n");
        return null;
    }
}
