using CsCheck;

namespace HomelabMcp.Core.Tests;

public sealed class ResourceKeyTests
{
    private static readonly Gen<string> Kind = Gen.Int[0, 2].Select(i => new[] { "docker.container", "proxmox.vm", "netbox.ip-address" }[i]);

    private static readonly Gen<string> Name = Gen.String[Gen.Char["abcXYZ019._-"], 1, 20].Where(ResourceKey.IsValidName);

    [Fact]
    public void A_key_reads_back_as_it_was_written() =>
        Gen.Select(Kind, Name, Name).Sample((kind, name, target) =>
        {
            var key = new ResourceKey(kind, name, target);

            return ResourceKey.TryParse(key.ToString(), out var read) && read == key;
        });

    [Theory]
    [InlineData("docker.container/web01", "docker.container", "web01", "")]
    [InlineData("docker.container/web01@nas", "docker.container", "web01", "nas")]
    public void The_target_may_be_left_out(string text, string kind, string name, string target)
    {
        Assert.True(ResourceKey.TryParse(text, out var key));

        Assert.Equal(new ResourceKey(kind, name, target), key);
    }

    [Theory]
    [InlineData("")]
    [InlineData("web01")]
    [InlineData("docker/web01")]
    [InlineData("docker.container/")]
    [InlineData("docker.container/-web")]
    [InlineData("docker.container/web 01")]
    [InlineData("docker.container/web01@")]
    [InlineData("docker.container/web01\n")]
    [InlineData("docker.container/../etc")]
    public void What_is_no_key_is_refused(string text) => Assert.False(ResourceKey.TryParse(text, out _));

    [Theory]
    [InlineData("a", true)]
    [InlineData("web-01.home_x", true)]
    [InlineData("-web", false)]
    [InlineData("", false)]
    [InlineData("wéb", false)]
    [InlineData("web\n", false)]
    public void Names_follow_the_contract(string name, bool valid) => Assert.Equal(valid, ResourceKey.IsValidName(name));

    [Fact]
    public void A_name_ends_at_sixty_three_characters()
    {
        Assert.True(ResourceKey.IsValidName(new string('a', 63)));
        Assert.False(ResourceKey.IsValidName(new string('a', 64)));
    }

    [Fact]
    public void Keys_order_by_kind_then_name_then_target()
    {
        ResourceKey[] keys = [new("b.x", "a", "t"), new("a.x", "b", "t"), new("a.x", "a", "u"), new("a.x", "a", "t")];

        Assert.Equal(["a.x/a@t", "a.x/a@u", "a.x/b@t", "b.x/a@t"], keys.Order().Select(key => key.ToString()));
    }
}
