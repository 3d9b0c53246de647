using HomelabMcp.Core;

namespace HomelabMcp.Store.Tests;

/// <summary>A store in a temporary folder that is removed at the end.</summary>
internal sealed class StoreFolder : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("homelab-store").FullName;
    private readonly List<HomelabStore> opened = [];

    public TestClock Clock { get; } = new();

    public string File => Path.Combine(folder, "homelab.db");

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static ResourceKey Web { get; } = new("docker.container", "web01", "docker");

    public string Other(string name) => Path.Combine(folder, name);

    public async Task<HomelabStore> OpenAsync(StoreAccess access = StoreAccess.Write)
    {
        var store = await HomelabStore.OpenAsync(File, Clock, access);
        opened.Add(store);
        return store;
    }

    public async Task CloseAsync(HomelabStore store)
    {
        opened.Remove(store);
        await store.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in opened) await store.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
