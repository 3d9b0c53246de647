namespace HomelabMcp.Simulation.Tests.Proxmox.Replay;

/// <summary>Every recorded exchange, asked of the simulator in the recorded situation, is answered as the real server did.</summary>
public sealed class RecordingReplayTests
{
    public static TheoryData<string> Names => [.. Recording.All.Keys.DefaultIfEmpty("")];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Is_answered_as_recorded(string name)
    {
        Assert.SkipWhen(name.Length == 0, "The recordings are not beside this checkout.");
        var difference = await Replay.CompareAsync(Recording.All[name], TestContext.Current.CancellationToken);
        if (NotYetMatching.Reasons.TryGetValue(name, out var reason))
            Assert.True(difference is not null, $"'{name}' matches now: take it off the list of those that do not ({reason}).");
        else
            Assert.True(difference is null, difference);
    }

    [Fact]
    public void The_list_of_those_that_do_not_match_names_recordings_only()
    {
        Assert.SkipWhen(Recording.All.Count == 0, "The recordings are not beside this checkout.");
        Assert.Empty(NotYetMatching.Reasons.Keys.Except(Recording.All.Keys));
    }
}
