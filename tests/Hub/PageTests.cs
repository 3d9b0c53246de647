using System.Net;
using System.Text.RegularExpressions;
using HomelabMcp.Core;
using HomelabMcp.Hub.Pages;

namespace HomelabMcp.Hub.Tests;

public sealed partial class PageTests(DemoFixture demo)
{
    [Fact]
    public async Task Without_credentials_the_first_page_is_the_form_and_holds_no_data()
    {
        using var http = demo.Client(null);
        foreach (var path in (string[])["/", "/resources", "/runs", "/proposals", "/proposals/x", "/resources/docker.container/whoami"])
        {
            using var answer = await http.GetAsync(path, TestContext.Current.CancellationToken);
            var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains("action=\"/sign-in\"", page);
            foreach (var word in (string[])["whoami@", "pve1", "synced", demo.Reply.Repository, "demo-viewer"]) Assert.DoesNotContain(word, page);
        }
    }

    [Fact]
    public async Task Pages_allow_no_script_and_nothing_from_elsewhere()
    {
        using var http = demo.Client("reviewer");
        using var answer = await http.GetAsync("/", TestContext.Current.CancellationToken);
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.DoesNotContain("unsafe", answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(" style=", page);
        Assert.DoesNotMatch(Handler(), page);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Signing_in_sets_a_cookie_that_no_script_and_no_other_site_gets()
    {
        var (http, cookie, answer) = await SignInAsync("reviewer");
        using (http)
        using (answer)
        {
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            Assert.Equal("/", answer.Headers.Location?.ToString());
            var set = answer.Headers.GetValues("Set-Cookie").Single();
            Assert.Contains("httponly", set, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("samesite=strict", set, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(demo.Reply.Tokens["reviewer"], set);

            http.DefaultRequestHeaders.Add("Cookie", cookie);
            var page = await http.GetStringAsync("/", TestContext.Current.CancellationToken);
            Assert.Contains("demo-reviewer (reviewer)", page);
            foreach (var heading in (string[])["Waiting for approval", "Proposals", "Drift", "Runs", "Targets"]) Assert.Contains($"<h2>{heading}</h2>", page);
            Assert.Contains("whoami@docker", await http.GetStringAsync("/resources?state=synced", TestContext.Current.CancellationToken));
        }
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task Signing_in_leads_nowhere_else(string back)
    {
        using var http = demo.Client(null);
        using var form = new FormUrlEncodedContent([new("token", demo.Reply.Tokens["viewer"]), new("back", back)]);
        using var answer = await http.PostAsync("/sign-in", form, TestContext.Current.CancellationToken);

        Assert.Equal("/", answer.Headers.Location?.ToString());
    }

    [Fact]
    public async Task A_wrong_token_signs_nobody_in()
    {
        using var http = demo.Client(null);
        using var form = new FormUrlEncodedContent([new("token", "hl_wrong")]);
        using var answer = await http.PostAsync("/sign-in", form, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_write_by_cookie_needs_the_sessions_own_form_token()
    {
        var (http, cookie, answer) = await SignInAsync("operator");
        var (other, otherCookie, otherAnswer) = await SignInAsync("operator");
        using (http)
        using (answer)
        using (other)
        using (otherAnswer)
        {
            http.DefaultRequestHeaders.Add("Cookie", cookie);
            other.DefaultRequestHeaders.Add("Cookie", otherCookie);
            var mine = FormToken().Match(await http.GetStringAsync("/", TestContext.Current.CancellationToken)).Groups["token"].Value;
            var theirs = FormToken().Match(await other.GetStringAsync("/", TestContext.Current.CancellationToken)).Groups["token"].Value;

            Assert.Equal(HttpStatusCode.Forbidden, await ResumeAsync(http, null));
            Assert.Equal(HttpStatusCode.Forbidden, await ResumeAsync(http, theirs));
            Assert.Equal(HttpStatusCode.NoContent, await ResumeAsync(http, mine));
        }
    }

    [Fact]
    public async Task A_cookie_of_our_name_that_we_did_not_make_counts_for_nothing()
    {
        using var http = demo.Client(null);
        http.DefaultRequestHeaders.Add("Cookie", "homelab-session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        using var answer = await http.GetAsync("/api/v1/status", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public void Text_can_never_become_markup()
    {
        CsCheck.Check.Sample(CsCheck.Gen.String, text =>
        {
            var piece = Html.Of($"<p title=\"{text}\">{text}</p>").ToString();
            var inner = piece["<p title=\"".Length..^"</p>".Length];
            Assert.Equal(1, inner.Count(letter => letter is '"'));
            Assert.Equal(1, inner.Count(letter => letter is '>'));
            Assert.DoesNotContain('<', inner);
            Assert.DoesNotContain('\'', inner);
        });
    }

    [Fact]
    public void Hostile_text_of_a_live_system_is_shown_as_text()
    {
        const string Hostile = "<img src=x onerror=alert(1)>\u202e";
        var visitor = new Visitor(new("<b>eve</b>", Role.Reviewer), "t");
        var resource = new Api.ResourceReply("docker.container", "web", "docker", Engine.ResourceState.Drifted, Hostile, null,
            new("1", Hostile, new() { ["env"] = Hostile }), [new("env.X", Hostile, Hostile)], null, [], null);

        var page = ResourcesPage.One(resource, visitor).ToString();

        Assert.DoesNotContain("<img", page);
        Assert.DoesNotContain("<b>eve", page);
        Assert.DoesNotContain('\u202e', page);
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", page);
    }

    private static async Task<HttpStatusCode> ResumeAsync(HttpClient http, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/resume");
        if (token is not null) request.Headers.Add("X-Antiforgery-Token", token);
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private async Task<(HttpClient Http, string Cookie, HttpResponseMessage Answer)> SignInAsync(string role)
    {
        var http = demo.Client(null);
        using var form = new FormUrlEncodedContent([new("token", demo.Reply.Tokens[role]), new("back", "/")]);
        var answer = await http.PostAsync("/sign-in", form, TestContext.Current.CancellationToken);
        return (http, answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0], answer);
    }

    [GeneratedRegex("name=\"antiforgery\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FormToken();

    [GeneratedRegex("<[^>]* on[a-z]+=", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Handler();
}
