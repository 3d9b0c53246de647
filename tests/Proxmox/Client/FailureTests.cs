using HomelabMcp.Core;

namespace HomelabMcp.Proxmox.Tests;

/// <summary>Each refusal that the real server was seen to give, and what it becomes.</summary>
public sealed class FailureTests
{
    public static TheoryData<string, string, PlatformFailure, string> Refusals => new()
    {
        { "GET", "auth-401-no-ticket", PlatformFailure.Forbidden, "No ticket" },
        { "GET", "auth-401-bad-secret", PlatformFailure.Forbidden, "Authentication failed!" },
        { "POST", "access-ticket-bad-password", PlatformFailure.Forbidden, "authentication failure" },
        { "PUT", "perm-403-config", PlatformFailure.Forbidden, "grant VM.Config.Disk or VM.Config.CDROM" },
        { "POST", "perm-403-create", PlatformFailure.Forbidden, "Permission check failed" },
        { "PUT", "lxc-config-put-features-nonroot", PlatformFailure.Forbidden, "only allowed for root@pam" },
        { "PUT", "perm-token-endpoint-needs-ticket", PlatformFailure.Forbidden, "need proper ticket" },
        { "GET", "http-vm-missing", PlatformFailure.NotFound, "qemu-server/999.conf" },
        { "GET", "http-lxc-as-qemu", PlatformFailure.NotFound, "qemu-server/101.conf" },
        { "GET", "http-wrong-node-for-vm", PlatformFailure.NotFound, "200.conf" },
        { "GET", "storage-missing", PlatformFailure.NotFound, "No such storage" },
        { "GET", "storage-cluster-missing", PlatformFailure.NotFound, "storage 'nope' does not exist" },
        { "PUT", "qemu-config-put-digest-mismatch", PlatformFailure.Changed, "checksum mismatch" },
        { "PUT", "lxc-config-put-digest-mismatch", PlatformFailure.Changed, "detected modified configuration" },
        { "PUT", "qemu-config-locked", PlatformFailure.Busy, "VM is locked (backup)" },
        { "DELETE", "qemu-delete-running", PlatformFailure.Busy, "VM 110 is running" },
        { "DELETE", "pool-delete-nonempty", PlatformFailure.Busy, "contains VM 110" },
        { "DELETE", "qemu-delete-protected", PlatformFailure.Invalid, "protection mode enabled" },
        { "POST", "qemu-create-exists", PlatformFailure.Taken, "already exists on node 'pve1'" },
        { "POST", "qemu-clone-id-taken", PlatformFailure.Taken, "config file already exists" },
        { "POST", "pool-create-dup", PlatformFailure.Taken, "pool 'lab' already exists" },
        { "POST", "qemu-create-bad-params", PlatformFailure.Invalid, "cores: value must have a minimum value of 1" },
        { "GET", "extra-unknown-param-get", PlatformFailure.Invalid, "nosuch: property is not defined" },
        { "GET", "http-vmid-out-of-range", PlatformFailure.Invalid, "vmid:" },
        { "PUT", "qemu-config-put-boot-bad", PlatformFailure.Invalid, "invalid bootorder" },
        { "PUT", "qemu-config-put-empty-body", PlatformFailure.Invalid, "no options specified" },
        { "POST", "lxc-stop-stopped", PlatformFailure.Invalid, "CT 101 not running" },
        { "GET", "qemu-agent-not-configured", PlatformFailure.Invalid, "No QEMU guest agent configured" },
        { "GET", "http-404-unknown-path", PlatformFailure.Invalid, "does not accept" },
        { "POST", "http-501-chunked", PlatformFailure.Invalid, "chunked transfer encoding not supported" },
        { "POST", "http-506-content-type", PlatformFailure.Invalid, "not implemented" },
        { "PUT", "http-json-body-invalid", PlatformFailure.Failed, "AnyEvent.pm" },
        { "GET", "http-unknown-node", PlatformFailure.Unreachable, "hostname lookup 'nope' failed" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_recorded_refusal_is_told_apart(string method, string recording, PlatformFailure expected, string sentence)
    {
        await using var server = new ReplayServer().Replays(recording);
        using var client = new ProxmoxClient(server.Url, null, settings: new() { Retries = 0 });
        var cancel = TestContext.Current.CancellationToken;

        var result = await (method switch
        {
            "GET" => client.GetAsync("/x", cancel: cancel),
            "POST" => client.CreateAsync("/x", cancel: cancel),
            "PUT" => client.SetAsync("/x", cancel: cancel),
            _ => client.DeleteAsync("/x", cancel: cancel),
        });

        var error = Assert.Throws<PlatformException>(result.Ensure);
        Assert.Equal(expected, error.Failure);
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_before_8_4_has_only_the_reason_phrase_and_is_understood()
    {
        await using var server = new ReplayServer().Answers(500, "VM is locked (backup)", """{"data":null}""");
        using var client = new ProxmoxClient(server.Url, null);
        var result = await client.SetAsync("/nodes/pve1/qemu/102/config", cancel: TestContext.Current.CancellationToken);
        Assert.Equal(PlatformFailure.Busy, Assert.Throws<PlatformException>(result.Ensure).Failure);
    }

    [Theory]
    [InlineData("GET", 595, PlatformFailure.Unreachable)]
    [InlineData("POST", 595, PlatformFailure.Unreachable)]
    [InlineData("GET", 596, PlatformFailure.Unreachable)]
    [InlineData("POST", 596, PlatformFailure.AnswerLost)]
    [InlineData("DELETE", 599, PlatformFailure.AnswerLost)]
    [InlineData("POST", 503, PlatformFailure.Unreachable)]
    [InlineData("POST", 504, PlatformFailure.AnswerLost)]
    public void A_node_behind_the_one_that_answers_leaves_a_write_in_doubt_only_once_it_was_reached(string method, int status, PlatformFailure expected) =>
        Assert.Equal(expected, ProxmoxFailures.Judge(new() { Method = method, Resource = "/x", StatusCode = status, ReasonPhrase = "Connection refused" }));

    [Fact]
    public async Task Plain_http_on_the_tls_port_is_explained()
    {
        await using var server = new ReplayServer().Answers(301, "Moved Permanently", "Moved Permanently", "text/plain", "Location: https://127.0.0.1:8006/api2/json/version\r\n");
        using var client = new ProxmoxClient(server.Url, null, settings: new() { Retries = 0 });
        var error = Assert.Throws<PlatformException>((await client.GetAsync("/version", cancel: TestContext.Current.CancellationToken)).Ensure);
        Assert.Contains("https://", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("qemu-start-locked", PlatformFailure.Busy)]
    [InlineData("qemu-start-missing", PlatformFailure.NotFound)]
    [InlineData("qemu-resize-shrink", PlatformFailure.Invalid)]
    [InlineData("lxc-create-bad-template", PlatformFailure.NotFound)]
    [InlineData("qemu-delete-template-with-linked", PlatformFailure.Busy)]
    public async Task A_task_that_was_accepted_and_then_failed_is_a_failure(string recording, PlatformFailure expected)
    {
        var upid = Shared.Recording(recording)["response"]!["json"]!["data"]!.GetValue<string>();
        var status = File.Exists(Path.Combine(Shared.Root!, $"recordings/proxmox/{recording}.task-status.json"));
        await using var server = new ReplayServer();
        if (status) server.Replays($"{recording}.task-status");
        else server.Answers(200, "OK", """{"data":{"status":"stopped","exitstatus":"Configuration file 'nodes/pve1/qemu-server/999.conf' does not exist"}}""");
        using var client = new ProxmoxClient(server.Url, null);

        var task = await client.WaitForTaskAsync(upid, cancel: TestContext.Current.CancellationToken);

        Assert.True(task.Finished);
        Assert.False(task.Succeeded);
        Assert.Equal(expected, Assert.Throws<PlatformException>(task.Ensure).Failure);
    }
}
