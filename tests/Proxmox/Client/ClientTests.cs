using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HomelabMcp.Core;

namespace HomelabMcp.Proxmox.Tests;

public sealed class ClientTests
{
    private const string Token = "root@pam!gitops=33333333-2222-3333-4444-555555555555";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static readonly ProxmoxClientSettings Quick = new() { RetryDelay = TimeSpan.FromMilliseconds(1), TaskDelay = TimeSpan.FromMilliseconds(1) };

    [Fact]
    public async Task Indexers_spell_the_path_and_a_token_goes_into_the_header()
    {
        await using var server = new ReplayServer().Replays("qemu-config");
        using var client = new ProxmoxClient(server.Url, new(Token));

        var config = (await client.Nodes["pve1"].Qemu[100].Config.GetAsync(cancel: Cancel)).Ensure().ToObject();

        Assert.Equal("web01", config.Text("name"));
        var (head, _) = Assert.Single(server.Requests);
        Assert.StartsWith("GET /api2/json/nodes/pve1/qemu/100/config HTTP/1.1\r\n", head, StringComparison.Ordinal);
        Assert.Contains($"Authorization: PVEAPIToken={Token}\r\n", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_is_a_form_with_a_length_and_escapes_what_would_cut_a_value_short()
    {
        await using var server = new ReplayServer().Replays("qemu-config-put-ok");
        using var client = new ProxmoxClient(server.Url, new(Token));

        await client.SetAsync("/nodes/pve1/qemu/110/config", new Dictionary<string, object?> { ["net0"] = "virtio=AA:BB,bridge=vmbr0", ["tags"] = "a;b", ["onboot"] = true, ["cpulimit"] = 1.5, ["name"] = null }, Cancel);

        var (head, body) = Assert.Single(server.Requests);
        Assert.Equal("net0=virtio%3DAA%3ABB%2Cbridge%3Dvmbr0&tags=a%3Bb&onboot=1&cpulimit=1.5", body);
        Assert.Contains($"Content-Length: {body.Length}\r\n", head, StringComparison.Ordinal);
        Assert.DoesNotContain("chunked", head, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_delete_has_its_parameters_in_the_query_and_no_body()
    {
        await using var server = new ReplayServer().Replays("delete-with-query");
        using var client = new ProxmoxClient(server.Url, new(Token));

        await client.Nodes["pve1"].Qemu[112].DeleteAsync(new Dictionary<string, object?> { ["purge"] = true }, Cancel);

        var (head, body) = Assert.Single(server.Requests);
        Assert.StartsWith("DELETE /api2/json/nodes/pve1/qemu/112?purge=1 HTTP/1.1\r\n", head, StringComparison.Ordinal);
        Assert.DoesNotContain("Content-Length", head, StringComparison.Ordinal);
        Assert.Equal("", body);
    }

    [Fact]
    public void Indexed_parameters_are_numbered()
    {
        var parameters = new Dictionary<string, object?>();
        ProxmoxClient.AddIndexedParameter(parameters, "net", new Dictionary<int, string> { [0] = "virtio", [2] = "e1000" });
        Assert.Equal(["net0", "net2"], parameters.Keys);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task A_write_whose_answer_is_cut_off_is_in_doubt_and_is_sent_once_only(string method)
    {
        // The first exchange leaves a pooled connection, on which .NET would repeat a request without a body by itself.
        await using var server = new ReplayServer().Replays("version").HangsUp().Replays("version").Replays("version");
        using var client = new ProxmoxClient(server.Url, new(Token), settings: Quick);
        await client.Version.GetAsync(cancel: Cancel);

        var error = await Assert.ThrowsAsync<PlatformException>(() => method switch
        {
            "POST" => client.CreateAsync("/nodes/pve1/qemu/100/status/start", cancel: Cancel),
            "PUT" => client.SetAsync("/nodes/pve1/qemu/100/config", cancel: Cancel),
            _ => client.DeleteAsync("/nodes/pve1/qemu/100", cancel: Cancel),
        });

        Assert.True(error.InDoubt);
        Assert.Single(server.Requests, request => request.Head.StartsWith(method, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_read_is_tried_again_and_each_try_is_counted()
    {
        await using var server = new ReplayServer().HangsUp().Answers(596, "Connection timed out").Replays("version");
        using var client = new ProxmoxClient(server.Url, new(Token), settings: Quick);

        var version = (await client.Version.GetAsync(cancel: Cancel)).Ensure().ToObject();

        Assert.Equal("9.2.11", version.Text("version"));
        Assert.Equal(3, client.Calls);
    }

    [Fact]
    public async Task A_refusal_is_not_tried_again()
    {
        await using var server = new ReplayServer().Replays("http-vm-missing").Replays("version");
        using var client = new ProxmoxClient(server.Url, new(Token), settings: Quick);
        Assert.Equal(500, (await client.GetAsync("/nodes/pve1/qemu/999/config", cancel: Cancel)).StatusCode);
        Assert.Equal(1, client.Calls);
    }

    [Fact]
    public async Task A_write_that_never_left_did_nothing()
    {
        Uri closed;
        await using (var server = new ReplayServer()) closed = server.Url;
        using var client = new ProxmoxClient(closed, new(Token), settings: Quick);
        var error = await Assert.ThrowsAsync<PlatformException>(() => client.CreateAsync("/pools", cancel: Cancel));
        Assert.Equal(PlatformFailure.Unreachable, error.Failure);
    }

    [Fact]
    public async Task A_slow_write_is_in_doubt_after_its_time()
    {
        using var silent = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var client = new ProxmoxClient(new($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}"), new(Token), settings: Quick with { WriteTimeout = TimeSpan.FromMilliseconds(100) });
        var error = await Assert.ThrowsAsync<PlatformException>(() => client.CreateAsync("/pools", cancel: Cancel));
        Assert.True(error.InDoubt);
    }

    [Fact]
    public async Task A_login_fetches_a_ticket_once_and_writes_carry_its_csrf_token()
    {
        await using var server = new ReplayServer().Replays("access-ticket-ok").Replays("ticket-get-ok").Replays("ticket-write-ok-csrf");
        using var client = new ProxmoxClient(server.Url, new("mcp@pve:secret12345"));

        await client.Version.GetAsync(cancel: Cancel);
        await client.Nodes["pve1"].Qemu[100].Config.SetAsync(cancel: Cancel);

        var requests = server.Requests.ToArray();
        Assert.Equal("username=mcp%40pve&password=secret12345", requests[0].Body);
        Assert.Contains("Cookie: PVEAuthCookie=PVE%3Amcp%40pve", requests[1].Head, StringComparison.Ordinal);
        Assert.DoesNotContain("CSRFPreventionToken", requests[1].Head, StringComparison.Ordinal);
        Assert.Contains("CSRFPreventionToken: 6B034F8C:", requests[2].Head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ticket_that_died_is_replaced_once()
    {
        await using var server = new ReplayServer().Replays("access-ticket-ok").Replays("ticket-write-bad-csrf").Replays("access-ticket-ok").Replays("ticket-write-ok-csrf");
        using var client = new ProxmoxClient(server.Url, new("mcp@pve:secret12345"));
        Assert.True((await client.SetAsync("/x", cancel: Cancel)).IsSuccessStatusCode);
        Assert.Equal(4, client.Calls);
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("root@pam!gitops")]
    [InlineData("root@pam")]
    public void A_text_that_is_no_credential_is_refused_without_showing_it(string text)
    {
        var error = Assert.Throws<HomelabException>(() => new ProxmoxClient(new("https://pve.lan:8006"), new(text)));
        Assert.Contains("user@realm!tokenid=uuid", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(text, error.Message.Replace("user@realm", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_is_waited_for_until_it_ends()
    {
        var upid = Shared.Config("task-status-running").Text("upid")!;
        await using var server = new ReplayServer().Replays("task-status-running").Replays("task-status-running").Replays("task-status-stopped-ok");
        using var client = new ProxmoxClient(server.Url, new(Token), settings: Quick);
        var task = await client.WaitForTaskAsync(upid, cancel: Cancel);
        Assert.True(task.Finished);
        Assert.Equal(3, client.Calls);
    }

    [Fact]
    public async Task A_task_that_outlasts_the_wait_is_said_to_run_still()
    {
        var upid = Shared.Config("task-status-running").Text("upid")!;
        await using var server = new ReplayServer().Replays("task-status-running");
        using var client = new ProxmoxClient(server.Url, new(Token), settings: Quick);
        var task = await client.WaitForTaskAsync(upid, TimeSpan.Zero, Cancel);
        Assert.False(task.Finished);
        Assert.True(Assert.Throws<PlatformException>(task.Ensure).InDoubt);
    }

    [Fact]
    public async Task A_pinned_fingerprint_is_trusted_and_no_other()
    {
        using var key = RSA.Create(2048);
        using var certificate = Certificate(key);
        var seen = Convert.ToHexString(SHA256.HashData(certificate.RawData));
        await using var server = new ReplayServer(certificate).Replays("version");
        using var pinned = new ProxmoxClient(server.Url, new(Token), new(string.Join(':', seen.Chunk(2).Select(pair => new string(pair))), null));
        using var system = new ProxmoxClient(server.Url, new(Token), settings: Quick);
        using var other = new ProxmoxClient(server.Url, new(Token), new(new string('A', 64), null), settings: Quick);

        Assert.True((await pinned.Version.GetAsync(cancel: Cancel)).IsSuccessStatusCode);
        foreach (var client in new[] { system, other })
        {
            var error = await Assert.ThrowsAsync<PlatformException>(() => client.Version.GetAsync(cancel: Cancel));
            Assert.Contains("tls.fingerprint", error.Message, StringComparison.Ordinal);
            Assert.Equal(1, client.Calls);
        }
    }

    [Fact]
    public async Task A_named_authority_is_trusted_for_the_right_host_name()
    {
        using var key = RSA.Create(2048);
        using var certificate = Certificate(key);
        var file = Path.Combine(Directory.CreateTempSubdirectory("pve-ca").FullName, "ca.pem");
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem(), Cancel);
        await using var server = new ReplayServer(certificate).Replays("version");
        using var client = new ProxmoxClient(server.Url, new(Token), new(null, file));

        Assert.True((await client.Version.GetAsync(cancel: Cancel)).IsSuccessStatusCode);
        Directory.Delete(Path.GetDirectoryName(file)!, true);
    }

    [Fact]
    public void A_fingerprint_that_is_none_is_refused() =>
        Assert.Contains("32 pairs", Assert.Throws<HomelabException>(() => new ProxmoxClient(new("https://pve"), null, new("AB:CD", null))).Message, StringComparison.Ordinal);

    private static X509Certificate2 Certificate(RSA key)
    {
        var request = new CertificateRequest("CN=pve1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
