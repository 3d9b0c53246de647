using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using HomelabMcp.Hub.Demo;

[assembly: AssemblyFixture(typeof(HomelabMcp.Hub.Tests.DemoFixture))]

namespace HomelabMcp.Hub.Tests;

/// <summary>One demo home for all tests that only look at it.</summary>
public sealed class DemoFixture : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new("hub-tests");
    private DemoHome? home;

    internal DemoReply Reply => home!.Reply;

    public async ValueTask InitializeAsync() =>
        home = await DemoHome.StartAsync(new(folder.Path, 0, null), static _ => { }, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (home is not null) await home.DisposeAsync();
        folder.Dispose();
    }

    /// <summary>A client of the hub with the token of a role; null: with none.</summary>
    public HttpClient Client(string? role)
    {
        var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(Reply.Hub) };
        if (role is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Reply.Tokens[role]);
        return http;
    }

    internal static async Task<JsonObject> JsonAsync(HttpResponseMessage answer) =>
        (JsonObject)JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
}
