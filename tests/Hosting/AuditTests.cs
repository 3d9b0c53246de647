using HomelabMcp.Core;
using HomelabMcp.Hosting.Fixture;

namespace HomelabMcp.Hosting.Tests;

public sealed class AuditTests
{
    [Fact]
    public async Task Every_call_is_recorded_with_who_what_and_how_it_ended()
    {
        var audit = new Recorder();
        await using var serving = await Serving.StartAsync(options => options with { Audit = audit });
        await using var client = await serving.ConnectAsync("2026-07-28", Serving.Yes);
        await client.CallAsync("fixture_guests", ("query", "a-secret-of-the-fixture"));
        await client.CallAsync("fixture_leaks");
        await client.CallAsync("fixture_guests", ("query", "a-secret-of-the-fixture"));
        await client.CallAsync("fixture_guest", ("guest", "none"));
        await client.CallAsync("fixture_rollback", ("guest", "web"));
        Assert.Equal(
            ["fixture_guests Done", "fixture_leaks Done", "fixture_guests Done", "fixture_guest Failed", "fixture_rollback Asked", "fixture_rollback Done"],
            audit.Ended.Select(end => $"{end.Call.Tool} {end.Outcome.State}"));
        Assert.Equal("""{"query":"[secret]"}""", audit.Ended[2].Call.Arguments.ToJsonString());
        Assert.Equal("There is no guest 'none': did you mean 'web'?", audit.Ended[3].Outcome.Detail);
        Assert.Equal(ToolNature.Operation, audit.Ended[5].Call.Nature);
        Assert.Equal(("local", "test-client", "1.2"), (audit.Ended[0].Call.Caller.Principal.Name, audit.Ended[0].Call.Caller.Client, audit.Ended[0].Call.Caller.ClientVersion));
        Assert.Equal(6, audit.Ended.Select(end => end.Call.Caller.CallId).Distinct().Count());
    }

    [Fact]
    public async Task A_write_that_cannot_be_recorded_does_not_run()
    {
        await using var serving = await Serving.StartAsync(options => options with { Audit = new Recorder { Fails = true } });
        await using var client = await serving.ConnectAsync("2026-07-28");
        var reply = await client.CallAsync("fixture_restart", ("guest", "web"));
        Assert.True(reply.IsError);
        Assert.Equal("The audit log cannot be written.", reply.Text());
        Assert.Equal(0, serving.Platform.State.Restarts);
    }

    private sealed class Recorder : ICallAudit
    {
        public bool Fails { get; init; }

        public List<(AuditedCall Call, CallOutcome Outcome)> Ended { get; } = [];

        public ValueTask BeginAsync(AuditedCall call, CancellationToken cancel) =>
            Fails ? throw new HomelabException("The audit log cannot be written.") : ValueTask.CompletedTask;

        public ValueTask EndAsync(AuditedCall call, CallOutcome outcome, TimeSpan took)
        {
            lock (Ended) Ended.Add((call, outcome));
            return ValueTask.CompletedTask;
        }
    }
}
