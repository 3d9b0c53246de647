namespace HomelabMcp.Core.Tests;

public sealed class ManifestTests
{
    private static readonly Manifest Manifest = new()
    {
        Key = new("docker.container", "web", "docker"),
        Spec = [],
        Source = new("web.yaml", 3),
        Lines = new Dictionary<string, int> { ["spec"] = 5, ["spec.network"] = 7 },
    };

    [Theory]
    [InlineData("spec.network", 7)]
    [InlineData("spec.network.net0.ip", 7)]
    [InlineData("spec.image", 5)]
    [InlineData("lifecycle", 3)]
    public void A_field_without_a_line_of_its_own_points_at_the_nearest_that_has_one(string path, int line) =>
        Assert.Equal(line, Manifest.LineOf(path));

    [Theory]
    [InlineData("web.yaml", 3, "spec.image", "web.yaml:3: spec.image: is missing")]
    [InlineData("web.yaml", 0, "", "web.yaml: is missing")]
    public void A_fault_reads_as_one_line(string file, int line, string field, string text) =>
        Assert.Equal(text, new Fault(file, line, field, "is missing").ToString());
}
