using System.Net;
using System.Text.Json.Nodes;

using HomelabMcp.Simulation.Proxmox;

namespace HomelabMcp.Simulation.Tests.Proxmox;

public sealed class AuthenticationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Task<SimulatedProxmox> StartAsync(TimeProvider? time = null) => SimulatedProxmox.StartAsync(new ProxmoxSimulationOptions { TimeProvider = time ?? TimeProvider.System }, Cancellation);

    private static async Task<JsonNode> LoginAsync(HttpClient http, SimulatedProxmox simulator, string? password = null)
    {
        using var form = new FormUrlEncodedContent([new("username", SimulatedProxmox.RootUser), new("password", password ?? simulator.RootPassword)]);
        using var answer = await http.PostAsync("api2/json/access/ticket", form, Cancellation);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
    }

    [Theory]
    [InlineData("=")]
    [InlineData(" ")]
    public async Task A_token_may_follow_an_equals_sign_or_a_blank(string separator)
    {
        await using var simulator = await StartAsync();
        using var http = new HttpClient { BaseAddress = simulator.Url };
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"PVEAPIToken{separator}{simulator.Token}");
        using var answer = await http.GetAsync("api2/json/version", Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_ticket_reads_by_cookie_and_writes_with_its_csrf_token()
    {
        await using var simulator = await StartAsync();
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = simulator.Url };
        var data = (await LoginAsync(http, simulator))["data"]!;
        http.DefaultRequestHeaders.Add("Cookie", "PVEAuthCookie=" + Uri.EscapeDataString((string)data["ticket"]!));
        using var form = new FormUrlEncodedContent([new("poolid", "byticket")]);
        using var refused = await http.PostAsync("api2/json/pools", form, Cancellation);
        Assert.Equal((HttpStatusCode.Unauthorized, "Permission denied - invalid csrf token"), (refused.StatusCode, refused.ReasonPhrase));
        http.DefaultRequestHeaders.Add("CSRFPreventionToken", (string)data["CSRFPreventionToken"]!);
        using var again = new FormUrlEncodedContent([new("poolid", "byticket")]);
        using var done = await http.PostAsync("api2/json/pools", again, Cancellation);
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
    }

    [Fact]
    public async Task A_ticket_is_good_for_two_hours()
    {
        var time = new ShiftedTime();
        await using var simulator = await StartAsync(time);
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = simulator.Url };
        http.DefaultRequestHeaders.Add("Cookie", "PVEAuthCookie=" + Uri.EscapeDataString((string)(await LoginAsync(http, simulator))["data"]!["ticket"]!));
        time.Shift = TimeSpan.FromMinutes(119);
        using var early = await http.GetAsync("api2/json/version", Cancellation);
        Assert.Equal(HttpStatusCode.OK, early.StatusCode);
        time.Shift = TimeSpan.FromMinutes(121);
        using var late = await http.GetAsync("api2/json/version", Cancellation);
        Assert.Equal((HttpStatusCode.Unauthorized, "Authentication failed!"), (late.StatusCode, late.ReasonPhrase));
    }

    [Fact]
    public async Task The_reading_token_sees_everything_and_changes_nothing()
    {
        await using var simulator = await StartAsync();
        using var client = new PveClient(simulator, simulator.ReadOnlyToken);
        Assert.NotEmpty((await client.GetAsync("cluster/resources?type=vm"))!.AsArray());
        var (status, reason, _) = await client.SendAsync(HttpMethod.Post, "nodes/pve1/lxc/100/status/stop");
        Assert.Equal((403, "Permission check failed (/vms/100, VM.PowerMgmt)"), (status, reason));
        Assert.Equal(403, (await client.SendAsync(HttpMethod.Post, "pools", ("poolid", "x"))).Status);
    }

    [Fact]
    public async Task A_separate_token_has_no_rights_until_it_is_given_some()
    {
        await using var simulator = await StartAsync();
        using var root = new PveClient(simulator);
        var made = (await root.DataAsync(HttpMethod.Post, "access/users/auditor@pve/token/narrow", ("comment", "narrow")))!;
        using var narrow = new PveClient(simulator, $"{(string)made["full-tokenid"]!}={(string)made["value"]!}");
        Assert.Empty((await narrow.GetAsync("cluster/resources?type=vm"))!.AsArray());
        await root.DataAsync(HttpMethod.Put, "access/acl", ("path", "/vms/100"), ("tokens", "auditor@pve!narrow"), ("roles", "PVEVMAdmin"));
        Assert.Equal(100, (int)Assert.Single((await narrow.GetAsync("cluster/resources?type=vm"))!.AsArray())!["vmid"]!);
        // What the token is given beyond its user it still may not do.
        Assert.Equal(403, (await narrow.SendAsync(HttpMethod.Post, "nodes/pve1/lxc/100/status/stop")).Status);
    }

    [Fact]
    public async Task Rights_in_a_pool_reach_its_members()
    {
        await using var simulator = await StartAsync();
        using var root = new PveClient(simulator);
        await root.DataAsync(HttpMethod.Post, "access/users", ("userid", "lab@pve"));
        var made = (await root.DataAsync(HttpMethod.Post, "access/users/lab@pve/token/tok", ("privsep", "0")))!;
        await root.DataAsync(HttpMethod.Put, "access/acl", ("path", "/pool/lab"), ("users", "lab@pve"), ("roles", "PVEVMUser"));
        using var lab = new PveClient(simulator, $"lab@pve!tok={(string)made["value"]!}");
        Assert.All((await lab.GetAsync("cluster/resources?type=vm"))!.AsArray(), row => Assert.InRange((int)row!["vmid"]!, 150, 155));
    }

    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
    }
}
