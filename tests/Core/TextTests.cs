using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace HomelabMcp.Core.Tests;

public sealed class TextTests
{
    [Theory]
    [InlineData("web01", "web01")]
    [InlineData("grüße 日本 👍", "grüße 日本 👍")]
    [InlineData("two\nlines\tand a tab", "two\nlines\tand a tab")]
    [InlineData("red\u001b[31m", "red[31m")]
    [InlineData("safe\u202Etxt.exe", "safetxt.exe")]
    [InlineData("a\u200Bb\u200Dc\uFEFF", "abc")]
    [InlineData("ring\aring\0", "ringring")]
    [InlineData("x\uFE01\U000E0101", "x")]
    [InlineData("tag\U000E0041\U000E007F", "tag")]
    public void Hidden_characters_leave_untrusted_text(string raw, string clean) => Assert.Equal(clean, UntrustedText.CleanOf(raw));

    [Fact]
    public void Cleaning_twice_changes_nothing_more() => Gen.String.Sample(text => UntrustedText.CleanOf(UntrustedText.CleanOf(text)) == UntrustedText.CleanOf(text));

    [Fact]
    public void Untrusted_text_leaves_clean_in_json() => Assert.Equal("\"ab\"", JsonSerializer.Serialize(new UntrustedText("a\u200Bb")));

    [Fact]
    public void A_secret_neither_prints_nor_serialises()
    {
        var secret = new Secret<string>("hunter2");
        var options = new JsonSerializerOptions { Converters = { new SecretConverter() } };

        Assert.DoesNotContain("hunter2", $"{secret}", StringComparison.Ordinal);
        Assert.Equal("hunter2", secret.Reveal());
        Assert.Throws<HomelabException>(() => JsonSerializer.Serialize(secret, options));
    }

    [Fact]
    public void Canonical_json_does_not_depend_on_the_order_of_keys()
    {
        var one = JsonNode.Parse("""{"b":[1,{"y":2,"x":null}],"a":"ä"}""");
        var other = JsonNode.Parse("""{ "a": "ä", "b": [1, {"x":null,"y":2}] }""");

        Assert.Equal("""{"a":"ä","b":[1,{"x":null,"y":2}]}""", CanonicalJson.Text(one));
        Assert.Equal(CanonicalJson.Hash(one), CanonicalJson.Hash(other));
    }

    [Fact]
    public void The_order_of_a_list_counts() =>
        Assert.NotEqual(CanonicalJson.Hash(new JsonArray(1, 2)), CanonicalJson.Hash(new JsonArray(2, 1)));
}
