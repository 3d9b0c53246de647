using System.Net;
using HomelabMcp.Core;
using Microsoft.AspNetCore.Builder;

namespace HomelabMcp.Hosting.Tests;

public sealed class SecurityTests
{
    [Theory]
    [InlineData("evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1.evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("192.168.1.5", null, HttpStatusCode.Forbidden)]
    [InlineData(null, "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData(null, "null", HttpStatusCode.Forbidden)]
    [InlineData(null, "file://", HttpStatusCode.Forbidden)]
    [InlineData(null, "http://localhost:1234", HttpStatusCode.OK)]
    [InlineData("localhost", null, HttpStatusCode.OK)]
    [InlineData("[::1]:80", null, HttpStatusCode.OK)]
    [InlineData(null, null, HttpStatusCode.OK)]
    public async Task Only_our_own_host_names_and_origins_are_answered(string? host, string? origin, HttpStatusCode status)
    {
        await using var serving = await Serving.StartAsync();
        using var raw = new RawClient(serving.Url);
        using var response = await raw.SendAsync("tools/list", [], change: request =>
        {
            request.Headers.Host = host;
            if (origin is not null) request.Headers.TryAddWithoutValidation("Origin", origin);
        });
        Assert.Equal(status, response.StatusCode);
        if (status is HttpStatusCode.Forbidden) Assert.Contains("hub.hosts", await ModeTests.DetailAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_guard_stands_before_every_route()
    {
        await using var serving = await Serving.StartAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(serving.Url, "/nothing/here"));
        request.Headers.Host = "evil.example";
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData(null, "Bearer realm=\"homelab\"")]
    [InlineData("wrong", "Bearer realm=\"homelab\", error=\"invalid_token\"")]
    public async Task Without_a_known_token_nothing_is_told(string? token, string challenge)
    {
        await using var serving = await Serving.StartAsync(token: "a-long-enough-token");
        using var raw = new RawClient(serving.Url);
        using var response = await raw.SendAsync("tools/list", [], token: token);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(challenge, response.Headers.WwwAuthenticate.ToString());
        Assert.Contains("token", await ModeTests.DetailAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_right_token_is_let_in_by_both_eras()
    {
        await using var serving = await Serving.StartAsync(token: "a-long-enough-token");
        foreach (var version in new[] { "2026-07-28", "2025-11-25" })
        {
            await using var client = await serving.ConnectAsync(version, token: "a-long-enough-token");
            Assert.NotEqual(true, (await client.CallAsync("fixture_guests")).IsError);
        }
    }

    [Fact]
    public void Beyond_this_machine_only_with_a_token()
    {
        var options = Serving.Options(new Fixture.FixturePlatform());
        var refused = Assert.Throws<HomelabException>(() => AloneOverHttp.Build(options, new Uri("http://0.0.0.0:0"), null, null));
        Assert.Contains("put a bearer token into $HOMELAB_MCP_TOKEN", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(AloneOverHttp.Build(options, new Uri("http://0.0.0.0:0"), "a-long-enough-token", null));
    }

    [Fact]
    public async Task A_request_that_is_too_large_is_refused()
    {
        await using var serving = await Serving.StartAsync(options => options with { Limits = new CallLimits { RequestBytes = 10_000 } });
        using var raw = new RawClient(serving.Url);
        using var response = await raw.SendAsync("tools/list", new() { ["x"] = new string('x', 20_000) });
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public void Claims_say_who_and_nothing_else_does()
    {
        Assert.Equal(new Principal("anna", Role.Reviewer), PrincipalClaims.Read(PrincipalClaims.For(new("anna", Role.Reviewer), "test")));
        Assert.Null(PrincipalClaims.Read(null));
        Assert.Null(PrincipalClaims.Read(new(new System.Security.Claims.ClaimsIdentity([new(System.Security.Claims.ClaimTypes.Name, "anna"), new(System.Security.Claims.ClaimTypes.Role, "Admin")]))));
        Assert.Null(PrincipalClaims.Read(new(new System.Security.Claims.ClaimsIdentity([new(System.Security.Claims.ClaimTypes.Name, "anna"), new(System.Security.Claims.ClaimTypes.Role, "17")], "test"))));
    }

    [Fact]
    public void Tokens_are_long_random_and_compared_by_hash()
    {
        var token = TokenHash.NewToken();
        Assert.Matches("^hl_[0-9a-f]{64}$", token);
        Assert.NotEqual(token, TokenHash.NewToken());
        Assert.True(TokenHash.Same(TokenHash.Of(token), TokenHash.Of(token)));
        Assert.False(TokenHash.Same(TokenHash.Of(token), TokenHash.Of($"{token}0")));
    }
}
