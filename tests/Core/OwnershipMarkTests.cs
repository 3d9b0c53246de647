using CsCheck;

namespace HomelabMcp.Core.Tests;

public sealed class OwnershipMarkTests
{
    private static readonly ResourceKey Key = new("proxmox.vm", "web01", "pve");

    [Fact]
    public void A_mark_reads_back_as_it_was_written() => Gen.String[Gen.Char["abc-019"], 1, 12].Sample(installation =>
    {
        var mark = OwnershipMark.For(installation, Key, "120");

        return OwnershipMark.TryParse(mark.ToString(), out var read) && read == mark;
    });

    [Fact]
    public void A_copy_with_another_identifier_does_not_bear_our_mark() =>
        Assert.NotEqual(OwnershipMark.For("home", Key, "120"), OwnershipMark.For("home", Key, "121"));

    [Fact]
    public void Another_installation_has_other_marks() =>
        Assert.NotEqual(OwnershipMark.For("home", Key), OwnershipMark.For("cabin", Key));

    [Fact]
    public void A_mark_is_the_same_in_every_process() =>
        Assert.Equal("hl.home.44abdb49955d", OwnershipMark.For("home", new("docker.network", "lan", "docker")).ToString());

    [Fact]
    public void A_mark_is_a_legal_proxmox_tag() =>
        Assert.Matches("^[a-z0-9_][a-z0-9_+.-]*$", OwnershipMark.For("home", Key, "120").ToString());

    [Theory]
    [InlineData("")]
    [InlineData("hl.")]
    [InlineData("hl.home")]
    [InlineData("hl.home.abc")]
    [InlineData("hl..0123456789ab")]
    [InlineData("prod")]
    public void Other_tags_are_no_marks(string text) => Assert.False(OwnershipMark.TryParse(text, out _));
}
