using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace HomelabMcp.EndToEnd.Tests;

/// <summary>The Proxmox simulator asked directly over its API, without any client of ours.</summary>
internal sealed class ProxmoxApi(Uri url, string token) : IDisposable
{
    private readonly HttpClient http = Client(url, token);

    public async Task<JsonObject?> GuestAsync(string name, CancellationToken cancel) =>
        (await GuestsAsync(cancel)).SingleOrDefault(guest => guest["name"]?.GetValue<string>() == name);

    public async Task<IReadOnlyList<JsonObject>> GuestsAsync(CancellationToken cancel) =>
        [.. (await ListAsync("cluster/resources?type=vm", cancel)).Select(one => one!.AsObject())];

    public async Task<JsonObject> ConfigAsync(JsonObject guest, CancellationToken cancel) =>
        (await http.GetFromJsonAsync<JsonObject>(Relative($"{Path(guest)}/config"), cancel))!["data"]!.AsObject();

    /// <summary>Changes a guest behind our back.</summary>
    public async Task SetAsync(JsonObject guest, string field, string value, CancellationToken cancel)
    {
        using var body = new FormUrlEncodedContent([KeyValuePair.Create(field, value)]);
        using var answer = await http.PutAsync(Relative($"{Path(guest)}/config"), body, cancel);
        answer.EnsureSuccessStatusCode();
    }

    public async Task<string> TemplateAsync(CancellationToken cancel)
    {
        var templates = await ListAsync("nodes/pve1/storage/local/content?content=vztmpl", cancel);
        return templates.Select(one => one!["volid"]!.GetValue<string>()).Order(StringComparer.Ordinal).First();
    }

    /// <summary>How many tasks of a type the cluster ever ran for a guest.</summary>
    public async Task<int> TasksAsync(string type, int vmid, CancellationToken cancel)
    {
        var count = 0;
        foreach (var node in await ListAsync("nodes", cancel))
        {
            var tasks = await ListAsync($"nodes/{node!["node"]!.GetValue<string>()}/tasks?source=all&limit=500&typefilter={type}&vmid={vmid}", cancel);
            count += tasks.Count;
        }

        return count;
    }

    /// <summary>Backups of a guest on any storage of any node.</summary>
    public async Task<IReadOnlyList<string>> BackupsAsync(int vmid, CancellationToken cancel)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var node in await ListAsync("nodes", cancel))
        {
            var name = node!["node"]!.GetValue<string>();
            foreach (var storage in await ListAsync($"nodes/{name}/storage?content=backup", cancel))
            {
                var content = await ListAsync($"nodes/{name}/storage/{storage!["storage"]!.GetValue<string>()}/content?content=backup&vmid={vmid}", cancel);
                found.UnionWith(content.Select(one => one!["volid"]!.GetValue<string>()));
            }
        }

        return [.. found];
    }

    public void Dispose() => http.Dispose();

    private static string Path(JsonObject guest) => $"nodes/{guest["node"]!.GetValue<string>()}/{guest["id"]!.GetValue<string>()}";

    private static Uri Relative(string path) => new(path, UriKind.Relative);

    private static HttpClient Client(Uri url, string token)
    {
        var client = new HttpClient { BaseAddress = new Uri(url, "/api2/json/") };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"PVEAPIToken={token}");
        return client;
    }

    private async Task<JsonArray> ListAsync(string path, CancellationToken cancel) =>
        (await http.GetFromJsonAsync<JsonObject>(Relative(path), cancel))!["data"]!.AsArray();
}
