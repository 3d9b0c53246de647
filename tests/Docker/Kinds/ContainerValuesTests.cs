using System.Text.Json.Nodes;
using CsCheck;
using HomelabMcp.Core;

namespace HomelabMcp.Docker.Tests;

/// <summary>The short spellings of manifests and the one form of each.</summary>
public sealed class ContainerValuesTests
{
    [Theory]
    [InlineData("512m", 536870912L)]
    [InlineData("1.5g", 1610612736L)]
    [InlineData("64MiB", 67108864L)]
    [InlineData("1024", 1024L)]
    public void Sizes_become_bytes(string written, long bytes) => Assert.Equal(bytes, ContainerValues.Bytes(written).GetValue<long>());

    [Theory]
    [InlineData("sh -c 'echo hi there'", """["sh","-c","echo hi there"]""")]
    [InlineData("  a  \"\" b ", """["a","","b"]""")]
    public void A_command_line_becomes_words(string written, string words) => Assert.Equal(words, ContainerValues.Words(written).ToJsonString());

    [Theory]
    [InlineData("8080:80", "8080:80/tcp")]
    [InlineData("127.0.0.1:53:53/UDP", "127.0.0.1:53:53/udp")]
    public void Ports_name_their_protocol(string written, string one) => Assert.Equal(one, ContainerValues.Port(written).GetValue<string>());

    [Theory]
    [InlineData("data:/x:rw", "data:/x")]
    [InlineData("/a:/b:z,ro", "/a:/b:ro")]
    [InlineData("data:/x", "data:/x")]
    public void Mounts_lose_what_is_the_rule_anyway(string written, string one) => Assert.Equal(one, ContainerValues.Volume(written).GetValue<string>());

    [Theory]
    [InlineData("nginx", "nginx:latest")]
    [InlineData("docker.io/library/nginx:1", "nginx:1")]
    [InlineData("ghcr.io/a/b@sha256:00", "ghcr.io/a/b@sha256:00")]
    [InlineData("localhost:5000/a", "localhost:5000/a:latest")]
    public void Images_have_one_name(string written, string one) => Assert.Equal(one, ContainerValues.Image(written).GetValue<string>());

    [Fact]
    public void Every_form_is_its_own_form()
    {
        Func<JsonNode, JsonNode>[] forms = [ContainerValues.Bytes, ContainerValues.Words, ContainerValues.Environment, ContainerValues.Port, ContainerValues.Volume, ContainerValues.Networks,
            ContainerValues.Capability, ContainerValues.Restart, ContainerValues.Duration, ContainerValues.Image, ContainerValues.HealthTest];
        var text = Gen.Char["abz09:/.,-_ '\"mgKs=@"].Array[0, 24].Select(letters => new string(letters));
        Gen.OneOf(text.Select(value => (JsonNode)value!), text.Array[0, 4].Select(values => (JsonNode)new JsonArray([.. values.Select(value => (JsonNode?)value)])))
            .Sample(value =>
            {
                foreach (var form in forms)
                {
                    var once = form(value.DeepClone());
                    Assert.Equal(once.ToJsonString(), form(once.DeepClone()).ToJsonString());
                }
            }, iter: 2000);
    }

    [Fact]
    public void A_target_of_another_sort_is_refused_with_the_way_out()
    {
        static string Refusal(string url, JsonObject? extra = null) => Assert.Throws<HomelabException>(() => DockerOptions.From(
            new TargetSettings { Name = "d", Platform = "docker", Url = new Uri(url), Credential = _ => null, Extra = extra ?? [] })).Message;
        Assert.Contains("forward the engine's socket", Refusal("ssh://me@nas"));
        Assert.Contains("is no address of a Docker Engine", Refusal("ftp://nas"));
        Assert.Contains("needs both 'cert' and 'key'", Refusal("tcp://nas:2376", new JsonObject { ["cert"] = "a.pem" }));
    }
}
