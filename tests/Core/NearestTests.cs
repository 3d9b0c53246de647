namespace HomelabMcp.Core.Tests;

public sealed class NearestTests
{
    private static readonly string[] Fields = ["cores", "memory", "network", "onboot"];

    [Theory]
    [InlineData("core", "cores")]
    [InlineData("Memory", "memory")]
    [InlineData("netwrok", "network")]
    [InlineData("on-boot", "onboot")]
    public void A_slip_finds_what_was_meant(string word, string meant) => Assert.Equal(meant, Nearest.Match(word, Fields));

    [Theory]
    [InlineData("colour")]
    [InlineData("x")]
    public void Something_else_altogether_finds_nothing(string word) => Assert.Null(Nearest.Match(word, Fields));

    [Fact]
    public void A_hint_names_the_nearest_and_the_choices() =>
        Assert.Equal("did you mean 'cores'? valid: cores, memory, network, onboot", Nearest.Hint("core", Fields));

    [Fact]
    public void A_hint_stays_short_when_there_are_many_choices()
    {
        var hint = Nearest.Hint("zzz", [.. Enumerable.Range(0, 30).Select(i => $"field{i:00}")]);

        Assert.EndsWith("and 18 more", hint, StringComparison.Ordinal);
    }
}
