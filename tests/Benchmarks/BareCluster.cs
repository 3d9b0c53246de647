using System.Diagnostics;
using System.Text.Json;

namespace HomelabMcp.Benchmarks;

/// <summary>The same lists by nothing but HTTP and JSON: what any look at the cluster costs at least.</summary>
internal sealed class BareCluster : IDisposable
{
    private static readonly string[] Lists = ["access/permissions", "cluster/resources?type=vm", "pools", "cluster/tasks"];
    private readonly HttpClient http;

    public BareCluster(Uri url, string token)
    {
        http = new() { BaseAddress = new Uri(url, "/api2/json/") };
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"PVEAPIToken={token}");
    }

    /// <summary>Milliseconds.</summary>
    public async Task<double> ReadListsAsync()
    {
        var begun = Stopwatch.GetTimestamp();
        foreach (var list in Lists)
        {
            using var document = JsonDocument.Parse(await http.GetByteArrayAsync(new Uri(list, UriKind.Relative)));
            if (!document.RootElement.TryGetProperty("data", out _)) throw new InvalidOperationException($"{list} answered no data.");
        }

        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }

    public async Task<bool> HasPoolAsync(string pool)
    {
        using var document = JsonDocument.Parse(await http.GetByteArrayAsync(new Uri("pools", UriKind.Relative)));
        return document.RootElement.GetProperty("data").EnumerateArray().Any(one => one.GetProperty("poolid").GetString() == pool);
    }

    public void Dispose() => http.Dispose();
}
